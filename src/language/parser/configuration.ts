import type { StatementAst } from '../ast.ts';
import { readArgument } from './argument.ts';
import { skipNewlines } from './blanks.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { peek, take } from './lexer.ts';
import { moveTo, type Parser, report, reportMissing } from './state.ts';

/** `configuration Name { … }`: a DSC document. Its resources read as commands with script blocks. */
export function readConfiguration(p: Parser, keyword: Keyword): StatementAst {
  const beforeName = p.pos;
  skipNewlines(p);
  const kind = peek(p, COMMAND);
  if (kind === lexeme.CURLY_OPEN) report(p, 'MissingConfigurationName', keyword.end, keyword.end);
  const name = kind === lexeme.CURLY_OPEN ? null : readArgument(p, 'argument');
  if (name === null) {
    if (kind !== lexeme.CURLY_OPEN) {
      moveTo(p, beforeName);
      reportMissing(p, 'MissingConfigurationName', keyword.end, keyword.end);
    }
    return errorStatement(keyword, keyword.end);
  }
  const beforeBody = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.CURLY_OPEN) {
    moveTo(p, beforeBody);
    const { end } = name.extent;
    reportMissing(p, 'MissingCurlyInConfigurationStatement', end, end);
    return errorStatement(keyword, end, [name]);
  }
  const { start } = p;
  take(p);
  const body = p.grammar.scriptBlock(p, start);
  for (const block of [body.beginBlock, body.processBlock, body.dynamicParamBlock]) {
    if (block !== null) {
      report(p, 'UnsupportedNamedBlockInConfiguration', block.extent.start, block.extent.end);
    }
  }
  const extent = { start: keyword.from, end: body.extent.end };
  return { kind: 'ConfigurationDefinition', extent, name, body };
}
