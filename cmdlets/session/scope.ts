import { terminatingError } from '../../src/cmdlet/error.ts';
import type { ScopeId, VariableOption } from '../../src/cmdlet/session.ts';
import { defineEnum } from '../../src/values/enum-type.ts';

export const scopedItemOptionsType = defineEnum({
  fullName: 'System.Management.Automation.ScopedItemOptions',
  values: { None: 0, ReadOnly: 1, Constant: 2, Private: 4, AllScope: 8, Unspecified: 16 },
  flags: true,
});

export const visibilityType = defineEnum({
  fullName: 'System.Management.Automation.SessionStateEntryVisibility',
  values: ['Public', 'Private'],
});

const NAMED_SCOPES: readonly ScopeId[] = ['global', 'script', 'local', 'private'];

/** The scope that -Scope names: a word, or how many scopes above the current one. */
export function scopeOf(text: string | undefined): ScopeId | undefined {
  if (text === undefined) return undefined;
  const named = NAMED_SCOPES.find((scope) => scope === text.toLowerCase());
  if (named !== undefined) return named;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw terminatingError({
    message: `The scope number or name '${text}' is not valid.`,
    id: 'Argument',
    category: 'InvalidArgument',
    target: text,
    why: 'A scope is Global, Local, Script or Private, or a number of scopes above the current one.',
    exceptionType: 'System.Management.Automation.PSArgumentException',
  });
}

const OPTION_NUMBERS: Readonly<Record<VariableOption, number>> = {
  ReadOnly: 1,
  Constant: 2,
  Private: 4,
  AllScope: 8,
};

/** `ReadOnly, AllScope` as a list. */
export function optionsOf(text: string | undefined): VariableOption[] {
  const known: readonly VariableOption[] = ['ReadOnly', 'Constant', 'Private', 'AllScope'];
  const names = (text ?? '').split(',').map((name) => name.trim());
  return known.filter((option) => names.includes(option));
}

/** Options as the value that scripts see. */
export function optionsValue(options: readonly VariableOption[]) {
  return scopedItemOptionsType.ofNumber(options.reduce((bits, option) => bits | OPTION_NUMBERS[option], 0));
}
