import type { Ast, ExpressionAst, StatementAst, StatementBlockAst, SwitchStatementAst } from '../ast.ts';
import { readSingleArgument } from './argument.ts';
import { skipNewlines } from './blanks.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { addToken, moveTo, type Parser, report, reportMissing, reportUnclosed } from './state.ts';

/** A switch under construction. `end` is where the last thing read of it ended. */
interface Building {
  matching: SwitchStatementAst['matching'];
  caseSensitive: boolean;
  file: boolean;
  condition: StatementAst | null;
  readonly clauses: { condition: ExpressionAst; body: StatementBlockAst }[];
  defaultClause: StatementBlockAst | null;
  readonly components: Ast[];
  end: number;
  failed: boolean;
  /** Something was missing at the end of the text; nothing more is missing then. */
  incomplete: boolean;
}

export function readSwitch(p: Parser, keyword: Keyword): StatementAst {
  const building: Building = {
    matching: 'exact',
    caseSensitive: false,
    file: false,
    condition: null,
    clauses: [],
    defaultClause: null,
    components: [],
    end: keyword.end,
    failed: false,
    incomplete: false,
  };
  readFlags(p, building);
  readCondition(p, building);
  const closeEnd = readBody(p, building);
  const { condition, matching, caseSensitive, file, clauses, defaultClause } = building;
  if (building.failed || condition === null) {
    return errorStatement(keyword, Math.max(building.end, keyword.end), [condition, ...building.components]);
  }
  return {
    kind: 'SwitchStatement',
    extent: { start: keyword.from, end: closeEnd },
    label: keyword.label,
    matching,
    caseSensitive,
    file,
    condition,
    clauses,
    defaultClause,
  };
}

function missing(p: Parser, building: Building, id: Parameters<typeof reportMissing>[1], at: number): void {
  building.failed = true;
  building.incomplete = reportMissing(p, id, at, at);
}

function readFlags(p: Parser, building: Building): void {
  for (;;) {
    const before = p.pos;
    skipNewlines(p);
    if (peek(p, COMMAND) !== lexeme.PARAMETER) {
      moveTo(p, before);
      return;
    }
    const { start, stop } = p;
    const name = lexemeText(p).slice(1).toLowerCase();
    addToken(p, 'parameter', start, stop);
    take(p);
    building.end = stop;
    applyFlag(p, building, { name, start, stop });
  }
}

function applyFlag(p: Parser, building: Building, flag: { name: string; start: number; stop: number }): void {
  const { name, start, stop } = flag;
  const is = (whole: string): boolean => name !== '' && whole.startsWith(name);
  if (is('regex')) building.matching = 'regex';
  else if (is('wildcard')) building.matching = 'wildcard';
  else if (is('exact')) building.matching = 'exact';
  else if (is('casesensitive')) building.caseSensitive = true;
  else if (is('file')) readFile(p, building, stop);
  else if (is('parallel')) {
    building.failed = true;
    report(p, 'KeywordParameterReservedForFutureUse', start, stop, 'switch', 'parallel');
  } else {
    building.failed = true;
    report(p, 'InvalidSwitchFlag', start, stop, name);
  }
}

function readFile(p: Parser, building: Building, flagEnd: number): void {
  building.file = true;
  skipNewlines(p);
  const expression = readSingleArgument(p, 'file');
  if (expression === null) {
    missing(p, building, 'MissingFilenameOption', flagEnd);
    return;
  }
  const { extent } = expression;
  building.end = extent.end;
  building.condition = {
    kind: 'Pipeline',
    extent,
    elements: [{ kind: 'CommandExpression', extent, expression, redirections: [] }],
    background: false,
  };
}

function readCondition(p: Parser, building: Building): void {
  const before = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.PAREN_OPEN) {
    moveTo(p, before);
    if (building.condition === null && !building.file) {
      missing(p, building, 'PipelineValueRequired', building.end);
    }
    return;
  }
  const open = { start: p.start, end: p.stop };
  building.end = open.end;
  take(p);
  if (building.file) {
    building.failed = true;
    report(p, 'PipelineValueRequired', open.start, open.end);
  }
  skipNewlines(p);
  const condition = p.grammar.pipelineChain(p);
  building.condition = condition;
  if (condition === null) missing(p, building, 'PipelineValueRequired', open.end);
  else building.end = condition.extent.end;
  const afterCondition = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) === lexeme.PAREN_CLOSE) {
    building.end = p.stop;
    take(p);
    return;
  }
  moveTo(p, afterCondition);
  if (!building.incomplete) missing(p, building, 'MissingEndParenthesisInSwitchStatement', building.end);
}

/** Reads `{ clauses }` and returns its end. */
function readBody(p: Parser, building: Building): number {
  const before = p.pos;
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.CURLY_OPEN) {
    moveTo(p, before);
    if (!building.incomplete) missing(p, building, 'MissingCurlyBraceInSwitchStatement', building.end);
    return building.end;
  }
  const open = { start: p.start, end: p.stop };
  building.end = open.end;
  take(p);
  skipNewlines(p);
  for (;;) {
    if (!readClause(p, building)) return building.end;
    skipNewlines(p, true);
    const kind = peek(p, COMMAND);
    if (kind === lexeme.CURLY_CLOSE) {
      take(p);
      return p.pos;
    }
    if (kind === lexeme.END) {
      if (!building.incomplete) {
        building.failed = true;
        reportUnclosed(p, 'MissingEndCurlyBrace', open.start, open.end, p.end);
      }
      return building.end;
    }
  }
}

/** Reads a condition and its block; false when there is no condition, which ends the body. */
function readClause(p: Parser, building: Building): boolean {
  const isDefault = peek(p, COMMAND) === lexeme.IDENTIFIER && lexemeText(p).toLowerCase() === 'default';
  const condition = isDefault ? readDefault(p) : readSingleArgument(p, 'condition');
  if (condition === null) {
    missing(p, building, 'MissingSwitchConditionExpression', building.end);
    if (peek(p, COMMAND) === lexeme.CURLY_CLOSE) take(p);
    return false;
  }
  building.components.push(condition);
  building.end = condition.extent.end;
  const body = p.grammar.statementBlock(p);
  if (body === null) {
    missing(p, building, 'MissingSwitchStatementClause', building.end);
    return true;
  }
  building.components.push(body);
  building.end = body.extent.end;
  if (!isDefault) {
    building.clauses.push({ condition, body });
    return true;
  }
  if (building.defaultClause !== null) {
    building.failed = true;
    report(p, 'MultipleSwitchDefaultClauses', condition.extent.start, condition.extent.end);
  }
  building.defaultClause = body;
  return true;
}

function readDefault(p: Parser): ExpressionAst {
  const extent = { start: p.start, end: p.stop };
  const value = lexemeText(p);
  addToken(p, 'keyword', p.start, p.stop);
  take(p);
  return { kind: 'StringConstant', extent, value, quote: 'bare' };
}
