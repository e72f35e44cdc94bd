import type { Cmdlet } from '../cmdlet/cmdlet.ts';
import type { CmdletIndexEntry } from '../cmdlet/command-source.ts';
import type {
  CommandDetails,
  CommandFacts,
  CommandQuery,
  CommandTable,
  ParameterFacts,
} from '../cmdlet/session.ts';
import { attributeValue } from '../values/attribute.ts';
import { ObjectType } from '../values/object-type.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { type TypeInfo, typeDisplayName } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import { cmdletMetadata } from './cmdlet-metadata.ts';
import type { Command, FunctionCommand } from './command.ts';
import { commentSections } from './comment-help.ts';
import type { Frame } from './frame.ts';
import { ALL_SETS, type CommandMetadata, type ParameterMetadata } from './parameter-metadata.ts';
import type { Runspace } from './runspace.ts';
import type { Scope } from './scope.ts';

/** Commands as Get-Command and Get-Help ask for them. */
export class EngineCommandTable implements CommandTable {
  readonly #runspace: Runspace;
  #index: Map<string, CmdletIndexEntry> | undefined;
  constructor(runspace: Runspace) {
    this.#runspace = runspace;
  }

  find(name: string, followAlias = false): CommandFacts | undefined {
    const { current, lookup } = this.#runspace;
    const alias = lookup.findAlias(current.scope, name);
    if (alias !== undefined && !followAlias) return aliasFacts(alias);
    const command = lookup.tryFind(current, name);
    return command && this.#factsOf(command);
  }

  #factsOf(command: Command): CommandFacts {
    switch (command.kind) {
      case 'Cmdlet':
        return this.#cmdletFacts(command.name);
      case 'ExternalScript':
      case 'Application':
        return {
          kind: command.kind,
          name: command.name,
          module: '',
          definition: command.path,
          synopsis: '',
          parameterNames: [],
        };
      case 'Script':
        return {
          kind: 'ExternalScript',
          name: command.name,
          module: '',
          definition: '',
          synopsis: '',
          parameterNames: [],
        };
      default:
        return functionFacts(command);
    }
  }

  #cmdletFacts(name: string): CommandFacts {
    const entry = this.#entries().get(name.toLowerCase());
    return {
      kind: 'Cmdlet',
      name,
      module: entry?.module ?? '',
      definition: '',
      synopsis: entry?.synopsis ?? '',
      parameterNames: entry?.parameters ?? [],
    };
  }

  #entries(): Map<string, CmdletIndexEntry> {
    this.#index ??= new Map(
      this.#runspace.lookup.source.index().map((entry) => [entry.name.toLowerCase(), entry]),
    );
    return this.#index;
  }

  matching(pattern: string, query: CommandQuery = {}): readonly CommandFacts[] {
    const { kinds } = query;
    const wanted = (kind: CommandFacts['kind']): boolean => kinds === undefined || kinds.includes(kind);
    const found: CommandFacts[] = [];
    const take = (facts: CommandFacts): void => {
      if (!matchesWildcard(facts.name, pattern) || !wanted(facts.kind)) return;
      if (query.module !== undefined && !matchesWildcard(facts.module, query.module)) return;
      found.push(facts);
    };
    if (wanted('Cmdlet')) for (const entry of this.#entries().values()) take(this.#cmdletFacts(entry.name));
    for (const command of visibleFunctions(this.#runspace.current.scope)) take(functionFacts(command));
    for (const alias of this.#runspace.session.aliases.list()) take(aliasFacts(alias));
    return found.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  }

  details(name: string): CommandDetails | undefined {
    const command = this.#runspace.lookup.tryFind(this.#runspace.current, name);
    if (command === undefined) return undefined;
    const facts = this.#factsOf(command);
    if (command.kind === 'Cmdlet') return cmdletDetails(facts, command.cmdlet, this.#runspace.current);
    if (command.kind === 'Application')
      return { ...facts, parameters: [], parameterSets: [], defaultParameterSet: '', outputTypes: [] };
    const metadata = command.block.code.parameters;
    const help = 'help' in command ? command.help : command.block.code.ast.help;
    return {
      ...facts,
      ...parts(metadata, this.#runspace.current),
      parameterNames: metadata.parameters.map((parameter) => parameter.name),
      outputTypes: metadata.outputTypes,
      scriptBlock: command.block,
      ...(help && { commentHelp: commentSections(help), synopsis: help.synopsis ?? '' }),
    };
  }
}

function aliasFacts(alias: { readonly name: string; readonly target: string }): CommandFacts {
  return {
    kind: 'Alias',
    name: alias.name,
    module: '',
    definition: alias.target,
    synopsis: '',
    parameterNames: [],
  };
}

function functionFacts(command: FunctionCommand): CommandFacts {
  return {
    kind: command.kind,
    name: command.name,
    module: command.moduleName,
    definition: command.block.text,
    synopsis: command.help?.synopsis ?? '',
    parameterNames: command.block.code.parameters.parameters
      .filter(({ common }) => !common)
      .map(({ name }) => name),
  };
}

function visibleFunctions(scope: Scope): FunctionCommand[] {
  const found = new Map<string, FunctionCommand>();
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    for (const [key, command] of at.functions ?? []) if (!found.has(key)) found.set(key, command);
  }
  return [...found.values()];
}

function cmdletDetails(facts: CommandFacts, cmdlet: Cmdlet, frame: Frame): CommandDetails {
  return {
    ...facts,
    ...parts(cmdletMetadata(cmdlet), frame),
    outputTypes: cmdlet.output.map((type) =>
      typeof type === 'string'
        ? type
        : type instanceof ObjectType
          ? (type as ObjectType<unknown>).shortName
          : typeDisplayName(type),
    ),
    cmdlet,
  };
}

function parts(
  metadata: CommandMetadata,
  frame: Frame,
): Pick<CommandDetails, 'parameters' | 'parameterSets' | 'defaultParameterSet'> {
  return {
    parameters: metadata.parameters.map((parameter) => parameterFacts(parameter, frame)),
    parameterSets: metadata.sets.length === 0 ? [ALL_SETS] : metadata.sets,
    defaultParameterSet: metadata.defaultSet ?? '',
  };
}

function parameterFacts(parameter: ParameterMetadata, frame: Frame): ParameterFacts {
  return {
    name: parameter.name,
    aliases: parameter.aliases,
    typeName: typeNameOf(parameter),
    type: parameter.type ?? objectTypeInfo,
    attributes: () => parameter.attributes?.(frame) ?? declaredAttributes(parameter),
    isSwitch: parameter.isSwitch,
    help: parameter.help,
    wildcard: parameter.wildcard,
    preset: parameter.presetText,
    validateSet: parameter.validateSet,
    sets: parameter.sets,
    hidden: parameter.hidden,
    common: parameter.common,
    ...(parameter.completer && { completer: parameter.completer }),
  };
}

/** What a cmdlet's declaration says, as the attributes that a script would have written. */
function declaredAttributes(parameter: ParameterMetadata): Value[] {
  const made = Array.from(parameter.sets, ([set, facts]) =>
    attributeValue(
      'Parameter',
      [],
      [
        ['ParameterSetName', set],
        ['Mandatory', facts.mandatory],
        ['Position', facts.position ?? -2_147_483_648],
        ['ValueFromPipeline', facts.byValue],
        ['ValueFromPipelineByPropertyName', facts.byName],
        ['ValueFromRemainingArguments', facts.remaining],
        ['DontShow', parameter.hidden],
      ],
    ),
  );
  if (parameter.aliases.length > 0) made.push(attributeValue('Alias', parameter.aliases, []));
  if (parameter.validateSet.length > 0) made.push(attributeValue('ValidateSet', parameter.validateSet, []));
  return made.filter((each) => each !== undefined);
}

function typeNameOf(parameter: ParameterMetadata): string {
  const { type } = parameter;
  if (type === null) return 'Object';
  const element = type.declaration.elementType;
  const single = element ?? type;
  const name = single instanceof ObjectType ? (single as ObjectType<unknown>).shortName : shortName(single);
  return element === undefined ? name : `${name}[]`;
}

function shortName(type: TypeInfo): string {
  return type.declaration.accelerator ?? type.name;
}
