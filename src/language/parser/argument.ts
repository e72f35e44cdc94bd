import type { ExpressionAst } from '../ast.ts';
import type { TokenKind } from '../token.ts';
import { skipNewlines } from './blanks.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { readPrimary } from './primary.ts';
import { addToken, type Parser, reportMissing } from './state.ts';
import { readWord } from './word.ts';

/**
 * What a word is for. Only an `argument` may be a list with commas. A `name` is not expanded, an `invoked` name
 * (after `&` or `.`) is.
 */
export type ArgumentRole = 'name' | 'invoked' | 'argument' | 'file' | 'condition';

/** Lexemes that end a command, or begin nothing that an argument can be. */
function endsArguments(kind: number): boolean {
  switch (kind) {
    case lexeme.PIPE:
    case lexeme.CURLY_CLOSE:
    case lexeme.PAREN_CLOSE:
    case lexeme.END:
    case lexeme.NEWLINE:
    case lexeme.SEMICOLON:
    case lexeme.REDIRECTION:
    case lexeme.MERGING_REDIRECTION:
    case lexeme.INPUT_REDIRECTION:
    case lexeme.AND_AND:
    case lexeme.OR_OR:
    case lexeme.AMPERSAND:
    case lexeme.MINUS_MINUS:
    case lexeme.COMMA:
      return true;
    default:
      return false;
  }
}

/** One argument, not a list: a file name, a switch clause's condition. */
export function readSingleArgument(p: Parser, role: ArgumentRole): ExpressionAst | null {
  return endsArguments(peek(p, COMMAND)) ? null : readOne(p, role);
}

/** An argument, or a list of them with commas; null, and nothing taken, when none begins here. */
export function readArgument(p: Parser, role: ArgumentRole): ExpressionAst | null {
  if (endsArguments(peek(p, COMMAND))) return null;
  const first = readOne(p, role);
  if (role !== 'argument' || peek(p, COMMAND) !== lexeme.COMMA) return first;
  if (first.kind === 'StringConstant' && first.quote === 'bare' && first.value === '--%') return first;
  const elements = [first];
  const { start } = first.extent;
  let { end } = first.extent;
  while (peek(p, COMMAND) === lexeme.COMMA) {
    const comma = p.stop;
    take(p);
    skipNewlines(p);
    if (endsArguments(peek(p, COMMAND))) {
      reportMissing(p, 'MissingExpression', comma, comma, ',');
      return { kind: 'ErrorExpression', extent: { start, end: comma }, nested: elements };
    }
    const element = readOne(p, role);
    elements.push(element);
    ({ end } = element.extent);
  }
  return { kind: 'ArrayLiteral', extent: { start, end }, elements };
}

function colourOf(role: ArgumentRole): TokenKind {
  return role === 'name' || role === 'invoked' ? 'command' : 'argument';
}

function readOne(p: Parser, role: ArgumentRole): ExpressionAst {
  if (p.kind === lexeme.WORD) return readWord(p, colourOf(role), role !== 'name');
  const primary = readPrimary(p, COMMAND);
  if (primary !== null) return primary;
  const { start, stop } = p;
  const value = lexemeText(p);
  addToken(p, colourOf(role), start, stop);
  take(p);
  return { kind: 'StringConstant', extent: { start, end: stop }, value, quote: 'bare' };
}
