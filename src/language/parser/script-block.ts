import type {
  AttributeBaseAst,
  NamedBlockAst,
  ParamBlockAst,
  ScriptBlockAst,
  StatementAst,
  StatementBlockAst,
  TrapStatementAst,
  UsingStatementAst,
} from '../ast.ts';
import { readAttributes, wordAfterAttributes } from './attribute.ts';
import { skipNewlines } from './blanks.ts';
import * as lexeme from './lexeme.ts';
import { COMMAND } from './lexeme.ts';
import { lexemeText, peek, take } from './lexer.ts';
import { readParameterList } from './parameter.ts';
import {
  addToken,
  enter,
  leave,
  moveTo,
  type Parser,
  report,
  reportMissing,
  reportUnclosed,
} from './state.ts';

/** A script block after its `{` was taken at `curlyStart`, up to and with `}`. */
export function readScriptBlock(p: Parser, curlyStart: number): ScriptBlockAst {
  const outer = enter(p);
  skipNewlines(p);
  const paramBlock = readParamBlock(p);
  skipNewlines(p, true);
  const blocks = namedBlockWord(p) === null ? readUnnamed(p) : readNamedBlocks(p);
  let end = Math.max(curlyStart + 1, paramBlock?.extent.end ?? 0, blocks.end);
  if (peek(p, COMMAND) === lexeme.CURLY_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    reportUnclosed(p, 'MissingEndCurlyBrace', curlyStart, curlyStart + 1, p.stop);
  }
  leave(p, outer);
  return scriptBlockOf({ start: curlyStart, end }, [], paramBlock, blocks);
}

/** A whole script: what cannot be read as a statement is reported and stepped over. */
export function readScript(p: Parser, usingStatements: UsingStatementAst[]): ScriptBlockAst {
  skipNewlines(p);
  const paramBlock = readParamBlock(p);
  skipNewlines(p, true);
  const blocks = namedBlockWord(p) === null ? readUnnamed(p) : readNamedBlocks(p);
  while (peek(p, COMMAND) !== lexeme.END) {
    const text = lexemeText(p);
    report(p, 'UnexpectedToken', p.start, Math.max(p.stop, p.start + 1), text);
    addToken(p, 'unknown', p.start, p.stop);
    moveTo(p, Math.max(p.stop, p.pos + 1));
    const rest = readUnnamed(p);
    blocks.rest.push(...rest.rest);
    if (rest.endBlock !== null) blocks.rest.push(rest.endBlock);
  }
  return scriptBlockOf({ start: 0, end: p.text.length }, usingStatements, paramBlock, blocks);
}

interface Blocks {
  readonly dynamicparam: NamedBlockAst | null;
  readonly begin: NamedBlockAst | null;
  readonly process: NamedBlockAst | null;
  readonly endBlock: NamedBlockAst | null;
  readonly clean: NamedBlockAst | null;
  /** Statements read after an unexpected bracket. */
  readonly rest: NamedBlockAst[];
  readonly end: number;
}

function scriptBlockOf(
  extent: { start: number; end: number },
  usingStatements: UsingStatementAst[],
  paramBlock: ParamBlockAst | null,
  blocks: Blocks,
): ScriptBlockAst {
  return {
    kind: 'ScriptBlock',
    extent,
    usingStatements,
    paramBlock,
    dynamicParamBlock: blocks.dynamicparam,
    beginBlock: blocks.begin,
    processBlock: blocks.process,
    endBlock: withRest(blocks),
    cleanBlock: blocks.clean,
    requirements: null,
    help: null,
  };
}

function withRest(blocks: Blocks): NamedBlockAst | null {
  const { endBlock, rest } = blocks;
  const [first] = rest;
  if (first === undefined) return endBlock;
  const all = endBlock === null ? rest : [endBlock, ...rest];
  const last = all.at(-1) ?? first;
  return {
    ...(endBlock ?? first),
    extent: { start: (endBlock ?? first).extent.start, end: last.extent.end },
    statements: all.flatMap((block): readonly StatementAst[] => block.statements),
    traps: all.flatMap((block): readonly TrapStatementAst[] => block.traps),
  };
}

function readUnnamed(p: Parser): Blocks {
  const list = p.grammar.statementList(p);
  return {
    dynamicparam: null,
    begin: null,
    process: null,
    endBlock: namedBlock('end', true, list),
    clean: null,
    rest: [],
    end: list.extent.end,
  };
}

function namedBlock(
  blockKind: NamedBlockAst['blockKind'],
  unnamed: boolean,
  block: StatementBlockAst,
): NamedBlockAst {
  const { extent, statements, traps } = block;
  return { kind: 'NamedBlock', extent, blockKind, unnamed, statements, traps };
}

const BLOCK_KINDS: readonly NamedBlockAst['blockKind'][] = [
  'begin',
  'process',
  'end',
  'clean',
  'dynamicparam',
];

/** The block word looked at, or null. */
function namedBlockWord(p: Parser): NamedBlockAst['blockKind'] | null {
  if (peek(p, COMMAND) !== lexeme.IDENTIFIER) return null;
  const word = lexemeText(p).toLowerCase();
  return BLOCK_KINDS.find((kind) => kind === word) ?? null;
}

/** `begin {} process {} …` in any order. */
function readNamedBlocks(p: Parser): Blocks {
  const found = new Map<NamedBlockAst['blockKind'], NamedBlockAst>();
  let end = p.pos;
  for (;;) {
    const word = namedBlockWord(p);
    if (word === null) break;
    const { start, stop } = p;
    addToken(p, 'keyword', start, stop);
    take(p);
    end = stop;
    let block = p.grammar.statementBlock(p);
    if (block === null) {
      reportMissing(p, 'MissingNamedStatementBlock', stop, stop, word);
      block = { kind: 'StatementBlock', extent: { start, end: stop }, statements: [], traps: [] };
    }
    ({ end } = block.extent);
    if (found.has(word)) report(p, 'DuplicateScriptCommandClause', start, end, word);
    else found.set(word, { ...namedBlock(word, false, block), extent: { start, end } });
    skipNewlines(p, true);
  }
  const kind = peek(p, COMMAND);
  if (kind !== lexeme.END && kind !== lexeme.CURLY_CLOSE) {
    report(p, 'MissingNamedBlocks', p.start, p.stop, lexemeText(p));
    skipToBlockEnd(p);
  }
  return {
    dynamicparam: found.get('dynamicparam') ?? null,
    begin: found.get('begin') ?? null,
    process: found.get('process') ?? null,
    endBlock: found.get('end') ?? null,
    clean: found.get('clean') ?? null,
    rest: [],
    end,
  };
}

/** After something else among named blocks: to the closing brace of this script block. */
function skipToBlockEnd(p: Parser): void {
  p.grammar.statementList(p);
}

/** `[CmdletBinding()] param (…)`; null, and nothing taken, when the block has none. */
function readParamBlock(p: Parser): ParamBlockAst | null {
  const kind = peek(p, COMMAND);
  let attributes: AttributeBaseAst[] = [];
  if (p.text.charCodeAt(p.start) === 91 && p.start < p.end) {
    if (wordAfterAttributes(p, p.start) !== 'param') return null;
    attributes = readAttributes(p);
    skipNewlines(p);
  } else if (kind !== lexeme.IDENTIFIER) {
    return null;
  }
  const { start } = peekParam(p);
  if (start < 0) {
    for (const { extent, typeName } of attributes) {
      report(p, 'UnexpectedAttribute', extent.start, extent.end, typeName.name);
    }
    return null;
  }
  for (const attribute of attributes) {
    if (attribute.kind === 'TypeConstraint') {
      const { extent, typeName } = attribute;
      report(p, 'TypeNotAllowedBeforeParam', extent.start, extent.end, typeName.name);
    }
  }
  const { parameters, end } = readParameterList(p);
  const from = attributes[0]?.extent.start ?? start;
  return { kind: 'ParamBlock', extent: { start: from, end }, attributes, parameters };
}

/** Takes `param` when `(` follows, which is then looked at; -1 else: it is a command of that name. */
function peekParam(p: Parser): { start: number } {
  const before = p.pos;
  if (peek(p, COMMAND) !== lexeme.IDENTIFIER || lexemeText(p).toLowerCase() !== 'param') return { start: -1 };
  const { start, stop } = p;
  take(p);
  skipNewlines(p);
  if (peek(p, COMMAND) !== lexeme.PAREN_OPEN) {
    moveTo(p, before);
    return { start: -1 };
  }
  addToken(p, 'keyword', start, stop);
  return { start };
}
