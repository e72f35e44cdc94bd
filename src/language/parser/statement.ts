import type { StatementAst, StatementBlockAst, TrapStatementAst } from '../ast.ts';
import { readAttributes, wordAfterAttributes } from './attribute.ts';
import { skipNewlines } from './blanks.ts';
import { readClass } from './class.ts';
import { readConfiguration } from './configuration.ts';
import { readData } from './data.ts';
import { readEnum } from './enum.ts';
import { readBreak, readContinue, readExit, readReturn, readThrow } from './flow.ts';
import { readFunction } from './function.ts';
import { readIf } from './if.ts';
import type { Keyword, StatementRule } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { readDo, readFor, readForEach, readWhile } from './loop.ts';
import { readPipelineChain } from './pipeline.ts';
import {
  addToken,
  enter,
  gather,
  leave,
  markOf,
  moveTo,
  type Parser,
  report,
  reportMissing,
  reportUnclosed,
  rewind,
  takeGathered,
} from './state.ts';
import { readSwitch } from './switch.ts';
import { readTrap, readTry } from './try.ts';
import { readLateUsing } from './using.ts';

const RULES = new Map<string, StatementRule>([
  ['if', readIf],
  ['switch', readSwitch],
  ['foreach', readForEach],
  ['for', readFor],
  ['while', readWhile],
  ['do', readDo],
  ['function', readFunction],
  ['filter', readFunction],
  ['workflow', readFunction],
  ['return', readReturn],
  ['throw', readThrow],
  ['exit', readExit],
  ['break', readBreak],
  ['continue', readContinue],
  ['trap', readTrap],
  ['try', readTry],
  ['data', readData],
  ['parallel', readWorkflowBlock],
  ['sequence', readWorkflowBlock],
  ['configuration', readConfiguration],
  ['from', readReserved],
  ['define', readReserved],
  ['var', readReserved],
  ['class', readClass],
  ['enum', readEnum],
  ['using', readLateUsing],
]);

/** Statements that a label may name. */
const LABELLED = new Set(['switch', 'foreach', 'for', 'while', 'do']);
/** Statements that attributes may stand before. */
const ATTRIBUTED = new Set(['class', 'enum', 'configuration']);
/** Words that go on with a statement: after an error they are taken, not read as commands. */
const CONTINUATIONS = new Set(['else', 'elseif', 'catch', 'until']);

/** One statement, or null, and nothing taken, when none begins here. */
export function readStatement(p: Parser): StatementAst | TrapStatementAst | null {
  const { height } = p;
  p.height = 0;
  const statement = readAnyStatement(p);
  if (p.height < height) p.height = height;
  return statement;
}

function readAnyStatement(p: Parser): StatementAst | TrapStatementAst | null {
  for (;;) {
    const kind = peek(p, COMMAND);
    if (kind === lexeme.IDENTIFIER) {
      const word = keywordAt(p);
      const rule = word === null ? undefined : RULES.get(word);
      if (word !== null && rule !== undefined) return rule(p, takeKeyword(p, word));
      if (word === null || !CONTINUATIONS.has(word) || p.errors.length === 0) return readPipelineChain(p);
      takeKeyword(p, word);
      skipNewlines(p);
      continue;
    }
    if (kind === lexeme.LABEL) return readLabelled(p);
    const code = p.start < p.end ? p.text.charCodeAt(p.start) : 0;
    if (code === 91) {
      const attributed = readAttributed(p);
      if (attributed !== null) return attributed;
    }
    return kind === lexeme.END ? null : readPipelineChain(p);
  }
}

const LONGEST_KEYWORD = 13;

/** The identifier looked at in lower case, when it is short enough to be a keyword. */
function keywordAt(p: Parser): string | null {
  if (p.stop - p.start > LONGEST_KEYWORD) return null;
  return lexemeText(p).toLowerCase();
}

const NO_ATTRIBUTES: Keyword['attributes'] = [];

function takeKeyword(p: Parser, word: string): Keyword {
  const { start, stop } = p;
  addToken(p, 'keyword', start, stop);
  take(p);
  return {
    word,
    text: p.text.slice(start, stop),
    start,
    end: stop,
    label: null,
    from: start,
    attributes: NO_ATTRIBUTES,
  };
}

function readLabelled(p: Parser): StatementAst | TrapStatementAst | null {
  const { start, stop } = p;
  const mark = markOf(p);
  addToken(p, 'label', start, stop);
  take(p);
  skipNewlines(p);
  if (peek(p, COMMAND) === lexeme.IDENTIFIER) {
    const word = keywordAt(p);
    const rule = word === null ? undefined : RULES.get(word);
    if (word !== null && rule !== undefined && LABELLED.has(word)) {
      const keyword = takeKeyword(p, word);
      return rule(p, { ...keyword, label: p.text.slice(start + 1, stop), from: start });
    }
  }
  rewind(p, mark);
  return readPipelineChain(p);
}

/** `[attribute()] class …`; null, and nothing taken, when the bracket begins an expression. */
function readAttributed(p: Parser): StatementAst | TrapStatementAst | null {
  const { start } = p;
  const word = wordAfterAttributes(p, start);
  const rule = ATTRIBUTED.has(word) ? RULES.get(word) : undefined;
  if (rule === undefined) return null;
  const attributes = readAttributes(p);
  for (const { kind, extent, typeName } of attributes) {
    if (kind === 'TypeConstraint') {
      report(p, 'TypeNotAllowedBeforeStatement', extent.start, extent.end, typeName.name);
      break;
    }
  }
  if (peek(p, COMMAND) === lexeme.IDENTIFIER && keywordAt(p) === word) {
    return rule(p, { ...takeKeyword(p, word), from: start, attributes });
  }
  const end = attributes.at(-1)?.extent.end ?? start;
  report(p, 'UnexpectedAttribute', start, end, p.text.slice(start, end));
  if (end === start) take(p);
  return { kind: 'ErrorStatement', extent: { start, end: Math.max(end, p.pos) }, nested: attributes };
}

function readReserved(p: Parser, keyword: Keyword): StatementAst {
  report(p, 'ReservedKeywordNotAllowed', keyword.start, keyword.end, keyword.word);
  return { kind: 'ErrorStatement', extent: { start: keyword.start, end: keyword.end }, nested: [] };
}

/** `parallel {}` and `sequence {}` belong to workflows, which are gone. */
function readWorkflowBlock(p: Parser, keyword: Keyword): StatementAst {
  const body = readStatementBlock(p);
  if (body === null) reportMissing(p, 'MissingStatementAfterKeyword', keyword.end, keyword.end, keyword.text);
  else report(p, 'UnexpectedKeyword', keyword.start, keyword.end, keyword.text);
  const extent = { start: keyword.start, end: body?.extent.end ?? keyword.end };
  return { kind: 'ErrorStatement', extent, nested: body === null ? [] : [body] };
}

/** Statements up to a closing bracket, the end, or what begins no statement. */
export function readStatementList(p: Parser): StatementBlockAst {
  const outer = p.statements.size;
  let traps: TrapStatementAst[] | null = null;
  skipNewlines(p, true);
  let start = -1;
  let end = p.pos;
  for (;;) {
    const before = p.pos;
    const kind = peek(p, COMMAND);
    if (kind === lexeme.PAREN_CLOSE || kind === lexeme.CURLY_CLOSE || kind === lexeme.END) break;
    const statement = readStatement(p);
    if (statement === null) break;
    if (start < 0) ({ start } = statement.extent);
    ({ end } = statement.extent);
    if (p.signatureAt >= 0 && p.signatureAt < statement.extent.start) {
      report(p, 'TokenAfterEndOfValidScriptText', statement.extent.start, end);
    }
    if (statement.kind !== 'TrapStatement') gather(p.statements, statement);
    else if (traps === null) traps = [statement];
    else traps.push(statement);
    skipNewlines(p, true);
    if (p.pos === before) break;
  }
  if (start < 0) start = end;
  const extent = { start, end: Math.max(start, end) };
  const statements = takeGathered(p.statements, outer);
  return { kind: 'StatementBlock', extent, statements, traps: traps ?? NO_TRAPS };
}

const NO_TRAPS: readonly TrapStatementAst[] = [];

/** `{ statements }`, perhaps on a later line; null, and nothing taken, when no brace opens. */
export function readStatementBlock(p: Parser): StatementBlockAst | null {
  const before = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.CURLY_OPEN) {
    moveTo(p, before);
    return null;
  }
  const outer = enter(p);
  const { start } = p;
  take(p);
  const { statements, traps, extent } = readStatementList(p);
  let end = statements.length + traps.length > 0 ? extent.end : start + 1;
  if (peek(p, COMMAND) === lexeme.CURLY_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    reportUnclosed(p, 'MissingEndCurlyBrace', start, start + 1, p.stop);
  }
  leave(p, outer);
  return { kind: 'StatementBlock', extent: { start, end }, statements, traps };
}
