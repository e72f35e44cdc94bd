import { type Completion, objectNamesKey } from '../../cmdlet/completion.ts';
import type { CommandDetails, ParameterFacts, Session } from '../../cmdlet/session.ts';
import type { Cursor } from '../../language/cursor.ts';
import { EnumType } from '../../values/enum-type.ts';
import { TerminatingError } from '../../values/error-record.ts';
import { ObjectType } from '../../values/object-type.ts';
import type { TypeInfo } from '../../values/type-info.ts';
import type { NetObject, Value } from '../../values/value.ts';
import {
  type CompletionContext,
  detailsOf,
  item,
  matcher,
  parameterNamed,
  parametersFor,
  quoted,
  quotedAs,
} from './context.ts';
import { inferUpstream } from './inference.ts';
import { propertyNames } from './members.ts';
import { firstNames } from './names.ts';
import { paths } from './paths.ts';

type Argument = Extract<Cursor, { kind: 'argument' }>;

/** As many names as anybody will walk through. */
const MAX_NAMES = 500;

/** What the argument at the cursor may be: the values of its parameter, else files. */
export function* values(context: CompletionContext, cursor: Argument): Iterable<Completion> {
  const quote = cursor.quote === 'single' || cursor.quote === 'double' ? cursor.quote : undefined;
  const write = (text: string): string => (quote === undefined ? quoted(text) : quotedAs(text, quote));
  let any = false;
  for (const found of candidates(context, cursor)) {
    any = true;
    yield { ...found, text: found.text.startsWith('$') ? found.text : write(found.text) };
  }
  if (any) return;
  for (const found of paths(context, cursor.prefix)) yield { ...found, text: write(found.text) };
}

function* candidates(context: CompletionContext, cursor: Argument): Iterable<Completion> {
  const details = detailsOf(context.session, cursor.place);
  if (details === undefined) return;
  const seen = new Set<string>();
  for (const parameter of parametersFor(details, cursor)) {
    for (const found of ofParameter(context, cursor, details, parameter)) {
      if (seen.has(found.label)) continue;
      seen.add(found.label);
      yield found;
    }
  }
}

function* ofParameter(
  context: CompletionContext,
  cursor: Argument,
  details: CommandDetails,
  parameter: ParameterFacts,
): Iterable<Completion> {
  const { session } = context;
  const { prefix, place } = cursor;
  const wanted = matcher(prefix);
  const { name } = parameter;
  for (const value of parameter.validateSet) if (wanted(value)) yield item(value, value, `-${name}`, 'value');
  const type = elementOf(parameter.type);
  if (type instanceof EnumType) {
    const { name: typeName, names } = type as EnumType;
    for (const value of names) if (wanted(value)) yield item(value, value, typeName, 'value');
    return;
  }
  for (const suggested of parameter.completer?.({
    session,
    word: prefix,
    bound: boundBefore(details, cursor),
  }) ?? []) {
    const { text, help = `-${name}` } = typeof suggested === 'string' ? { text: suggested } : suggested;
    if (wanted(text)) yield item(text, text, help, 'value');
  }
  if (PROPERTY_PARAMETERS.has(name.toLowerCase()) && place.upstream !== null) {
    yield* propertyNames(inferUpstream(context, place.upstream), prefix);
    return;
  }
  if (type?.fullName === 'System.Boolean') {
    for (const value of ['$true', '$false']) if (wanted(value)) yield item(value, value, 'bool', 'value');
    return;
  }
  yield* sessionNames(session, details, parameter, prefix);
  yield* objectNames(session, details, parameter, prefix);
}

/** Arguments that stand before the cursor, where they are constants. */
function boundBefore(details: CommandDetails, { place }: Argument): Map<string, Value> {
  const bound = new Map<string, Value>();
  let parameter: string | null = null;
  let position = 0;
  for (const element of place.elementsBefore.slice(1)) {
    if (element.kind === 'CommandParameter') {
      const named = parameterNamed(details, element.parameterName);
      parameter = named?.isSwitch === false ? named.name : null;
      continue;
    }
    const [target] = parametersFor(details, { parameter, position });
    if (parameter === null) position++;
    parameter = null;
    if (target !== undefined && element.kind === 'StringConstant') bound.set(target.name, element.value);
  }
  return bound;
}

/** Parameters that name properties of what comes down the pipeline. */
const PROPERTY_PARAMETERS = new Set([
  'property',
  'excludeproperty',
  'expandproperty',
  'groupby',
  'membername',
]);

function elementOf(type: TypeInfo | null): TypeInfo | null {
  return type?.declaration.elementType ?? type;
}

/** Commands, variables, aliases and modules, where a parameter names one. */
function* sessionNames(
  session: Session,
  { name: command }: CommandDetails,
  { name: parameter }: ParameterFacts,
  typed: string,
): Iterable<Completion> {
  if (parameter !== 'Name' && parameter !== 'Command') return;
  const wanted = matcher(typed);
  const noun = command.slice(command.indexOf('-') + 1).toLowerCase();
  if (noun === 'command' || noun === 'help') {
    for (const { name, synopsis, kind } of session.commands.matching('*'))
      if (wanted(name) && kind !== 'Alias') yield item(name, name, synopsis, 'command');
  } else if (noun === 'variable') {
    for (const { name, description } of session.variables.list())
      if (wanted(name)) yield item(name, name, description, 'variable');
  } else if (noun === 'alias') {
    for (const { name, target } of session.aliases.list())
      if (wanted(name)) yield item(name, name, `alias of ${target}`, 'command');
  }
}

/** Names of the live model's objects: what the parameter's type, or the command's noun, says it takes. */
function* objectNames(
  session: Session,
  details: CommandDetails,
  parameter: ParameterFacts,
  typed: string,
): Iterable<Completion> {
  const type = objectTypeOf(elementOf(parameter.type));
  const isText = elementOf(parameter.type)?.fullName === 'System.String';
  const kind = type?.shortName ?? (isText ? kindOf(details.name, parameter.name) : undefined);
  if (kind === undefined) return;
  const namesOf = session.resource(objectNamesKey);
  if (namesOf(kind, () => false) !== undefined) {
    const names = firstNames((wanted) => namesOf(kind, wanted) ?? [], typed, MAX_NAMES);
    for (const name of names) yield item(name, name, kind, 'value');
    return;
  }
  // Snapshots and disks have no list of their own: the type finds them by name, as the binder does.
  const found = type ?? details.cmdlet?.output.map((output) => objectTypeOf(output)).find(Boolean);
  const names = new Set(objectsNamed(found, session, `${typed}*`).map((object) => object.asText()));
  for (const name of [...names].sort().slice(0, MAX_NAMES)) yield item(name, name, kind, 'value');
}

/** None where they cannot be looked up, as without a connection. */
function objectsNamed(
  type: ObjectType<unknown> | undefined,
  session: Session,
  pattern: string,
): readonly NetObject[] {
  try {
    return type?.resolver()?.(session, pattern) ?? [];
  } catch (error) {
    if (error instanceof TerminatingError) return [];
    throw error;
  }
}

function objectTypeOf(type: unknown): ObjectType<unknown> | undefined {
  return type instanceof ObjectType ? (type as ObjectType<unknown>) : undefined;
}

/** `Get-VM -Name` takes names of VMs: the noun says which. */
function kindOf(command: string, parameter: string): string | undefined {
  const noun = command.slice(command.indexOf('-') + 1);
  const NOUNS: Readonly<Record<string, string>> = {
    VM: 'VirtualMachine',
    SpbmStoragePolicy: 'StoragePolicy',
    VIServer: 'VIServer',
  };
  if (parameter === 'Name') return /^(?:New|Add)-/.test(command) ? undefined : (NOUNS[noun] ?? noun);
  if (parameter === 'Server') return 'VIServer';
  return undefined;
}
