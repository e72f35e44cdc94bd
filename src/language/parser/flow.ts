import type { ExitingStatementAst, LoopExitStatementAst } from '../ast.ts';
import { readLabelOrKey } from './bracketed.ts';
import type { Keyword } from './keyword.ts';
import type { Parser } from './state.ts';

export function readReturn(p: Parser, keyword: Keyword): ExitingStatementAst {
  return readExiting(p, keyword, 'ReturnStatement');
}

export function readThrow(p: Parser, keyword: Keyword): ExitingStatementAst {
  return readExiting(p, keyword, 'ThrowStatement');
}

export function readExit(p: Parser, keyword: Keyword): ExitingStatementAst {
  return readExiting(p, keyword, 'ExitStatement');
}

function readExiting(p: Parser, keyword: Keyword, kind: ExitingStatementAst['kind']): ExitingStatementAst {
  const pipeline = p.grammar.pipelineChain(p);
  const extent = { start: keyword.start, end: pipeline?.extent.end ?? keyword.end };
  return { kind, extent, pipeline };
}

export function readBreak(p: Parser, keyword: Keyword): LoopExitStatementAst {
  return readLoopExit(p, keyword, 'BreakStatement');
}

export function readContinue(p: Parser, keyword: Keyword): LoopExitStatementAst {
  return readLoopExit(p, keyword, 'ContinueStatement');
}

function readLoopExit(p: Parser, keyword: Keyword, kind: LoopExitStatementAst['kind']): LoopExitStatementAst {
  const label = readLabelOrKey(p, 'label');
  const extent = { start: keyword.start, end: label?.extent.end ?? keyword.end };
  return { kind, extent, label };
}
