import { defineEnum } from '../values/enum-type.ts';
import { Hashtable } from '../values/hashtable.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { customObject } from '../values/ps-custom-object.ts';
import { resolveTypeName } from '../values/type-name.ts';
import type { Value } from '../values/value.ts';
import type { CommandDetails, CommandFacts, CommandKind, ParameterFacts, Session } from './session.ts';

export const commandTypesType = defineEnum({
  fullName: 'System.Management.Automation.CommandTypes',
  values: {
    Alias: 1,
    Function: 2,
    Filter: 4,
    Cmdlet: 8,
    ExternalScript: 16,
    Application: 32,
    Script: 64,
    All: 383,
  },
  flags: true,
});

export interface CommandInfoData {
  readonly session: Session;
  readonly facts: CommandFacts;
}

/** A script file is found by its path, everything else by its name. */
const details = ({ session, facts }: CommandInfoData): CommandDetails | undefined =>
  session.commands.details(facts.kind === 'ExternalScript' ? facts.definition : facts.name);

const properties = {
  Name: { type: 'string', get: (data: CommandInfoData) => data.facts.name },
  CommandType: {
    type: 'CommandTypes',
    get: (data: CommandInfoData) => commandTypesType.find(data.facts.kind) ?? null,
  },
  Definition: { type: 'string', get: (data: CommandInfoData) => data.facts.definition },
  Source: { type: 'string', get: (data: CommandInfoData) => data.facts.module },
  ModuleName: { type: 'string', get: (data: CommandInfoData) => data.facts.module },
  Version: { type: 'version', get: () => null },
  Visibility: { type: 'SessionStateEntryVisibility', get: () => 'Public' },
  Parameters: {
    type: 'Dictionary[string,ParameterMetadata]',
    get: (data: CommandInfoData) => parameterTable(details(data)),
  },
  ParameterSets: {
    type: 'ReadOnlyCollection[CommandParameterSetInfo]',
    get: (data: CommandInfoData) => parameterSets(details(data)),
  },
  OutputType: {
    type: 'ReadOnlyCollection[PSTypeName]',
    get: (data: CommandInfoData) => (details(data)?.outputTypes ?? []).map(outputType),
  },
} as const;

const view = {
  table: [
    { label: 'CommandType', width: 15, get: (data: CommandInfoData) => data.facts.kind },
    { label: 'Name', width: 50, get: (data: CommandInfoData) => displayName(data.facts) },
    { label: 'Version', width: 10, get: () => '' },
    { label: 'Source', get: (data: CommandInfoData) => data.facts.module },
  ],
  wide: 'Name',
} as const;

function displayName({ kind, name, definition }: CommandFacts): string {
  return kind === 'Alias' ? `${name} -> ${definition}` : name;
}

const commandText = ({ facts }: CommandInfoData): string => facts.name;

/** What all commands are. */
const commandInfoType = objectType<CommandInfoData>()({
  name: 'CommandInfo',
  fullName: 'System.Management.Automation.CommandInfo',
  properties: {},
});

export const aliasInfoType = objectType<CommandInfoData>()({
  name: 'AliasInfo',
  fullName: 'System.Management.Automation.AliasInfo',
  base: commandInfoType,
  properties: {
    ...properties,
    DisplayName: {
      type: 'string',
      get: ({ session, facts }) =>
        `${facts.name} -> ${session.commands.find(facts.definition, true)?.name ?? facts.definition}`,
    },
    ReferencedCommand: { type: 'CommandInfo', get: (data) => target(data) },
    ResolvedCommand: { type: 'CommandInfo', get: (data) => target(data) },
    ResolvedCommandName: {
      type: 'string',
      get: (data) => data.session.commands.find(data.facts.definition, true)?.name ?? null,
    },
    Options: {
      type: 'ScopedItemOptions',
      get: ({ session, facts }) => session.aliases.get(facts.name)?.options.join(', ') || 'None',
    },
    Description: {
      type: 'string',
      get: ({ session, facts }) => session.aliases.get(facts.name)?.description ?? '',
    },
  },
  view,
  toString: commandText,
});

export const functionInfoType = objectType<CommandInfoData>()({
  name: 'FunctionInfo',
  fullName: 'System.Management.Automation.FunctionInfo',
  base: commandInfoType,
  properties: {
    ...properties,
    ScriptBlock: { type: 'scriptblock', get: (data) => details(data)?.scriptBlock ?? null },
    CmdletBinding: {
      type: 'bool',
      get: (data) => (details(data)?.parameters ?? []).some(({ common }) => common),
    },
    DefaultParameterSet: { type: 'string', get: (data) => details(data)?.defaultParameterSet ?? null },
    Verb: { type: 'string', get: (data) => verbOf(data.facts.name) },
    Noun: { type: 'string', get: (data) => nounOf(data.facts.name) },
    Description: { type: 'string', get: () => '' },
    Options: { type: 'ScopedItemOptions', get: () => 'None' },
  },
  view,
  toString: commandText,
});

export const cmdletInfoType = objectType<CommandInfoData>()({
  name: 'CmdletInfo',
  fullName: 'System.Management.Automation.CmdletInfo',
  base: commandInfoType,
  properties: {
    ...properties,
    Definition: { type: 'string', get: (data) => syntaxLines(details(data)).join('\n') },
    DefaultParameterSet: { type: 'string', get: (data) => details(data)?.defaultParameterSet ?? null },
    Verb: { type: 'string', get: (data) => verbOf(data.facts.name) },
    Noun: { type: 'string', get: (data) => nounOf(data.facts.name) },
    HelpUri: { type: 'string', get: () => '' },
    Since: {
      type: 'string',
      get: (data) => details(data)?.cmdlet?.since ?? null,
      help: 'The vSphere release that brought it, where that is later than 6.5.',
    },
  },
  view,
  toString: commandText,
});

export const externalScriptInfoType = objectType<CommandInfoData>()({
  name: 'ExternalScriptInfo',
  fullName: 'System.Management.Automation.ExternalScriptInfo',
  base: commandInfoType,
  properties: {
    ...properties,
    Path: { type: 'string', get: (data) => data.facts.definition },
    ScriptBlock: { type: 'scriptblock', get: (data) => details(data)?.scriptBlock ?? null },
  },
  view,
  toString: commandText,
});

export const applicationInfoType = objectType<CommandInfoData>()({
  name: 'ApplicationInfo',
  fullName: 'System.Management.Automation.ApplicationInfo',
  base: commandInfoType,
  properties: { ...properties, Path: { type: 'string', get: (data) => data.facts.definition } },
  view,
  toString: commandText,
});

const TYPES: Readonly<Record<CommandKind, typeof aliasInfoType>> = {
  Alias: aliasInfoType,
  Function: functionInfoType,
  Filter: functionInfoType,
  Cmdlet: cmdletInfoType,
  ExternalScript: externalScriptInfoType,
  Application: applicationInfoType,
};

/** A command as Get-Command returns it. */
export function commandInfo(session: Session, facts: CommandFacts): TypedObject<CommandInfoData> {
  return objectOf(TYPES[facts.kind], { session, facts });
}

function target({ session, facts }: CommandInfoData): Value {
  const found = session.commands.find(facts.definition, true);
  return found ? commandInfo(session, found) : null;
}

function verbOf(name: string): string {
  return name.includes('-') ? name.slice(0, name.indexOf('-')) : '';
}

function nounOf(name: string): string {
  return name.includes('-') ? name.slice(name.indexOf('-') + 1) : '';
}

function outputType(name: string): Value {
  const type = resolveTypeName(name) ?? null;
  return customObject(
    [
      ['Name', type?.fullName ?? name],
      ['Type', type],
    ],
    'System.Management.Automation.PSTypeName',
  );
}

function parameterTable(command: CommandDetails | undefined): Value {
  const table = new Hashtable();
  for (const parameter of command?.parameters ?? []) table.set(parameter.name, parameterObject(parameter));
  return table;
}

function parameterObject(parameter: ParameterFacts): Value {
  const entries: [string, Value][] = [
    ['Name', parameter.name],
    ['ParameterType', parameter.type],
    ['ParameterSets', setTable(parameter)],
    ['IsDynamic', false],
    ['Aliases', [...parameter.aliases]],
    ['Attributes', parameter.attributes()],
    ['SwitchParameter', parameter.isSwitch],
  ];
  return customObject(entries, 'System.Management.Automation.ParameterMetadata');
}

function setTable(parameter: ParameterFacts): Value {
  const table = new Hashtable();
  for (const [name, set] of parameter.sets) {
    const entries: [string, Value][] = [
      ['IsMandatory', set.mandatory],
      ['Position', set.position ?? -2147483648],
      ['ValueFromPipeline', set.byValue],
      ['ValueFromPipelineByPropertyName', set.byName],
      ['ValueFromRemainingArguments', set.remaining],
      ['HelpMessage', parameter.help],
    ];
    table.set(name, customObject(entries));
  }
  return table;
}

function parameterSets(command: CommandDetails | undefined): Value {
  if (!command) return [];
  return command.parameterSets.map((name) => {
    const parameters = command.parameters.filter(({ sets }) => belongs(sets, name)).map(parameterObject);
    const entries: [string, Value][] = [
      ['Name', name],
      ['IsDefault', name === command.defaultParameterSet],
      ['Parameters', parameters],
    ];
    return customObject(entries, 'System.Management.Automation.CommandParameterSetInfo');
  });
}

function belongs(sets: ReadonlyMap<string, unknown>, name: string): boolean {
  return sets.has(name) || sets.has('__AllParameterSets');
}

/** `Name [[-A] <string>] [-B] [<CommonParameters>]`, a line for each parameter set. */
export function syntaxLines(command: CommandDetails | undefined): string[] {
  if (!command) return [];
  const sets = command.parameterSets.length === 0 ? ['__AllParameterSets'] : command.parameterSets;
  return sets.map((set) => {
    const parts = orderedParameters(command, set).map((parameter) => parameterSyntax(parameter, set));
    const common = command.parameters.some(({ common }) => common) ? ['[<CommonParameters>]'] : [];
    return [command.name, ...parts, ...common].join(' ');
  });
}

function orderedParameters(command: CommandDetails, set: string): ParameterFacts[] {
  const own = command.parameters.filter(
    ({ sets, common, hidden }) => !common && !hidden && belongs(sets, set),
  );
  const position = (parameter: ParameterFacts): number => setOf(parameter, set)?.position ?? 1e9;
  const rank = (parameter: ParameterFacts): number => (setOf(parameter, set)?.mandatory === true ? 0 : 1);
  return own
    .map((parameter, index) => ({ parameter, index }))
    .sort(
      (a, b) =>
        position(a.parameter) - position(b.parameter) ||
        rank(a.parameter) - rank(b.parameter) ||
        a.index - b.index,
    )
    .map(({ parameter }) => parameter);
}

function setOf(parameter: ParameterFacts, set: string) {
  return parameter.sets.get(set) ?? parameter.sets.get('__AllParameterSets');
}

function parameterSyntax(parameter: ParameterFacts, set: string): string {
  const facts = setOf(parameter, set);
  if (parameter.isSwitch) return facts?.mandatory === true ? `-${parameter.name}` : `[-${parameter.name}]`;
  const name = facts?.position === undefined ? `-${parameter.name}` : `[-${parameter.name}]`;
  const text = `${name} <${parameter.typeName}>`;
  return facts?.mandatory === true ? text : `[${text}]`;
}
