import type { CommandDetails, ParameterFacts } from '../cmdlet/session.ts';
import { type CommandPlace, type Cursor, cursorAt } from '../language/cursor.ts';
import type { CompletionItem, Completions } from '../protocol/messages.ts';
import { listMembers } from '../values/member-list.ts';
import { registeredTypeNames } from '../values/type-registry.ts';
import type { Value } from '../values/value.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import type { Shell } from './shell.ts';

/** Objects that an argument may name, by the type of its parameter. */
export type NamesOf = (typeName: string) => Iterable<string>;

const LIMIT_ITEMS = 500;

/** What can stand at the cursor: commands, parameters, values, variables, members, types, paths. */
export function complete(shell: Shell, text: string, offset: number, namesOf: NamesOf): Completions {
  const cursor = cursorAt(text, offset);
  const { start, end } = cursor.replace;
  const items: CompletionItem[] = [];
  for (const item of candidates(shell, cursor, namesOf)) {
    items.push(item);
    if (items.length === LIMIT_ITEMS) break;
  }
  return { start, length: end - start, items };
}

function* candidates(shell: Shell, cursor: Cursor, namesOf: NamesOf): Iterable<CompletionItem> {
  const { prefix } = cursor;
  switch (cursor.kind) {
    case 'command':
      yield* commands(shell, prefix);
      return;
    case 'parameter':
      yield* parameters(shell, cursor.place, prefix);
      return;
    case 'argument':
      yield* values(shell, cursor, namesOf);
      return;
    case 'variable':
      for (const { name } of shell.runspace.session.variables.list()) {
        if (startsWith(name, prefix)) yield item(`$${name}`, name, 'variable', 'variable');
      }
      return;
    case 'member':
      yield* members(shell, cursor.target, prefix);
      return;
    case 'type':
      for (const name of registeredTypeNames())
        if (startsWith(name, prefix)) yield item(name, name, 'type', 'type');
      return;
    case 'path':
    case 'string':
      yield* paths(shell, prefix);
      return;
    default:
  }
}

function* commands(shell: Shell, prefix: string): Iterable<CompletionItem> {
  for (const { name, synopsis } of shell.runspace.session.commands.matching(`${prefix}*`)) {
    yield item(name, name, synopsis, 'command');
  }
}

function detailsOf(shell: Shell, place: CommandPlace): CommandDetails | undefined {
  return place.commandName === null ? undefined : shell.runspace.session.commands.details(place.commandName);
}

function* parameters(shell: Shell, place: CommandPlace, prefix: string): Iterable<CompletionItem> {
  const used = new Set(place.parametersUsed.map((name) => name.toLowerCase()));
  const all = detailsOf(shell, place)?.parameters ?? [];
  for (const common of [false, true]) {
    for (const parameter of all) {
      const { name, typeName, help, hidden } = parameter;
      if (parameter.common !== common || hidden || used.has(name.toLowerCase()) || !startsWith(name, prefix))
        continue;
      yield item(`-${name}`, `-${name}`, `[${typeName}] ${help}`, 'parameter');
    }
  }
}

function* values(
  shell: Shell,
  cursor: Extract<Cursor, { kind: 'argument' }>,
  namesOf: NamesOf,
): Iterable<CompletionItem> {
  const details = detailsOf(shell, cursor.place);
  const parameter = details && parameterAt(details, cursor);
  if (details === undefined || parameter === undefined) {
    yield* paths(shell, cursor.prefix);
    return;
  }
  const typeName = parameter.typeName.replace(/\[\]$/, '');
  const named = [
    ...namesOf(typeName),
    ...(isNameParameter(parameter) ? namesOf(nounType(details.name)) : []),
  ];
  let found = false;
  for (const value of new Set([...parameter.validateSet, ...named])) {
    if (!startsWith(value, cursor.prefix)) continue;
    found = true;
    yield item(quoted(value), value, typeName, 'value');
  }
  if (!found) yield* paths(shell, cursor.prefix);
}

/** The parameter that the argument goes to: the one before it, else by its position. */
function parameterAt(
  details: CommandDetails,
  cursor: Extract<Cursor, { kind: 'argument' }>,
): ParameterFacts | undefined {
  const wanted = cursor.parameter?.toLowerCase();
  if (wanted !== undefined) {
    const named = details.parameters.find(({ name, aliases }) =>
      [name, ...aliases].some((each) => each.toLowerCase().startsWith(wanted)),
    );
    if (named?.isSwitch === false) return named;
  }
  return details.parameters.find(({ sets }) =>
    [...sets.values()].some((set) => set.position === cursor.position),
  );
}

function isNameParameter({ name, typeName }: ParameterFacts): boolean {
  return name === 'Name' && typeName.startsWith('string');
}

/** `Get-VM -Name` completes the names of VMs: the noun says which. */
function nounType(commandName: string): string {
  const noun = commandName.slice(commandName.indexOf('-') + 1);
  return noun === 'VM' ? 'VirtualMachine' : noun;
}

/** Members of a variable's value; other expressions are not evaluated just to complete them. */
function* members(
  shell: Shell,
  target: Extract<Cursor, { kind: 'member' }>['target'],
  prefix: string,
): Iterable<CompletionItem> {
  if (target.kind !== 'VariableExpression') return;
  const found = shell.runspace.session.variables.get(target.name);
  const value: Value | undefined = Array.isArray(found) ? found[0] : found;
  if (value === undefined || value === null) return;
  for (const { name, memberType, definition } of listMembers(value)) {
    if (startsWith(name, prefix))
      yield item(memberType.endsWith('Method') ? `${name}(` : name, name, definition, 'member');
  }
}

function* paths(shell: Shell, prefix: string): Iterable<CompletionItem> {
  const { session, host } = shell.runspace;
  const slash = prefix.lastIndexOf('/') + 1;
  const folder = prefix.slice(0, slash);
  const listed = host.files.list(session.resolvePath(folder === '' ? '.' : folder));
  if (!listed.ok) return;
  for (const { name, folder: isFolder } of listed.value) {
    if (!matchesWildcard(name, `${prefix.slice(slash)}*`) || name.startsWith('.')) continue;
    const path = `${folder}${name}${isFolder ? '/' : ''}`;
    yield item(quoted(path), name, isFolder ? 'folder' : 'file', 'path');
  }
}

function startsWith(text: string, prefix: string): boolean {
  return text.toLowerCase().startsWith(prefix.toLowerCase());
}

function quoted(text: string): string {
  return /^[\w./~:@*-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

function item(
  text: string,
  label: string,
  description: string,
  kind: CompletionItem['kind'],
): CompletionItem {
  return { text, label, description, kind };
}
