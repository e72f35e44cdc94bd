import { scopedItemOptionsType } from './scope.ts';

/** What New-Alias and Set-Alias share. */
export const ALIAS_PARAMETERS = {
  Name: { type: 'string', mandatory: true, position: 0, pipeline: 'name', help: 'The short name.' },
  Value: { type: 'string', mandatory: true, position: 1, pipeline: 'name', help: 'The command.' },
  Description: { type: 'string', pipeline: 'name', help: 'What it is for.' },
  Option: { type: scopedItemOptionsType, pipeline: 'name', help: 'ReadOnly, Constant, Private, AllScope.' },
  PassThru: { type: 'switch', help: 'Returns the alias.' },
  Scope: { type: 'string', help: 'Global, Local, Script, or how many scopes above the current one.' },
  Force: { type: 'switch', help: 'Replaces a read-only alias.' },
} as const;
