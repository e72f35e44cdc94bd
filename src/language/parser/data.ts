import type { ExpressionAst, StatementAst } from '../ast.ts';
import { readSingleArgument } from './argument.ts';
import { skipNewlines } from './blanks.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { lexemeText, peek, simpleNameEnd, take } from './lexer.ts';
import { addToken, moveTo, type Parser, report, reportMissing } from './state.ts';

/** `data name -SupportedCommand a, b { … }`. */
export function readData(p: Parser, keyword: Keyword): StatementAst {
  let end = keyword.end;
  let variable: string | null = null;
  const beforeName = p.pos;
  skipNewlines(p);
  const nameEnd = simpleNameEnd(p);
  if (nameEnd >= 0) {
    variable = p.text.slice(p.start, nameEnd);
    addToken(p, 'variable', p.start, nameEnd);
    moveTo(p, nameEnd);
    end = nameEnd;
  } else {
    moveTo(p, beforeName);
  }
  const commands: ExpressionAst[] = [];
  const errorEnd = readSupportedCommands(p, commands);
  if (errorEnd >= 0) return errorStatement(keyword, errorEnd, commands);
  end = commands.at(-1)?.extent.end ?? end;
  const body = p.grammar.statementBlock(p);
  if (body === null) {
    reportMissing(p, 'MissingStatementBlockForDataSection', end, end);
    return errorStatement(keyword, end, commands);
  }
  const extent = { start: keyword.start, end: body.extent.end };
  return { kind: 'DataStatement', extent, variable, commandsAllowed: commands, body };
}

/** Returns where an error ended the list, or -1. */
function readSupportedCommands(p: Parser, commands: ExpressionAst[]): number {
  const before = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.PARAMETER) {
    moveTo(p, before);
    return -1;
  }
  const { start, stop } = p;
  const name = lexemeText(p).slice(1);
  addToken(p, 'parameter', start, stop);
  take(p);
  const known = 'supportedcommand'.startsWith(name.toLowerCase());
  if (!known) report(p, 'InvalidParameterForDataSectionStatement', start, stop, name);
  let last = stop;
  for (;;) {
    const beforeCommand = p.pos;
    skipNewlines(p);
    const command = readSingleArgument(p, 'name');
    if (command === null) {
      moveTo(p, beforeCommand);
      if (known) reportMissing(p, 'MissingValueForSupportedCommandInDataSectionStatement', last, last);
      return last;
    }
    commands.push(command);
    if (peek(p, COMMAND) !== lexeme.COMMA) return known ? -1 : last;
    last = p.stop;
    take(p);
  }
}
