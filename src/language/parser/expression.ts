import type { AttributeBaseAst, BinaryOperator, ExpressionAst, UnaryOperator } from '../ast.ts';
import { readAttribute } from './attribute.ts';
import { skipNewlines } from './blanks.ts';
import * as lexeme from './lexeme.ts';
import { EXPRESSION, SIGNED, TERNARY } from './lexeme.ts';
import { atLineEnd, beforeLexeme, lexemeText, peek, take } from './lexer.ts';
import { type DashOperator, symbolOperator } from './operators.ts';
import { readPostfix, readPrimary } from './primary.ts';
import { addToken, enter, leave, link, type Parser, report, reportMissing } from './state.ts';

/** An expression, or null, and nothing taken, when none begins here. `flags` is TERNARY where an operand is due. */
export function readExpression(p: Parser, flags: number): ExpressionAst | null {
  const condition = readBinary(p, flags);
  if (condition === null || peek(p, EXPRESSION) !== lexeme.QUESTION) return condition;
  return readTernary(p, condition);
}

function readTernary(p: Parser, condition: ExpressionAst): ExpressionAst {
  const outer = enter(p);
  const question = p.stop;
  addToken(p, 'operator', p.start, p.stop);
  take(p);
  skipNewlines(p);
  let ifTrue = readExpression(p, TERNARY);
  const noBranch = ifTrue === null;
  if (ifTrue === null) {
    reportMissing(p, 'ExpectedValueExpression', question, question, '?');
    ifTrue = missingAt(question);
  }
  skipNewlines(p);
  if (peek(p, EXPRESSION) !== lexeme.COLON) {
    if (!noBranch) reportMissing(p, 'MissingColonInTernaryExpression', p.start, p.stop);
    leave(p, outer);
    const end = Math.max(ifTrue.extent.end, Math.min(beforeLexeme(p), p.pos));
    const nested = noBranch ? [condition] : [condition, ifTrue];
    return { kind: 'ErrorExpression', extent: { start: condition.extent.start, end }, nested };
  }
  const colon = p.stop;
  addToken(p, 'operator', p.start, p.stop);
  take(p);
  skipNewlines(p);
  let ifFalse = readExpression(p, TERNARY);
  if (ifFalse === null) {
    reportMissing(p, 'ExpectedValueExpression', colon, colon, ':');
    ifFalse = missingAt(colon);
  }
  leave(p, outer);
  const extent = { start: condition.extent.start, end: ifFalse.extent.end };
  return { kind: 'TernaryExpression', extent, condition, ifTrue, ifFalse };
}

function missingAt(offset: number): ExpressionAst {
  return { kind: 'ErrorExpression', extent: { start: offset, end: offset }, nested: [] };
}

/** The operator looked at, when it stands between two operands; else null. */
function binaryOperator(p: Parser): (DashOperator & { binary: BinaryOperator }) | null {
  const kind = peek(p, EXPRESSION);
  let operator: DashOperator | null = null;
  if (kind === lexeme.DASH_OPERATOR) ({ operator } = p);
  else if (kind >= lexeme.PLUS && kind <= lexeme.COALESCE) operator = symbolOperator(kind);
  return operator !== null && hasBinary(operator) ? operator : null;
}

function hasBinary(operator: DashOperator): operator is DashOperator & { binary: BinaryOperator } {
  return operator.binary !== null;
}

function readBinary(p: Parser, flags: number): ExpressionAst | null {
  const first = readArrayLiteral(p, flags);
  if (first === null) return null;
  const whole = readOperators(p, first, 0);
  if (peek(p, EXPRESSION) !== lexeme.PARAMETER) return whole;
  return readUnknownOperator(p, whole);
}

/** Operators that bind tighter than `precedence`, after `left`. */
function readOperators(p: Parser, first: ExpressionAst, precedence: number): ExpressionAst {
  let left = first;
  for (;;) {
    const operator = binaryOperator(p);
    if (operator === null || operator.precedence <= precedence) return left;
    const operatorExtent = { start: p.start, end: p.stop };
    addToken(p, 'operator', p.start, p.stop);
    take(p);
    skipNewlines(p);
    let right = readArrayLiteral(p, TERNARY);
    if (right === null) {
      const { start, end } = operatorExtent;
      reportMissing(p, 'ExpectedValueExpression', end, end, p.text.slice(start, end));
      right = missingAt(end);
    }
    right = readOperators(p, right, operator.precedence);
    link(p);
    left = {
      kind: 'BinaryExpression',
      extent: { start: left.extent.start, end: right.extent.end },
      operator: operator.binary,
      operatorExtent,
      left,
      right,
    };
  }
}

/** `$a -eqq …`: taken as an operator that is still being typed. */
function readUnknownOperator(p: Parser, left: ExpressionAst): ExpressionAst {
  const { start, stop } = p;
  report(p, 'UnexpectedToken', start, stop, lexemeText(p));
  addToken(p, 'unknown', start, stop);
  const parameterName = p.text.slice(start + 1, stop);
  take(p);
  return {
    kind: 'ErrorExpression',
    extent: { start: left.extent.start, end: stop },
    nested: [left, { kind: 'CommandParameter', extent: { start, end: stop }, parameterName, argument: null }],
  };
}

function readArrayLiteral(p: Parser, flags: number): ExpressionAst | null {
  const first = readUnary(p, flags);
  if (first === null || p.noArrays || peek(p, EXPRESSION) !== lexeme.COMMA) return first;
  const elements = [first];
  let { end } = first.extent;
  while (peek(p, EXPRESSION) === lexeme.COMMA) {
    const comma = { start: p.start, end: p.stop };
    take(p);
    skipNewlines(p);
    const element = readUnary(p, TERNARY);
    if (element === null) {
      reportMissing(p, 'MissingExpressionAfterToken', comma.end, comma.end, ',');
      elements.push({ kind: 'ErrorExpression', extent: comma, nested: [] });
      ({ end } = comma);
      break;
    }
    elements.push(element);
    ({ end } = element.extent);
  }
  return { kind: 'ArrayLiteral', extent: { start: first.extent.start, end }, elements };
}

/** An operand with its unary operators, casts and `++`, or null, and nothing taken. */
export function readUnary(p: Parser, flags: number): ExpressionAst | null {
  const kind = peek(p, EXPRESSION | SIGNED | flags);
  const expression =
    kind === lexeme.BRACKET_OPEN ? readCast(p) : (readPrefixed(p, kind) ?? readOperand(p, kind));
  return expression === null ? null : readStep(p, expression);
}

function readOperand(p: Parser, kind: number): ExpressionAst | null {
  return kind === lexeme.COMMA ? null : readPrimary(p, EXPRESSION);
}

/** The unary operator that the lexeme looked at is, or null. */
function unaryOperator(p: Parser, kind: number): UnaryOperator | null {
  if (kind === lexeme.DASH_OPERATOR) return p.operator?.unary ?? null;
  return kind >= lexeme.PLUS ? (symbolOperator(kind)?.unary ?? null) : null;
}

function readPrefixed(p: Parser, kind: number): ExpressionAst | null {
  const unary = unaryOperator(p, kind);
  const makesArray = kind === lexeme.COMMA && !p.noArrays;
  if (unary === null && !makesArray) return null;
  const outer = enter(p);
  const { start, stop } = p;
  if (unary !== null) addToken(p, 'operator', start, stop);
  take(p);
  skipNewlines(p);
  const child = readUnary(p, TERNARY);
  leave(p, outer);
  if (child === null) {
    reportMissing(p, 'MissingExpressionAfterOperator', stop, stop, p.text.slice(start, stop));
    return { kind: 'ErrorExpression', extent: { start, end: stop }, nested: [] };
  }
  const extent = { start, end: child.extent.end };
  if (unary === null) return { kind: 'ArrayLiteral', extent, elements: [child] };
  return { kind: 'UnaryExpression', extent, operator: unary, child };
}

/** `x++` and `x--`. */
function readStep(p: Parser, child: ExpressionAst): ExpressionAst {
  const kind = peek(p, EXPRESSION);
  if (kind !== lexeme.PLUS_PLUS && kind !== lexeme.MINUS_MINUS) return child;
  const extent = { start: child.extent.start, end: p.stop };
  addToken(p, 'operator', p.start, p.stop);
  take(p);
  const operator = kind === lexeme.PLUS_PLUS ? 'x++' : 'x--';
  return { kind: 'UnaryExpression', extent, operator, child };
}

/** `[type]`, a type literal or a cast, or an attribute before a variable. */
function readCast(p: Parser): ExpressionAst | null {
  const outer = enter(p);
  const first = readAttribute(p);
  const expression = first === null ? null : readAfterAttribute(p, first);
  leave(p, outer);
  return expression;
}

function readAfterAttribute(p: Parser, attribute: AttributeBaseAst): ExpressionAst {
  const { start, end } = attribute.extent;
  if (attribute.kind === 'Attribute') {
    skipNewlines(p);
    const child = readUnary(p, TERNARY);
    if (child === null) {
      reportMissing(p, 'UnexpectedAttribute', start, end, attribute.typeName.name);
      return { kind: 'ErrorExpression', extent: { start, end }, nested: [attribute] };
    }
    return { kind: 'AttributedExpression', extent: { start, end: child.extent.end }, attribute, child };
  }
  const literal: ExpressionAst = {
    kind: 'TypeExpression',
    extent: attribute.extent,
    typeName: attribute.typeName,
  };
  if (accessesMember(p)) {
    const member = readPostfix(p, literal, EXPRESSION);
    if (member !== literal) return member;
  }
  if (atLineEnd(p) || peek(p, EXPRESSION) === lexeme.COMMA) return literal;
  const child = readUnary(p, TERNARY);
  if (child === null) return literal;
  return {
    kind: 'ConvertExpression',
    extent: { start, end: child.extent.end },
    type: attribute,
    child,
  };
}

/** A type literal takes members directly behind it, but no index: `[int][string]$x` is two casts. */
function accessesMember(p: Parser): boolean {
  const first = p.text.charCodeAt(p.pos);
  const second = p.text.charCodeAt(p.pos + 1);
  if (p.pos + 1 > p.end) return false;
  return (
    (first === 46 && second !== 46) || (first === 58 && second === 58) || (first === 63 && second === 46)
  );
}
