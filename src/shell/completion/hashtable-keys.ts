import type { Completion } from '../../cmdlet/completion.ts';
import type { Ast, CommandAst, HashtableAst } from '../../language/ast.ts';
import { listTypeMembers } from '../../values/member-list.ts';
import { type CompletionContext, item, matcher, parametersFor } from './context.ts';
import { typeNamed } from './inference.ts';

const EXPRESSION = ['Expression', 'a script block or the name of a property'] as const;
const NAME = ['Name', 'what the new property is called'] as const;
const COLUMN = [
  ['Label', 'the heading'],
  EXPRESSION,
  ['FormatString', 'a .NET format, such as N2'],
  ['Width', 'columns'],
  ['Alignment', 'Left, Center or Right'],
] as const;

/** Keys that the parameters of these commands know. */
const KEYS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'select-object': [NAME, EXPRESSION],
  'format-table': COLUMN,
  'format-list': COLUMN.slice(0, 3),
  'format-wide': [EXPRESSION, ['FormatString', 'a .NET format']],
  'format-custom': [EXPRESSION, ['Depth', 'how deep']],
  'sort-object': [EXPRESSION, ['Ascending', '$true or $false'], ['Descending', '$true or $false']],
  'group-object': [EXPRESSION],
  'measure-object': [EXPRESSION],
  'compare-object': [EXPRESSION],
  'convertto-html': [
    ['Label', 'the heading'],
    EXPRESSION,
    ['Width', 'columns'],
    ['Alignment', 'Left, Center or Right'],
  ],
};

/** Keys of a hashtable that a command or a type takes: calculated properties, splatted parameters, members. */
export function* hashtableKeys(context: CompletionContext, hashtable: HashtableAst): Iterable<Completion> {
  const wanted = matcher(context.cursor.prefix);
  const present = new Set(
    hashtable.pairs.map(({ key }) => (key.kind === 'StringConstant' ? key.value.toLowerCase() : '')),
  );
  for (const [name, description] of candidates(context, hashtable)) {
    if (wanted(name) && !present.has(name.toLowerCase())) yield item(name, name, description, 'key');
  }
}

function candidates(
  context: CompletionContext,
  hashtable: HashtableAst,
): Iterable<readonly [string, string]> {
  const { path } = context.cursor;
  const depth = path.lastIndexOf(hashtable);
  for (let at = depth - 1; at >= 0; at--) {
    const node = path[at];
    if (node?.kind === 'ConvertExpression') return settable(node.type.typeName.name);
    if (node?.kind === 'AssignmentStatement') return splatted(context, node.left);
    if (node?.kind === 'Command') return ofCommand(context, node, path[at + 1]);
    if (node?.kind === 'ScriptBlockExpression' || node?.kind === 'StatementBlock') return [];
  }
  return [];
}

function ofCommand(
  { session }: CompletionContext,
  command: CommandAst,
  element: Ast | undefined,
): Iterable<readonly [string, string]> {
  const [name] = command.commandElements;
  if (name?.kind !== 'StringConstant') return [];
  const details = session.commands.details(name.value);
  if (details === undefined) return [];
  const key = details.name.toLowerCase();
  const before = command.commandElements.slice(
    1,
    command.commandElements.findIndex((each) => each === element),
  );
  const last = before.at(-1);
  const parameter = last?.kind === 'CommandParameter' && last.argument === null ? last.parameterName : null;
  const position = before.filter(({ kind }) => kind !== 'CommandParameter').length;
  const [target] = parametersFor(details, { parameter, position });
  if (key === 'new-object' && target?.name === 'Property') {
    const type = before.find(({ kind }) => kind === 'StringConstant');
    return type?.kind === 'StringConstant' ? settable(type.value) : [];
  }
  return target === undefined ? [] : (KEYS[key] ?? []);
}

/** `[type]@{ … }` and New-Object -Property: what can be set. */
function settable(typeName: string): (readonly [string, string])[] {
  const type = typeNamed(typeName);
  if (type === undefined) return [];
  return listTypeMembers(type)
    .filter((member) => member.settable)
    .map(({ name, definition }) => [name, definition] as const);
}

/** `$p = @{ … }` that the text hands to a command as `@p`: the command's parameters. */
function splatted({ session, text }: CompletionContext, left: Ast): (readonly [string, string])[] {
  if (left.kind !== 'VariableExpression') return [];
  const use = new RegExp(`([A-Za-z]+-?\\w*)[^|;\\n]*@${left.name.replace(/\W/g, '\\$&')}\\b`, 'i').exec(text);
  const details = use?.[1] === undefined ? undefined : session.commands.details(use[1]);
  return (details?.parameters ?? [])
    .filter(({ hidden, common }) => !hidden && !common)
    .map(({ name, typeName, help }) => [name, `[${typeName}] ${help}`] as const);
}
