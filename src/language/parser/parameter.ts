import type { ParameterAst, VariableExpressionAst } from '../ast.ts';
import { readAttributes } from './attribute.ts';
import { skipNewlines } from './blanks.ts';
import * as lexeme from './lexeme.ts';
import { EXPRESSION } from './lexeme.ts';
import { peek, take } from './lexer.ts';
import { addToken, enter, leave, moveTo, type Parser, reportMissing } from './state.ts';
import { readVariable } from './variable.ts';

/** `(a, b)` of a function or `param`: `(` at the lexeme looked at. `closed` says that `)` was there. */
export function readParameterList(p: Parser): { parameters: ParameterAst[]; end: number; closed: boolean } {
  const outer = enter(p);
  const { noArrays } = p;
  p.noArrays = true;
  const openEnd = p.stop;
  take(p);
  const parameters: ParameterAst[] = [];
  let comma = -1;
  for (;;) {
    const parameter = readParameter(p);
    if (parameter === null) {
      if (comma >= 0) reportMissing(p, 'MissingExpressionAfterToken', comma, comma, ',');
      break;
    }
    parameters.push(parameter);
    skipNewlines(p);
    if (peek(p, EXPRESSION) !== lexeme.COMMA) break;
    comma = p.stop;
    take(p);
  }
  p.noArrays = noArrays;
  const last = parameters.at(-1)?.extent.end ?? openEnd;
  const beforeClose = p.pos;
  skipNewlines(p);
  const closed = peek(p, EXPRESSION) === lexeme.PAREN_CLOSE;
  if (closed) {
    take(p);
  } else {
    moveTo(p, beforeClose);
    reportMissing(p, 'MissingEndParenthesisInFunctionParameterList', last, last);
  }
  leave(p, outer);
  return { parameters, end: closed ? p.pos : last, closed };
}

function readParameter(p: Parser): ParameterAst | null {
  skipNewlines(p);
  const attributes = readAttributes(p);
  skipNewlines(p);
  const kind = peek(p, EXPRESSION);
  if (kind !== lexeme.VARIABLE && kind !== lexeme.SPLAT) return readNameless(p, attributes);
  const { start, stop } = p;
  moveTo(p, stop);
  const read = readVariable(p, start, stop, false);
  const name = read.kind === 'UsingExpression' ? read.expression : read;
  let end = stop;
  let defaultValue: ParameterAst['defaultValue'] = null;
  const afterName = p.pos;
  skipNewlines(p);
  if (peek(p, EXPRESSION) === lexeme.EQUALS) {
    const equalsEnd = p.stop;
    addToken(p, 'operator', p.start, equalsEnd);
    take(p);
    skipNewlines(p);
    defaultValue = p.grammar.expression(p, 0);
    if (defaultValue === null) reportMissing(p, 'MissingExpressionAfterToken', equalsEnd, equalsEnd, '=');
    else ({ end } = defaultValue.extent);
  } else {
    moveTo(p, afterName);
  }
  const extent = { start: attributes[0]?.extent.start ?? start, end };
  return { kind: 'Parameter', extent, name, attributes, defaultValue };
}

/** Attributes without a variable: an error, but a parameter for completion to look into. */
function readNameless(p: Parser, attributes: ParameterAst['attributes']): ParameterAst | null {
  const [first] = attributes;
  const last = attributes.at(-1);
  if (first === undefined || last === undefined) return null;
  const extent = { start: first.extent.start, end: last.extent.end };
  reportMissing(p, 'InvalidFunctionParameter', extent.end, extent.end);
  const name: VariableExpressionAst = {
    kind: 'VariableExpression',
    extent: { start: extent.end, end: extent.end },
    qualifier: null,
    name: '__error__',
    splatted: false,
  };
  return { kind: 'Parameter', extent, name, attributes, defaultValue: null };
}
