/** What a part of a text will be when it runs, as far as that can be told without running it. */
import type { CommandDetails } from '../../cmdlet/session.ts';
import type {
  Ast,
  CommandAst,
  CommandExpressionAst,
  ExpressionAst,
  StatementAst,
} from '../../language/ast.ts';
import { visitChildren } from '../../language/children.ts';
import { Dictionary } from '../../values/hashtable.ts';
import { PSCustomObject } from '../../values/ps-custom-object.ts';
import type { TypeInfo } from '../../values/type-info.ts';
import { resolveTypeName } from '../../values/type-name.ts';
import { typeOf } from '../../values/type-of.ts';
import type { Value } from '../../values/value.ts';
import type { CompletionContext } from './context.ts';

/** A value that is there already, or the types that one may have. */
export interface Inferred {
  readonly value?: Value;
  readonly types: readonly TypeInfo[];
}

const NOTHING: Inferred = { types: [] };
const MAX_DEPTH = 12;

/** Commands that hand on what they get. */
const HANDS_ON = new Set(['where-object', 'sort-object', 'tee-object', 'get-unique', 'select-object']);

export function inferExpression(context: CompletionContext, ast: ExpressionAst, depth = 0): Inferred {
  if (depth > MAX_DEPTH) return NOTHING;
  switch (ast.kind) {
    case 'VariableExpression':
      return inferVariable(context, ast.name, depth + 1);
    case 'StringConstant':
    case 'ExpandableString':
      return named('string');
    case 'ConstantExpression':
      return named(ast.value.type);
    case 'Hashtable':
      return named('hashtable');
    case 'ScriptBlockExpression':
      return named('scriptblock');
    case 'TypeExpression':
      return named('type');
    case 'ConvertExpression':
      return named(ast.type.typeName.name);
    case 'ParenExpression':
      return inferStatement(context, ast.pipeline, depth + 1);
    case 'SubExpression':
    case 'ArrayExpression': {
      const last = ast.body.statements.at(-1);
      return last === undefined ? NOTHING : inferStatement(context, last, depth + 1);
    }
    case 'ArrayLiteral': {
      const [first] = ast.elements;
      return first === undefined ? NOTHING : inferExpression(context, first, depth + 1);
    }
    case 'IndexExpression':
      return inferExpression(context, ast.target, depth + 1);
    case 'MemberExpression':
      return inferMember(context, ast, depth + 1);
    case 'InvokeMemberExpression':
      return inferMethod(context, ast, depth + 1);
    default:
      return NOTHING;
  }
}

function named(name: string): Inferred {
  const type = resolveTypeName(name, () => undefined);
  return type === undefined ? NOTHING : { types: [elementOf(type)] };
}

/** Members of an array are those of its elements. */
function elementOf(type: TypeInfo): TypeInfo {
  return type.declaration.elementType ?? type;
}

function ofValue(value: Value): Inferred {
  const single = Array.isArray(value) ? value[0] : value;
  if (single === undefined || single === null) return NOTHING;
  const type = typeOf(single);
  return { value: single, types: type === null ? [] : [type] };
}

function inferVariable(context: CompletionContext, name: string, depth: number): Inferred {
  const key = name.toLowerCase();
  if (key === '_' || key === 'psitem' || key === 'this') return inferPipelineItem(context, depth);
  const value = context.session.variables.get(name);
  if (value !== undefined && value !== null) return ofValue(value);
  return inferAssigned(context, key, depth);
}

/** `$_` is what the pipeline before the enclosing command gives. */
function inferPipelineItem(context: CompletionContext, depth: number): Inferred {
  const { path } = context.cursor;
  for (let at = path.length - 1; at >= 0; at--) {
    const node = path[at];
    if (node?.kind !== 'Pipeline') continue;
    const index = node.elements.findIndex((element) => path.includes(element));
    const inBlock = path.slice(at).some(({ kind }) => kind === 'ScriptBlockExpression');
    const before = node.elements[index - 1];
    if (inBlock && before !== undefined) return inferElement(context, node.elements, index - 1, depth);
  }
  return NOTHING;
}

/** A variable that the text gives a value, or walks a collection with. */
function inferAssigned(context: CompletionContext, key: string, depth: number): Inferred {
  const [root] = context.cursor.path;
  const found: { statement?: StatementAst } = {};
  const isIt = (ast: Ast): boolean => ast.kind === 'VariableExpression' && ast.name.toLowerCase() === key;
  const look = (ast: Ast): void => {
    if (ast.kind === 'AssignmentStatement' && isIt(ast.left) && !context.cursor.path.includes(ast))
      found.statement = ast.right;
    if (ast.kind === 'ForEachStatement' && isIt(ast.variable)) found.statement = ast.condition;
    visitChildren(ast, look, undefined);
  };
  if (root !== undefined) look(root);
  return found.statement === undefined ? NOTHING : inferStatement(context, found.statement, depth);
}

function inferStatement(context: CompletionContext, statement: StatementAst, depth: number): Inferred {
  if (statement.kind !== 'Pipeline') return NOTHING;
  return inferElement(context, statement.elements, statement.elements.length - 1, depth);
}

/** What the pipeline gives after one of its elements. */
function inferElement(
  context: CompletionContext,
  elements: readonly (CommandAst | CommandExpressionAst)[],
  at: number,
  depth: number,
): Inferred {
  const element = elements[at];
  if (element === undefined || depth > MAX_DEPTH) return NOTHING;
  if (element.kind === 'CommandExpression') return inferExpression(context, element.expression, depth);
  const [name] = element.commandElements;
  if (name?.kind !== 'StringConstant') return NOTHING;
  const details = context.session.commands.details(name.value);
  if (details === undefined) return NOTHING;
  if (HANDS_ON.has(details.name.toLowerCase()) && at > 0)
    return inferElement(context, elements, at - 1, depth + 1);
  return outputOf(details);
}

/** The types that a command declares to give. */
function outputOf(details: CommandDetails): Inferred {
  const types: TypeInfo[] = [];
  for (const output of details.cmdlet?.output ?? details.outputTypes) {
    const type = typeof output === 'string' ? resolveTypeName(output, () => undefined) : output;
    if (type !== undefined && type.fullName !== 'System.Object') types.push(elementOf(type));
  }
  return { types };
}

/** What feeds the command at the cursor. */
export function inferUpstream(
  context: CompletionContext,
  upstream: CommandAst | CommandExpressionAst | null,
): Inferred {
  if (upstream === null) return NOTHING;
  const pipeline = context.cursor.path.findLast(
    (ast) => ast.kind === 'Pipeline' && ast.elements.includes(upstream),
  );
  if (pipeline?.kind !== 'Pipeline') return inferElement(context, [upstream], 0, 0);
  return inferElement(context, pipeline.elements, pipeline.elements.indexOf(upstream), 0);
}

function inferMember(
  context: CompletionContext,
  ast: Extract<ExpressionAst, { kind: 'MemberExpression' }>,
  depth: number,
): Inferred {
  if (ast.member.kind !== 'StringConstant') return NOTHING;
  const name = ast.member.value;
  if (ast.isStatic) {
    const type = ast.target.kind === 'TypeExpression' ? typeNamed(ast.target.typeName.name) : undefined;
    const member = type?.staticMember(name.toLowerCase());
    return member?.kind === 'Property' ? named(member.typeName) : NOTHING;
  }
  const target = inferExpression(context, ast.target, depth);
  // Only what is stored is looked at: a property that computes is not run for a completion.
  if (target.value instanceof PSCustomObject) return ofValue(target.value.get(name) ?? null);
  if (target.value instanceof Dictionary && target.value.has(name))
    return ofValue(target.value.get(name) ?? null);
  for (const type of target.types) {
    const member = type.member(name.toLowerCase());
    if (member?.kind === 'Property') return named(member.typeName);
  }
  return NOTHING;
}

function inferMethod(
  context: CompletionContext,
  ast: Extract<ExpressionAst, { kind: 'InvokeMemberExpression' }>,
  depth: number,
): Inferred {
  if (ast.member.kind !== 'StringConstant') return NOTHING;
  const name = ast.member.value.toLowerCase();
  const isType = ast.isStatic && ast.target.kind === 'TypeExpression';
  const own = isType ? typeNamed(ast.target.typeName.name) : undefined;
  if (own !== undefined && name === 'new') return { types: [own] };
  if (!isType && (name === 'where' || name === 'foreach')) return inferExpression(context, ast.target, depth);
  const types = isType ? (own === undefined ? [] : [own]) : inferExpression(context, ast.target, depth).types;
  for (const type of types) {
    const member = isType ? type.staticMember(name) : type.member(name);
    const signature = member?.kind === 'Method' ? member.signatures[0] : undefined;
    const returned = /^(?:static )?([\w.[\]]+) /.exec(signature ?? '')?.[1];
    if (returned !== undefined && returned !== 'void') return named(returned);
  }
  return NOTHING;
}

export function typeNamed(name: string): TypeInfo | undefined {
  return resolveTypeName(name, () => undefined);
}
