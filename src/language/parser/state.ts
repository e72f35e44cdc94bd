import type {
  CommandElementAst,
  ConstantValue,
  ExpressionAst,
  Extent,
  ScriptBlockAst,
  StatementAst,
  StatementBlockAst,
  TrapStatementAst,
  TypeDefinitionAst,
} from '../ast.ts';
import { errorMessage, type ParseErrorId } from '../error-messages.ts';
import type { ParseError } from '../parse-error.ts';
import type { TokenKind } from '../token.ts';
import { isBlank, isNewline } from './characters.ts';
import type { DashOperator } from './operators.ts';

/**
 * The parser's one mutable record: where it reads, the lexeme it looks at, and what it has collected. The lexeme
 * (`kind` to `number`) is valid while `seenAt` equals `pos`; `peek` fills it, `take` moves past it.
 */
export interface Parser {
  readonly text: string;
  /** Where reading ends: the text's end, or that of the sub-expression in a string that is being read. */
  end: number;
  pos: number;

  seenAt: number;
  seenMode: number;
  kind: number;
  start: number;
  /** Not known before it is read where a WORD is not `plain`. */
  stop: number;
  plain: boolean;
  /** PARAMETER: its name ended with a colon. */
  colon: boolean;
  operator: DashOperator | null;
  number: ConstantValue | null;

  /** Tokens in the order in which they were read, `start` and `end` of each in `edges`. */
  readonly tokens: { readonly kinds: TokenKind[]; readonly edges: number[] };
  readonly errors: ParseError[];
  /** The classes and enums that were read, inner ones first. */
  readonly definitions: TypeDefinitionAst[];
  /** Comments before this offset are already among the tokens. */
  commentsTo: number;
  readonly comments: Extent[];
  /** The comments that are `#requires` lines. */
  readonly requires: Extent[];
  /** Start of the comment that begins a signature block, or -1. */
  signatureAt: number;

  /** Statements of the blocks and elements of the commands that are being read, innermost last. */
  readonly statements: Stack<StatementAst>;
  readonly elements: Stack<CommandElementAst>;

  /** Brackets before this offset were found to have no partner nearby. */
  unbalancedTo: number;

  /** Commas separate arguments here and make no arrays. */
  noArrays: boolean;
  /** Inside a sub-expression of a quoted string, where `""` may stand for one `"`. */
  doubledQuotes: boolean;
  depth: number;
  readonly maxDepth: number;
  /** Height of the tree under construction, over-estimated: chains such as `1+1+1` nest to the left. */
  height: number;

  readonly grammar: Grammar;
}

/** The rules that call each other across files; `parse.ts` ties the knot. */
export interface Grammar {
  readonly statement: (p: Parser) => StatementAst | TrapStatementAst | null;
  readonly statementBlock: (p: Parser) => StatementBlockAst | null;
  /** Statements up to a closing bracket or the end; the extent is from the first to the last, or empty at `pos`. */
  readonly statementList: (p: Parser) => StatementBlockAst;
  readonly pipelineChain: (p: Parser) => StatementAst | null;
  /** After `{` was taken at `curlyStart`, up to and with `}`. */
  readonly scriptBlock: (p: Parser, curlyStart: number) => ScriptBlockAst;
  readonly expression: (p: Parser, flags: number) => ExpressionAst | null;
  readonly unary: (p: Parser, flags: number) => ExpressionAst | null;
}

/** Thrown to leave the recursion when the text nests too deeply; `parse` turns it into an error. */
export class TooDeep extends Error {}

const MAX_HEIGHT = 2_000;
const HEIGHT_OF_NEST = 5;
const MAX_ERRORS = 1_000;

export function createParser(text: string, maxDepth: number, grammar: Grammar): Parser {
  return {
    text,
    end: text.length,
    // A byte order mark that whoever read the file has left.
    pos: text.charCodeAt(0) === 0xfeff ? 1 : 0,
    seenAt: -1,
    seenMode: 0,
    kind: 0,
    start: 0,
    stop: 0,
    plain: true,
    colon: false,
    operator: null,
    number: null,
    tokens: { kinds: [], edges: [] },
    errors: [],
    definitions: [],
    commentsTo: 0,
    comments: [],
    requires: [],
    signatureAt: -1,
    statements: { items: [], size: 0 },
    elements: { items: [], size: 0 },
    unbalancedTo: 0,
    noArrays: false,
    doubledQuotes: false,
    depth: 0,
    maxDepth,
    height: 0,
    grammar,
  };
}

/**
 * Where lists of unknown length are gathered. Each is copied out when it is complete: an array that grew by itself
 * keeps room for sixteen more, several times what most lists need for as long as the tree lives.
 */
export interface Stack<Item> {
  readonly items: Item[];
  size: number;
}

export function gather<Item>(stack: Stack<Item>, item: Item): void {
  stack.items[stack.size++] = item;
}

/** Takes what was gathered since the stack had `size`. */
export function takeGathered<Item>(stack: Stack<Item>, size: number): Item[] {
  const taken = stack.items.slice(size, stack.size);
  stack.size = size;
  return taken;
}

export function moveTo(p: Parser, offset: number): void {
  p.pos = offset;
  p.seenAt = -1;
}

/** A place to come back to when what follows turns out to be something else. */
export interface Mark {
  readonly pos: number;
  readonly tokens: number;
  readonly comments: number;
  readonly commentsTo: number;
  readonly requires: number;
}

export function markOf(p: Parser): Mark {
  const { pos, tokens, comments, commentsTo, requires } = p;
  return {
    pos,
    tokens: tokens.kinds.length,
    comments: comments.length,
    commentsTo,
    requires: requires.length,
  };
}

/** Back to the mark, as if nothing had been read since; errors stay. */
export function rewind(p: Parser, mark: Mark): void {
  forgetTokens(p, mark.tokens);
  p.comments.length = mark.comments;
  p.commentsTo = mark.commentsTo;
  p.requires.length = mark.requires;
  moveTo(p, mark.pos);
}

export function addToken(p: Parser, kind: TokenKind, start: number, end: number): void {
  if (end <= start) return;
  p.tokens.kinds.push(kind);
  p.tokens.edges.push(start, end);
}

/** Leaves the first `count` tokens. */
export function forgetTokens(p: Parser, count: number): void {
  p.tokens.kinds.length = count;
  p.tokens.edges.length = 2 * count;
}

/** Enters one level of nesting: a bracket, a block, an operand of an operand. Pair with `leave`. */
export function enter(p: Parser): number {
  if (++p.depth > p.maxDepth) throw new TooDeep();
  const outer = p.height;
  p.height = 0;
  return outer;
}

/** Leaves the level that `enter` opened and gave `outer` for. */
export function leave(p: Parser, outer: number): void {
  p.depth--;
  const height = p.height + HEIGHT_OF_NEST;
  p.height = Math.max(height, outer);
  if (height > MAX_HEIGHT) throw new TooDeep();
}

/** One more link of a chain whose tree leans left. */
export function link(p: Parser): void {
  if (++p.height > MAX_HEIGHT) throw new TooDeep();
}

/** Reports something wrong at `start`..`end` that more text would not mend. */
export function report(
  p: Parser,
  id: ParseErrorId,
  start: number,
  end: number,
  ...args: (string | number)[]
): void {
  record(p, { id, message: errorMessage(id, args), start, end, incomplete: false });
}

/** Reports something missing at `start`..`end`. With only white space and comments after `end`, more text could mend it. */
export function reportMissing(
  p: Parser,
  id: ParseErrorId,
  start: number,
  end: number,
  ...args: (string | number)[]
): boolean {
  const incomplete = nothingAfter(p, end);
  record(p, { id, message: errorMessage(id, args), start, end, incomplete });
  return incomplete;
}

/** An opening bracket at `start`..`end` has no partner, which was noticed at `at`. */
export function reportUnclosed(p: Parser, id: ParseErrorId, start: number, end: number, at: number): boolean {
  const incomplete = nothingAfter(p, at);
  record(p, { id, message: errorMessage(id, []), start, end, incomplete });
  return incomplete;
}

function record(p: Parser, error: ParseError): void {
  const { errors, text } = p;
  const limit = text.length;
  const start = Math.min(error.start, limit);
  const end = Math.min(Math.max(error.end, start), limit);
  for (let i = errors.length - 1; i >= 0 && i >= errors.length - 8; i--) {
    const other = errors[i];
    if (other !== undefined && other.id === error.id && other.start === start && other.end === end) return;
  }
  if (errors.length > MAX_ERRORS) return;
  errors.push(
    errors.length === MAX_ERRORS
      ? {
          id: 'TooManyErrors',
          message: errorMessage('TooManyErrors', []),
          start,
          end,
          incomplete: false,
        }
      : { ...error, start, end },
  );
}

function nothingAfter(p: Parser, offset: number): boolean {
  const { text } = p;
  for (let i = offset; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 35) {
      while (i + 1 < text.length && !isNewline(text.charCodeAt(i + 1))) i++;
    } else if (code === 60 && text.charCodeAt(i + 1) === 35) {
      const close = text.indexOf('#>', i + 2);
      if (close < 0) return true;
      i = close + 1;
    } else if (!isBlank(code) && !isNewline(code)) {
      return false;
    }
  }
  return true;
}
