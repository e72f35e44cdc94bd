import type {
  AttributeAst,
  AttributeBaseAst,
  ExpressionAst,
  NamedAttributeArgumentAst,
  TypeName,
} from '../ast.ts';
import { skipBlanks, skipNewlines } from './blanks.ts';
import * as lexeme from './lexeme.ts';
import { EXPRESSION } from './lexeme.ts';
import { beforeLexeme, peek, simpleNameEnd, take } from './lexer.ts';
import { addToken, markOf, moveTo, type Parser, report, reportMissing, rewind } from './state.ts';
import { readTypeName } from './type-name.ts';

/** Attributes and types in square brackets, one after the other, with line ends between them. */
export function readAttributes(p: Parser): AttributeBaseAst[] {
  const attributes: AttributeBaseAst[] = [];
  for (;;) {
    skipNewlines(p);
    const attribute = readAttribute(p);
    if (attribute === null) return attributes.slice();
    attributes.push(attribute);
  }
}

/** `[type]` or `[type(arguments)]`; null when no bracket opens here, or, with an error, when no name follows it. */
export function readAttribute(p: Parser): AttributeBaseAst | null {
  const start = skipBlanks(p, p.pos);
  if (start >= p.end || p.text.charCodeAt(start) !== 91) return null;
  const mark = markOf(p);
  moveTo(p, start + 1);
  skipNewlines(p);
  const nameToken = p.tokens.kinds.length;
  const typeName = readTypeName(p, true);
  if (typeName === null) {
    rewind(p, mark);
    reportMissing(p, 'MissingTypename', start + 1, start + 1);
    return null;
  }
  const kind = peek(p, EXPRESSION);
  if (kind === lexeme.PAREN_OPEN) {
    p.tokens.kinds[nameToken] = 'attribute';
    return finishAttribute(p, start, typeName);
  }
  let end = typeName.extent.end;
  if (kind === lexeme.BRACKET_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    const at = beforeLexeme(p);
    reportMissing(p, 'EndSquareBracketExpectedAtEndOfAttribute', at, at);
  }
  return { kind: 'TypeConstraint', extent: { start, end }, typeName };
}

const LONGEST_TYPE = 1_000;

/** Whether the bracket here has an attribute in it, not a type: decided by looking, so that nothing is read twice. */
export function opensAttribute(p: Parser): boolean {
  const { text } = p;
  if (text.charCodeAt(p.pos) !== 91) return false;
  const end = Math.min(p.end, p.pos + LONGEST_TYPE);
  let open = 0;
  for (let at = p.pos; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 40) return true;
    if (code === 91) open++;
    else if (code === 93 && --open <= 0) return false;
  }
  return false;
}

function finishAttribute(p: Parser, start: number, typeName: TypeName): AttributeAst {
  take(p);
  const positional: ExpressionAst[] = [];
  const named: NamedAttributeArgumentAst[] = [];
  let end = readArguments(p, positional, named);
  skipNewlines(p);
  const closed = peek(p, EXPRESSION) === lexeme.PAREN_CLOSE;
  if (closed) {
    end = p.stop;
    take(p);
  } else {
    reportMissing(p, 'MissingEndParenthesisInExpression', end, end);
  }
  const afterParenthesis = p.pos;
  skipNewlines(p);
  if (peek(p, EXPRESSION) === lexeme.BRACKET_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    moveTo(p, afterParenthesis);
    if (closed) reportMissing(p, 'EndSquareBracketExpectedAtEndOfAttribute', end, end);
  }
  return {
    kind: 'Attribute',
    extent: { start, end },
    typeName,
    positionalArguments: positional,
    namedArguments: named,
  };
}

/** Returns the end of the last thing read. */
function readArguments(p: Parser, positional: ExpressionAst[], named: NamedAttributeArgumentAst[]): number {
  const outerNoArrays = p.noArrays;
  p.noArrays = true;
  let end = p.pos;
  let comma = -1;
  const seen = new Set<string>();
  for (;;) {
    skipNewlines(p);
    const argument = readNamedArgument(p, seen);
    if (argument !== null) {
      named.push(argument);
      ({ end } = argument.extent);
    } else {
      const expression = p.grammar.expression(p, 0);
      if (expression !== null) {
        positional.push(expression);
        ({ end } = expression.extent);
      } else if (comma >= 0) {
        reportMissing(p, 'MissingExpressionAfterToken', comma + 1, comma + 1, ',');
        positional.push(errorExpression(comma + 1));
        end = comma + 1;
      }
    }
    skipNewlines(p);
    if (peek(p, EXPRESSION) !== lexeme.COMMA) break;
    comma = p.start;
    end = p.stop;
    take(p);
  }
  p.noArrays = outerNoArrays;
  return end;
}

function errorExpression(at: number): ExpressionAst {
  return { kind: 'ErrorExpression', extent: { start: at, end: at }, nested: [] };
}

function readNamedArgument(p: Parser, seen: Set<string>): NamedAttributeArgumentAst | null {
  const nameEnd = simpleNameEnd(p);
  if (nameEnd < 0) return null;
  const nameStart = p.start;
  const argumentName = p.text.slice(nameStart, nameEnd);
  addToken(p, 'member', nameStart, nameEnd);
  moveTo(p, nameEnd);
  if (seen.has(argumentName)) report(p, 'DuplicateNamedArgument', nameStart, nameEnd, argumentName);
  seen.add(argumentName);
  if (peek(p, EXPRESSION) !== lexeme.EQUALS) {
    const extent = { start: nameStart, end: nameEnd };
    return {
      kind: 'NamedAttributeArgument',
      extent,
      argumentName,
      argument: { kind: 'VariableExpression', extent, qualifier: null, name: 'true', splatted: false },
      expressionOmitted: true,
    };
  }
  const equalsEnd = p.stop;
  addToken(p, 'operator', p.start, p.stop);
  take(p);
  skipNewlines(p);
  let argument = p.grammar.expression(p, 0);
  if (argument === null) {
    reportMissing(p, 'MissingExpressionInNamedArgument', equalsEnd, equalsEnd);
    argument = errorExpression(equalsEnd);
  }
  const extent = { start: nameStart, end: argument.extent.end };
  return { kind: 'NamedAttributeArgument', extent, argumentName, argument, expressionOmitted: false };
}

/**
 * The word after the square brackets that start at `at` and follow each other, in lower case; '' when there is
 * none. Only looks, so that nothing is read twice: brackets are matched, strings and comments stepped over.
 */
export function wordAfterAttributes(p: Parser, at: number): string {
  if (at < p.unbalancedTo) return '';
  const { commentsTo } = p;
  // Comments are noted when they are read, not now.
  p.commentsTo = p.text.length;
  let next = at;
  for (;;) {
    next = pastBlanksAndNewlines(p, next);
    if (next >= p.end || p.text.charCodeAt(next) !== 91) break;
    next = pastBrackets(p, next);
  }
  p.commentsTo = commentsTo;
  let end = next;
  while (end < p.end && isLetter(p.text.charCodeAt(end))) end++;
  return p.text.slice(next, end).toLowerCase();
}

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function pastBlanksAndNewlines(p: Parser, from: number): number {
  let at = from;
  for (;;) {
    at = skipBlanks(p, at);
    const code = p.text.charCodeAt(at);
    if (at >= p.end || (code !== 10 && code !== 13)) return at;
    at++;
  }
}

const LONGEST_LOOK = 20_000;

function pastBrackets(p: Parser, from: number): number {
  const { text } = p;
  const end = Math.min(p.end, from + LONGEST_LOOK);
  let open = 0;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 40 || code === 123) open++;
    else if (code === 93 || code === 41 || code === 125) {
      if (--open === 0) return at + 1;
    } else if (code === 39 || code === 34) {
      const close = text.indexOf(text.charAt(at), at + 1);
      if (close < 0) break;
      at = close;
    } else if (code === 96) {
      at++;
    }
  }
  p.unbalancedTo = end;
  return p.end;
}
