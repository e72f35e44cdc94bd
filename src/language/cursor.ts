import type {
  Ast,
  AttributeAst,
  CommandAst,
  CommandElementAst,
  CommandExpressionAst,
  ExpressionAst,
  Extent,
  HashtableAst,
  NamedAttributeArgumentAst,
  StringQuote,
  UsingStatementAst,
} from './ast.ts';
import { visitChildren } from './children.ts';
import { parse } from './parse.ts';
import { breaksWord, isIdentifierPart } from './parser/characters.ts';
import type { Token } from './token.ts';

/** What every answer has. */
interface CursorBase {
  /** What is written already, up to the cursor: without dash, dollar sign, opening bracket or quote. */
  readonly prefix: string;
  /** What a completion takes the place of: what `prefix` stands for, and the rest of the word behind the cursor. */
  readonly replace: Extent;
  /** The nodes around the cursor, outermost first, of the text up to the cursor and one letter more. */
  readonly path: readonly Ast[];
}

/** Where in which command the cursor is. */
export interface CommandPlace {
  readonly command: CommandAst;
  /** Null when the command is named by an expression. */
  readonly commandName: string | null;
  /** The command's elements before the cursor, its name first. */
  readonly elementsBefore: readonly CommandElementAst[];
  /** Names of the parameters that stand in the command, before and after the cursor. */
  readonly parametersUsed: readonly string[];
  /** What feeds the command: the pipeline's element before it. */
  readonly upstream: CommandAst | CommandExpressionAst | null;
}

export type Cursor = CursorBase &
  (
    | {
        readonly kind: 'command';
        readonly invocationOperator: CommandAst['invocationOperator'];
        readonly upstream: CommandPlace['upstream'];
      }
    | { readonly kind: 'parameter'; readonly place: CommandPlace }
    | {
        readonly kind: 'argument';
        readonly place: CommandPlace;
        /** The parameter right before it, which it belongs to unless that is a switch; null when none is. */
        readonly parameter: string | null;
        /** How many arguments without a parameter right before them stand before it. */
        readonly position: number;
        readonly quote: StringQuote;
      }
    | { readonly kind: 'variable'; readonly qualifier: string | null; readonly splatted: boolean }
    | { readonly kind: 'member'; readonly target: ExpressionAst; readonly isStatic: boolean }
    | { readonly kind: 'type'; readonly attribute: boolean }
    | { readonly kind: 'attributeArgument'; readonly attribute: AttributeAst }
    | { readonly kind: 'hashtableKey'; readonly hashtable: HashtableAst }
    | { readonly kind: 'operator'; readonly left: ExpressionAst }
    | { readonly kind: 'string'; readonly quote: StringQuote }
    | { readonly kind: 'path' }
    | { readonly kind: 'using'; readonly usingKind: UsingStatementAst['usingKind'] }
    | { readonly kind: 'comment' }
    | { readonly kind: 'none' }
  );

/** Stands where the next letter would be typed, so that something is there to be read. */
const PLACEHOLDER = 'x';

/** What is at `offset` of a text that may be incomplete: what a completion there would complete. */
export function cursorAt(text: string, offset: number): Cursor {
  const at = Math.max(0, Math.min(offset, text.length));
  const { ast, tokens } = parse(text.slice(0, at) + PLACEHOLDER);
  const path = pathTo(ast, at);
  const look: Look = { text, at, path };
  const token = tokenAt(tokens, at);
  if (token?.kind === 'comment') return answer(look, token.start, { kind: 'comment' });
  const before = tokenAt(tokens, at - 1);
  if (before !== undefined && before !== token && before.end === at) {
    if (before.kind === 'string') return afterString(look, before);
    if (token?.start === at && /[)\]}]/.test(text.charAt(at - 1))) return none(look);
  }
  if (/[)\]}]/.test(text.charAt(at - 1)) && (token === undefined || token.start === at)) return none(look);
  return atNode(look);
}

interface Look {
  readonly text: string;
  readonly at: number;
  readonly path: readonly Ast[];
}

type Detail = Cursor extends infer Kind
  ? Kind extends Cursor
    ? Omit<Kind, keyof CursorBase>
    : never
  : never;

function answer(look: Look, start: number, detail: Detail, part = isIdentifierPart): Cursor {
  const { text, at, path } = look;
  let end = at;
  while (end < text.length && part(text.charCodeAt(end))) end++;
  return { ...detail, prefix: text.slice(start, at), replace: { start, end }, path };
}

function none(look: Look): Cursor {
  return answer(look, look.at, { kind: 'none' }, () => false);
}

function isWordPart(code: number): boolean {
  return !breaksWord(code);
}

function tokenAt(tokens: readonly Token[], offset: number): Token | undefined {
  return tokens.find(({ start, end }) => start <= offset && offset < end);
}

/** The nodes that hold the placeholder, outermost first. */
function pathTo(root: Ast, offset: number): Ast[] {
  const path: Ast[] = [root];
  for (;;) {
    const last = path.at(-1);
    if (last === undefined) return path;
    const found: { child: Ast | null } = { child: null };
    visitChildren(
      last,
      (child, _parent, into: { child: Ast | null }) => {
        if (child.extent.start <= offset && offset < child.extent.end) into.child = child;
      },
      found,
    );
    if (found.child === null) return path;
    path.push(found.child);
  }
}

function atNode(look: Look): Cursor {
  const node = look.path.at(-1);
  const parent = look.path.at(-2);
  switch (node?.kind) {
    case 'VariableExpression':
    case 'UsingExpression':
      if (parent?.kind === 'NamedAttributeArgument' && parent.expressionOmitted) {
        return atAttributeArgument(look, parent, look.path.at(-3));
      }
      return atVariable(look, node.kind === 'VariableExpression' ? node : node.expression);
    case 'CommandParameter':
      return atParameter(look, node.extent.start, parent);
    case 'TypeExpression':
    case 'TypeConstraint':
      return answer(look, typeStart(look), { kind: 'type', attribute: false }, isTypePart);
    case 'Attribute':
      if (look.at >= node.typeName.extent.end) return none(look);
      return answer(look, typeStart(look), { kind: 'type', attribute: true }, isTypePart);
    case 'NamedAttributeArgument':
      return atAttributeArgument(look, node, parent);
    case 'UsingStatement': {
      const { usingKind, nameExtent } = node;
      if (look.at < nameExtent.start) return none(look);
      return answer(look, nameExtent.start, { kind: 'using', usingKind }, isWordPart);
    }
    case 'StringConstant':
    case 'ExpandableString':
      return atText(look, node, parent);
    case 'Command':
      return atCommandName(look, node, node.extent.start);
    default:
      return none(look);
  }
}

function atAttributeArgument(look: Look, node: NamedAttributeArgumentAst, parent: Ast | undefined): Cursor {
  if (parent?.kind !== 'Attribute') return none(look);
  return answer(look, node.extent.start, { kind: 'attributeArgument', attribute: parent });
}

function isTypePart(code: number): boolean {
  return isIdentifierPart(code) || code === 46 || code === 43;
}

/** Where the type's name under the cursor begins: a type argument is a name of its own. */
function typeStart({ text, at }: Look): number {
  let start = at;
  while (start > 0 && isTypePart(text.charCodeAt(start - 1))) start--;
  return start;
}

function atVariable(look: Look, node: Extract<Ast, { kind: 'VariableExpression' }>): Cursor {
  const { qualifier, splatted } = node;
  const nameStart = node.extent.start + (look.text.charAt(node.extent.start + 1) === '{' ? 2 : 1);
  const start = qualifier === null ? nameStart : nameStart + qualifier.length + 1;
  return answer(look, Math.min(start, look.at), { kind: 'variable', qualifier, splatted });
}

function atParameter(look: Look, start: number, parent: Ast | undefined): Cursor {
  if (parent?.kind === 'ErrorExpression') {
    const left = parent.nested[0];
    if (left === undefined || !isExpression(left)) return none(look);
    return answer(look, start + 1, { kind: 'operator', left });
  }
  if (parent?.kind !== 'Command') return none(look);
  return answer(look, start + 1, { kind: 'parameter', place: placeOf(look, parent) }, isWordPart);
}

function isExpression(ast: Ast): ast is ExpressionAst {
  return (
    ast.kind.endsWith('Expression') ||
    ['StringConstant', 'ExpandableString', 'ArrayLiteral', 'Hashtable'].includes(ast.kind)
  );
}

/** A word or a string: what it is depends on what it is part of. */
function atText(
  look: Look,
  node: Extract<Ast, { kind: 'StringConstant' | 'ExpandableString' }>,
  parent: Ast | undefined,
): Cursor {
  const { start } = node.extent;
  switch (parent?.kind) {
    case 'MemberExpression':
    case 'InvokeMemberExpression':
      if (parent.member !== node) break;
      return answer(look, start, { kind: 'member', target: parent.target, isStatic: parent.isStatic });
    case 'Hashtable':
      if (!parent.pairs.some(({ key }) => key === node)) break;
      return answer(look, start, { kind: 'hashtableKey', hashtable: parent });
    case 'FileRedirection':
      return answer(look, start, { kind: 'path' }, isWordPart);
    case 'Command':
    case 'CommandParameter':
    case 'ArrayLiteral':
    case 'ErrorExpression':
      return atArgument(look, node);
    default:
  }
  if (node.quote === 'bare') return none(look);
  return answer(look, contentStart(node), { kind: 'string', quote: node.quote }, () => false);
}

/** Where the text of a string begins, behind its opening quote. */
function contentStart(node: { extent: Extent; quote: StringQuote }): number {
  if (node.quote === 'bare') return node.extent.start;
  return node.extent.start + (node.quote === 'single' || node.quote === 'double' ? 1 : 2);
}

function atArgument(look: Look, node: Extract<Ast, { kind: 'StringConstant' | 'ExpandableString' }>): Cursor {
  const depth = look.path.findLastIndex((ast) => ast.kind === 'Command');
  const command = look.path[depth];
  const element = look.path[depth + 1];
  if (command?.kind !== 'Command' || element === undefined) {
    if (node.quote === 'bare') return none(look);
    return answer(look, contentStart(node), { kind: 'string', quote: node.quote }, () => false);
  }
  if (command.commandElements[0] === element) return atCommandName(look, command, contentStart(node));
  const place = placeOf(look, command);
  const detail: Detail = {
    kind: 'argument',
    place,
    parameter: parameterOf(element, place.elementsBefore),
    position: positionOf(place.elementsBefore),
    quote: node.quote,
  };
  return answer(look, contentStart(node), detail, node.quote === 'bare' ? isWordPart : () => false);
}

/** A closed string directly before the cursor is what the cursor is at. */
function afterString(look: Look, token: Token): Cursor {
  return answer(look, token.start, { kind: 'string', quote: quoteOf(look.text, token.start) }, () => false);
}

function quoteOf(text: string, start: number): StringQuote {
  const here = text.charAt(start) === '@';
  const single = /['\u2018-\u201b]/.test(text.charAt(here ? start + 1 : start));
  if (here) return single ? 'singleHere' : 'doubleHere';
  return single ? 'single' : 'double';
}

function atCommandName(look: Look, command: CommandAst, start: number): Cursor {
  const { invocationOperator } = command;
  const detail: Detail = { kind: 'command', invocationOperator, upstream: upstreamOf(look, command) };
  return answer(look, Math.min(start, look.at), detail, isWordPart);
}

function placeOf(look: Look, command: CommandAst): CommandPlace {
  const [name] = command.commandElements;
  const elementsBefore = command.commandElements.filter(({ extent }) => extent.end <= look.at);
  const parametersUsed = command.commandElements
    .filter((element) => element.kind === 'CommandParameter' && element.extent.end <= look.at)
    .map((element) => (element.kind === 'CommandParameter' ? element.parameterName : ''));
  return {
    command,
    commandName: name?.kind === 'StringConstant' ? name.value : null,
    elementsBefore,
    parametersUsed: [...parametersUsed, ...parametersAfter(look)],
    upstream: upstreamOf(look, command),
  };
}

/** Parameters behind the cursor, as far as the line shows them: they are taken as well. */
function parametersAfter({ text, at }: Look): string[] {
  const rest = /^[^\r\n;|{}()]*/.exec(text.slice(at))?.[0] ?? '';
  return [...rest.matchAll(/(?:^|\s)-([A-Za-z]\w*)/g)].map((match) => match[1] ?? '');
}

function upstreamOf(look: Look, command: CommandAst): CommandPlace['upstream'] {
  const pipeline = look.path.findLast((ast) => ast.kind === 'Pipeline' && ast.elements.includes(command));
  if (pipeline?.kind !== 'Pipeline') return null;
  return pipeline.elements[pipeline.elements.indexOf(command) - 1] ?? null;
}

/** The parameter whose argument an element is, as it is written: `-Name:x` or `-Name x`. */
function parameterOf(element: Ast, before: readonly CommandElementAst[]): string | null {
  if (element.kind === 'CommandParameter') return element.parameterName;
  const previous = before.at(-1);
  return previous?.kind === 'CommandParameter' && previous.argument === null ? previous.parameterName : null;
}

function positionOf(before: readonly CommandElementAst[]): number {
  let count = 0;
  for (const [index, element] of before.entries()) {
    const previous = before[index - 1];
    const belongs = previous?.kind === 'CommandParameter' && previous.argument === null;
    if (index > 0 && element.kind !== 'CommandParameter' && !belongs) count++;
  }
  return count;
}
