import type { ExpressionAst, TypeName } from '../ast.ts';
import { skipBlanks, skipNewlines } from './blanks.ts';
import {
  readHashtable,
  readParenthesized,
  readScriptBlockExpression,
  readSubExpression,
} from './bracketed.ts';
import { isBlank, isIdentifierStart, isNewline } from './characters.ts';
import { doubleHereString, singleHereString } from './here-string.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND, EXPRESSION, SIGNED } from './lexeme.ts';
import { lexemeText, peek, simpleNameEnd, take } from './lexer.ts';
import { doubleQuoted, singleQuoted } from './quoted-string.ts';
import {
  addToken,
  enter,
  leave,
  link,
  markOf,
  moveTo,
  type Parser,
  report,
  reportMissing,
  rewind,
} from './state.ts';
import { readGenericArguments } from './type-name.ts';
import { readVariable } from './variable.ts';

/** The value that the lexeme looked at begins, with its members and indexes; null, and nothing taken, when none does. */
export function readPrimary(p: Parser, mode: number): ExpressionAst | null {
  const outer = p.height;
  p.height = 0;
  const value = readValue(p);
  if (value === null) {
    p.height = outer;
    return null;
  }
  const whole = readPostfix(p, value, mode);
  if (p.height < outer) p.height = outer;
  return whole;
}

/** A value without members: the lexeme looked at begins it. */
function readValue(p: Parser): ExpressionAst | null {
  switch (p.kind) {
    case lexeme.VARIABLE:
    case lexeme.SPLAT: {
      const { start, stop } = p;
      moveTo(p, stop);
      return readVariable(p, start, stop, false);
    }
    case lexeme.NUMBER:
      return readNumber(p);
    case lexeme.DOUBLE_QUOTED:
      return doubleQuoted(p);
    case lexeme.SINGLE_QUOTED:
      return singleQuoted(p);
    case lexeme.HERE_DOUBLE:
      return doubleHereString(p);
    case lexeme.HERE_SINGLE:
      return singleHereString(p);
    case lexeme.PAREN_OPEN:
      return readParenthesized(p);
    case lexeme.DOLLAR_PAREN:
    case lexeme.AT_PAREN:
      return readSubExpression(p);
    case lexeme.AT_CURLY:
      return readHashtable(p);
    case lexeme.CURLY_OPEN:
      return readScriptBlockExpression(p);
    default:
      return null;
  }
}

function readNumber(p: Parser): ExpressionAst {
  const { start, stop } = p;
  let value = p.number;
  if (value === null) {
    report(p, 'BadNumericConstant', start, stop, lexemeText(p));
    value = { type: 'int32', value: 0 };
  }
  addToken(p, 'number', start, stop);
  take(p);
  return { kind: 'ConstantExpression', extent: { start, end: stop }, value };
}

/** Members, calls and indexes directly behind `target`. */
export function readPostfix(p: Parser, target: ExpressionAst, mode: number): ExpressionAst {
  let expression = target;
  for (;;) {
    const at = pastBlockComments(p);
    if (at >= p.end) return expression;
    const code = p.text.charCodeAt(at);
    let next: ExpressionAst | null = null;
    if (code === 46) next = readDot(p, expression, at, mode);
    else if (code === 91) next = readIndex(p, expression, at, 1);
    else if (code === 58) next = readStatic(p, expression, at, mode);
    else if (code === 63) next = readConditional(p, expression, at);
    if (next === null) return expression;
    link(p);
    expression = next;
  }
}

/** White space ends an operand, but a block comment does not. */
function pastBlockComments(p: Parser): number {
  let at = p.pos;
  while (p.text.charCodeAt(at) === 60 && p.text.charCodeAt(at + 1) === 35) {
    const close = p.text.indexOf('#>', at + 2);
    if (close < 0 || close + 2 > p.end) return at;
    at = close + 2;
  }
  return at;
}

function readDot(p: Parser, target: ExpressionAst, at: number, mode: number): ExpressionAst | null {
  if (p.text.charCodeAt(at + 1) === 46) return null;
  if (mode === COMMAND && endsLineOrBlank(p, at + 1)) return null;
  return readMember(p, target, at, DOT);
}

function readStatic(p: Parser, target: ExpressionAst, at: number, mode: number): ExpressionAst | null {
  if (p.text.charCodeAt(at + 1) !== 58) return null;
  if (mode === COMMAND && endsLineOrBlank(p, at + 2)) return null;
  return readMember(p, target, at, COLONS);
}

function readConditional(p: Parser, target: ExpressionAst, at: number): ExpressionAst | null {
  const next = p.text.charCodeAt(at + 1);
  if (next === 91) return readIndex(p, target, at, 2);
  if (next !== 46) return null;
  return readMember(p, target, at, QUESTION_DOT);
}

function endsLineOrBlank(p: Parser, at: number): boolean {
  if (at >= p.end) return true;
  const code = p.text.charCodeAt(at);
  return isBlank(code) || isNewline(code);
}

interface MemberOperator {
  readonly width: number;
  readonly isStatic: boolean;
  readonly conditional: boolean;
}

const DOT: MemberOperator = { width: 1, isStatic: false, conditional: false };
const COLONS: MemberOperator = { width: 2, isStatic: true, conditional: false };
const QUESTION_DOT: MemberOperator = { width: 2, isStatic: false, conditional: true };

function readMember(p: Parser, target: ExpressionAst, at: number, operator: MemberOperator): ExpressionAst {
  const operatorEnd = at + operator.width;
  addToken(p, 'operator', at, operatorEnd);
  moveTo(p, operatorEnd);
  skipNewlines(p);
  const { isStatic, conditional: nullConditional } = operator;
  const member = readMemberName(p);
  if (member === null) {
    moveTo(p, operatorEnd);
    reportMissing(p, 'MissingPropertyName', operatorEnd, operatorEnd);
    const extent = { start: target.extent.start, end: operatorEnd };
    const missing: ExpressionAst = {
      kind: 'ErrorExpression',
      extent: { start: operatorEnd, end: operatorEnd },
      nested: [],
    };
    return { kind: 'MemberExpression', extent, target, member: missing, isStatic, nullConditional };
  }
  const memberEnd = p.pos;
  const generics = readMethodTypeArguments(p);
  const code = p.pos < p.end ? p.text.charCodeAt(p.pos) : 0;
  if (code !== 40 && code !== 123) {
    if (generics.length > 0) moveTo(p, memberEnd);
    const extent = { start: target.extent.start, end: memberEnd };
    return { kind: 'MemberExpression', extent, target, member, isStatic, nullConditional };
  }
  const callArguments = code === 40 ? readCallArguments(p) : [readBlockArgument(p)];
  return {
    kind: 'InvokeMemberExpression',
    extent: { start: target.extent.start, end: p.pos },
    target,
    member,
    isStatic,
    nullConditional,
    genericArguments: generics,
    arguments: callArguments,
  };
}

function readMemberName(p: Parser): ExpressionAst | null {
  const nameEnd = simpleNameEnd(p);
  if (nameEnd >= 0) {
    const { start } = p;
    addToken(p, 'member', start, nameEnd);
    moveTo(p, nameEnd);
    return {
      kind: 'StringConstant',
      extent: { start, end: nameEnd },
      value: p.text.slice(start, nameEnd),
      quote: 'bare',
    };
  }
  const kind = peek(p, EXPRESSION | SIGNED);
  const unary = kind === lexeme.BRACKET_OPEN || kind === lexeme.COMMA || kind >= lexeme.PLUS;
  const dashUnary = kind === lexeme.DASH_OPERATOR && (p.operator?.unary ?? null) !== null;
  if (unary || dashUnary) return p.grammar.unary(p, 0);
  return readValue(p);
}

/** `[type, …]` between a method's name and its parentheses. Nothing is taken unless `(` follows. */
function readMethodTypeArguments(p: Parser): TypeName[] {
  const { pos, text } = p;
  if (pos >= p.end || text.charCodeAt(pos) !== 91) return [];
  if (!isIdentifierStart(text.charCodeAt(skipBlanks(p, pos + 1)))) return [];
  const mark = markOf(p);
  const errorCount = p.errors.length;
  moveTo(p, pos + 1);
  const { types, closed } = readGenericArguments(p);
  const code = p.pos < p.end ? text.charCodeAt(p.pos) : 0;
  if (closed && (code === 40 || code === 123)) return types;
  rewind(p, mark);
  p.errors.length = errorCount;
  return [];
}

function readBlockArgument(p: Parser): ExpressionAst {
  peek(p, EXPRESSION);
  return readScriptBlockExpression(p);
}

/** `(a, b)` of a call, `(` at `p.pos`. */
export function readCallArguments(p: Parser): ExpressionAst[] {
  const outer = enter(p);
  const { noArrays } = p;
  p.noArrays = true;
  const openEnd = p.pos + 1;
  moveTo(p, openEnd);
  const callArguments: ExpressionAst[] = [];
  let end = openEnd;
  let resume = openEnd;
  let reported = false;
  for (;;) {
    skipNewlines(p);
    const argument = p.grammar.expression(p, 0);
    if (argument === null) {
      if (callArguments.length > 0) {
        reportMissing(p, 'MissingExpressionAfterToken', end, end, ',');
        reported = true;
      }
      break;
    }
    callArguments.push(argument);
    ({ end } = argument.extent);
    resume = p.pos;
    skipNewlines(p);
    if (peek(p, EXPRESSION) !== lexeme.COMMA) break;
    end = p.stop;
    resume = end;
    take(p);
  }
  skipNewlines(p);
  if (peek(p, EXPRESSION) === lexeme.PAREN_CLOSE) {
    take(p);
  } else {
    if (!reported) reportMissing(p, 'MissingEndParenthesisInMethodCall', end, end);
    moveTo(p, resume);
  }
  p.noArrays = noArrays;
  leave(p, outer);
  return callArguments.slice();
}

function readIndex(p: Parser, target: ExpressionAst, at: number, width: number): ExpressionAst {
  const outer = enter(p);
  const { noArrays } = p;
  const openEnd = at + width;
  moveTo(p, openEnd);
  p.noArrays = false;
  skipNewlines(p);
  let index = p.grammar.expression(p, 0);
  p.noArrays = noArrays;
  const missing = index === null;
  if (index === null) {
    reportMissing(p, 'MissingArrayIndexExpression', openEnd, openEnd);
    index = { kind: 'ErrorExpression', extent: { start: at, end: openEnd }, nested: [] };
  }
  let { end } = index.extent;
  const beforeClose = p.pos;
  skipNewlines(p);
  if (peek(p, EXPRESSION) === lexeme.BRACKET_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    moveTo(p, beforeClose);
    if (!missing && index.kind !== 'ErrorExpression') reportMissing(p, 'MissingEndSquareBracket', end, end);
  }
  leave(p, outer);
  return {
    kind: 'IndexExpression',
    extent: { start: target.extent.start, end },
    target,
    index,
    nullConditional: width === 2,
  };
}
