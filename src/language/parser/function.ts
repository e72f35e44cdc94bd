import type { ParameterAst, StatementAst } from '../ast.ts';
import { skipNewlines } from './blanks.ts';
import { functionHelp } from './comment-help.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { readParameterList } from './parameter.ts';
import { addToken, moveTo, type Parser, report, reportMissing } from './state.ts';
import { readWord } from './word.ts';

/** `function name ($a) { … }`, `filter`, and `workflow`, which is refused. */
export function readFunction(p: Parser, keyword: Keyword): StatementAst {
  const beforeName = p.pos;
  skipNewlines(p);
  if (!mayBeName(peek(p, COMMAND))) {
    moveTo(p, beforeName);
    reportMissing(p, 'MissingNameAfterKeyword', keyword.end, keyword.end, keyword.text);
    return errorStatement(keyword, keyword.end);
  }
  const { name, extent: nameExtent } = readName(p);
  const declared = readDeclaredParameters(p);
  const beforeBody = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.CURLY_OPEN) {
    moveTo(p, beforeBody);
    const end = declared.end < 0 ? nameExtent.end : declared.end;
    if (!declared.broken) reportMissing(p, 'MissingFunctionBody', end, end);
    return errorStatement(keyword, end, declared.parameters ?? []);
  }
  const { start } = p;
  take(p);
  const body = p.grammar.scriptBlock(p, start);
  const extent = { start: keyword.start, end: body.extent.end };
  if (declared.broken) return errorStatement(keyword, declared.end, [...(declared.parameters ?? []), body]);
  if (keyword.word === 'workflow') {
    report(p, 'WorkflowNotSupportedInPowerShellCore', extent.start, extent.end);
  }
  return {
    kind: 'FunctionDefinition',
    extent,
    name,
    nameExtent,
    isFilter: keyword.word === 'filter',
    parameters: declared.parameters,
    body: keyword.word === 'filter' ? asFilter(body) : body,
    help: functionHelp(p, keyword.start, body),
  };
}

type ScriptBlock = ReturnType<Parser['grammar']['scriptBlock']>;

/** The unnamed block of a filter runs for each object of the pipeline. */
function asFilter(body: ScriptBlock): ScriptBlock {
  const { endBlock } = body;
  if (endBlock === null || !endBlock.unnamed) return body;
  return { ...body, processBlock: { ...endBlock, blockKind: 'process' }, endBlock: null };
}

/** Nearly anything can be a function's name; what could not be called cannot. */
function mayBeName(kind: number): boolean {
  switch (kind) {
    case lexeme.PIPE:
    case lexeme.PAREN_OPEN:
    case lexeme.PAREN_CLOSE:
    case lexeme.CURLY_OPEN:
    case lexeme.CURLY_CLOSE:
    case lexeme.AT_PAREN:
    case lexeme.AT_CURLY:
    case lexeme.DOLLAR_PAREN:
    case lexeme.END:
    case lexeme.SEMICOLON:
    case lexeme.REDIRECTION:
    case lexeme.MERGING_REDIRECTION:
    case lexeme.INPUT_REDIRECTION:
    case lexeme.AND_AND:
    case lexeme.OR_OR:
    case lexeme.AMPERSAND:
    case lexeme.VARIABLE:
    case lexeme.SPLAT:
    case lexeme.SINGLE_QUOTED:
    case lexeme.DOUBLE_QUOTED:
    case lexeme.HERE_SINGLE:
    case lexeme.HERE_DOUBLE:
      return false;
    default:
      return true;
  }
}

function readName(p: Parser): { name: string; extent: { start: number; end: number } } {
  if (p.kind === lexeme.WORD) {
    const word = readWord(p, 'command', false);
    return { name: word.kind === 'StringConstant' ? word.value : '', extent: word.extent };
  }
  const name = lexemeText(p);
  const extent = { start: p.start, end: p.stop };
  addToken(p, 'command', p.start, p.stop);
  take(p);
  return { name, extent };
}

/** `end` is -1 without parentheses. */
function readDeclaredParameters(p: Parser): {
  parameters: ParameterAst[] | null;
  end: number;
  broken: boolean;
} {
  const before = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.PAREN_OPEN) {
    moveTo(p, before);
    return { parameters: null, end: -1, broken: false };
  }
  const { parameters, end, closed } = readParameterList(p);
  return { parameters, end, broken: !closed };
}
