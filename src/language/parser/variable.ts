import type { UsingExpressionAst, VariableExpressionAst } from '../ast.ts';
import { breaksWord, isDoubleQuote, isIdentifierPart, isVariableStart } from './characters.ts';
import { readEscape } from './escape.ts';
import { addToken, type Parser, report, reportMissing } from './state.ts';

/**
 * The end of the unbraced variable name that starts at `from` (after `$` or `@`). `$$`, `$?` and `$^` are single
 * characters; `$a::b` is a static member access, so the name stops before `::`.
 */
export function variableEnd(text: string, from: number, end: number): number {
  const first = text.charCodeAt(from);
  let at = from + 1;
  if (first === 36 || first === 63 || first === 94) return at;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 58) {
      if (text.charCodeAt(at + 1) === 58 && at + 1 < end) break;
    } else if (!isIdentifierPart(code) && code !== 63) {
      break;
    }
    at++;
  }
  return at;
}

/** Past `${…}`, or `end` when it is not closed. `start` is at the dollar sign. */
export function bracedEnd(text: string, start: number, end: number): number {
  for (let at = start + 2; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 125) return at + 1;
    if (code !== 96) continue;
    at++;
    // The brace that ends `u{1f44d} does not end the name.
    if (text.charCodeAt(at) === 117 && text.charCodeAt(at + 1) === 123) at = closingBrace(text, at, end);
  }
  return end;
}

function closingBrace(text: string, from: number, end: number): number {
  const at = text.indexOf('}', from);
  return at === -1 || at >= end ? end : at;
}

/**
 * In command mode `$a-b` is one word, while `$a.b`, `$a[0]` and `$a` before a break are variables. `first` is the
 * character after the dollar sign, `stop` where the variable alone would end.
 */
export function variableIsWholeWord(text: string, first: number, stop: number, end: number): boolean {
  if (stop >= end) return true;
  const next = text.charCodeAt(stop);
  if (breaksWord(next)) return true;
  if (first === 36 || first === 63 || first === 94) return false;
  return next === 46 || next === 91 || (first !== 123 && (next === 61 || next === 58));
}

/** Reads the variable at `start` (`$name`, `${name}`, `@name`); it exists and ends at `stop`. */
export function readVariable(
  p: Parser,
  start: number,
  stop: number,
  inString: boolean,
): VariableExpressionAst | UsingExpressionAst {
  const { text } = p;
  const splatted = text.charCodeAt(start) === 64;
  const braced = !splatted && text.charCodeAt(start + 1) === 123;
  const path = braced ? bracedName(p, start, stop, inString) : text.slice(start + 1, stop);
  addToken(p, 'variable', start, stop);
  const extent = { start, end: stop };
  const colon = path.indexOf(':');
  let qualifier: string | null = null;
  let name = path;
  if (colon > 0) {
    qualifier = path.slice(0, colon).toLowerCase();
    name = path.slice(colon + 1);
  }
  if (name === '') reportNameless(p, start, stop, braced, qualifier);
  if (qualifier === 'using' && name !== '') {
    return { kind: 'UsingExpression', extent, expression: variable(extent, null, name, splatted) };
  }
  return variable(extent, qualifier, name, splatted);
}

function variable(
  extent: { start: number; end: number },
  qualifier: string | null,
  name: string,
  splatted: boolean,
): VariableExpressionAst {
  return { kind: 'VariableExpression', extent, qualifier, name, splatted };
}

const SCOPES = new Set(['global', 'local', 'script', 'private', 'variable']);

function reportNameless(
  p: Parser,
  start: number,
  stop: number,
  braced: boolean,
  qualifier: string | null,
): void {
  if (braced) {
    if (qualifier !== null) report(p, 'InvalidBracedVariableReference', start, stop);
  } else if (qualifier !== null && !SCOPES.has(qualifier)) {
    report(p, 'InvalidVariableReferenceWithDrive', start, stop);
  } else {
    report(p, 'InvalidVariableReference', start, stop);
  }
}

function bracedName(p: Parser, start: number, stop: number, inString: boolean): string {
  const { text } = p;
  const closed = stop - start >= 3 && text.charCodeAt(stop - 1) === 125;
  const nameEnd = closed ? stop - 1 : stop;
  let name = '';
  let at = start + 2;
  while (at < nameEnd) {
    const code = text.charCodeAt(at);
    if (code === 96 && at + 1 < nameEnd) {
      const escaped = readEscape(p, at);
      name += escaped.value;
      at = escaped.end;
      continue;
    }
    if (code === 123) report(p, 'OpenBraceNeedsToBeBackTickedInVariableName', at + 1, at + 2);
    if (inString && isDoubleQuote(code) && isDoubleQuote(text.charCodeAt(at + 1))) at++;
    name += text.charAt(at);
    at++;
  }
  if (!closed) reportMissing(p, 'IncompleteDollarVariableReference', start + 1, stop);
  else if (name === '') report(p, 'EmptyVariableReference', stop - 1, stop);
  return name;
}

/** Whether a dollar sign at `at` begins a variable (not a sub-expression). */
export function startsVariable(text: string, at: number, end: number): boolean {
  if (at + 1 >= end) return false;
  const next = text.charCodeAt(at + 1);
  return next === 123 || isVariableStart(next);
}
