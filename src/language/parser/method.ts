import type { ExpressionAst, Extent, FunctionMemberAst, ParameterAst } from '../ast.ts';
import { skipNewlines } from './blanks.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND, EXPRESSION } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { readParameterList } from './parameter.ts';
import { readCallArguments } from './primary.ts';
import { addToken, moveTo, type Parser, reportMissing } from './state.ts';

/** A method or constructor after its name; null after an error. Its modifiers are the caller's. */
export function readMethod(
  p: Parser,
  className: string,
  name: Extent,
  isStatic: boolean,
): FunctionMemberAst | null {
  const nameText = p.text.slice(name.start, name.end);
  const isConstructor = nameText.toLowerCase() === className.toLowerCase();
  let parameters: ParameterAst[] = [];
  let headEnd = name.end;
  let failed = false;
  if (peek(p, COMMAND) === lexeme.PAREN_OPEN) {
    const list = readParameterList(p);
    ({ parameters } = list);
    headEnd = list.end;
    failed = !list.closed;
  } else {
    reportMissing(p, 'MissingMethodParameterList', name.end, name.end);
  }
  skipNewlines(p);
  const base: BaseCall = isConstructor && !isStatic ? readBaseCall(p) : { failed: false, arguments: null };
  failed ||= base.failed;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.CURLY_OPEN) {
    if (!failed) reportMissing(p, 'MissingFunctionBody', headEnd, headEnd);
    return null;
  }
  const { start } = p;
  take(p);
  if (failed) return null;
  const body = p.grammar.scriptBlock(p, start);
  return {
    kind: 'FunctionMember',
    extent: { start: name.start, end: body.extent.end },
    name: nameText,
    nameExtent: name,
    returnType: null,
    attributes: [],
    isStatic,
    isHidden: false,
    isConstructor,
    parameters,
    baseArguments: base.arguments,
    body,
  };
}

interface BaseCall {
  readonly failed: boolean;
  readonly arguments: ExpressionAst[] | null;
}

/** `: base(…)` of a constructor. */
function readBaseCall(p: Parser): BaseCall {
  if (peek(p, EXPRESSION) !== lexeme.COLON) return { failed: false, arguments: null };
  const colonEnd = p.stop;
  take(p);
  skipNewlines(p);
  if (peek(p, EXPRESSION) !== lexeme.IDENTIFIER || lexemeText(p).toLowerCase() !== 'base') {
    reportMissing(p, 'MissingBaseCtorCall', colonEnd, colonEnd);
    return { failed: true, arguments: null };
  }
  const baseEnd = p.stop;
  addToken(p, 'keyword', p.start, baseEnd);
  take(p);
  skipNewlines(p);
  if (peek(p, EXPRESSION) !== lexeme.PAREN_OPEN) {
    reportMissing(p, 'MissingMethodParameterList', baseEnd, baseEnd);
    return { failed: true, arguments: null };
  }
  moveTo(p, p.start);
  return { failed: false, arguments: readCallArguments(p) };
}
