import type { ScriptBlockAst } from './ast.ts';
import { checkScript, type TypeKnowledge } from './check/check.ts';
import { errorMessage } from './error-messages.ts';
import type { ParseError } from './parse-error.ts';
import { scriptHelp } from './parser/comment-help.ts';
import { readExpression, readUnary } from './parser/expression.ts';
import { readPipelineChain } from './parser/pipeline.ts';
import { readRequirements } from './parser/requires.ts';
import { readScript, readScriptBlock } from './parser/script-block.ts';
import { createParser, type Grammar, type Parser, TooDeep } from './parser/state.ts';
import { readStatement, readStatementBlock, readStatementList } from './parser/statement.ts';
import { readUsings } from './parser/using.ts';
import type { Token } from './token.ts';

export interface ParseOptions {
  /** Deepest nesting that is read; deeper text is one `ScriptTooComplicated` error. Default 200. */
  readonly maxDepth?: number;
  /** Longest text that is read, in UTF-16 units; longer is one `ScriptTooLong` error. Default 16 Mi. */
  readonly maxLength?: number;
  /**
   * Which types exist, for the classes that a script defines: PowerShell refuses a class whose members name an
   * unknown type. Without it, only short names that neither PowerShell nor the script knows are refused.
   */
  readonly types?: TypeKnowledge;
}

export interface ParseResult {
  readonly ast: ScriptBlockAst;
  /** In order of `start`, not overlapping. */
  readonly tokens: readonly Token[];
  /** As PowerShell reports them: first what cannot be read, then what has no sense. With none, the script is valid. */
  readonly errors: readonly ParseError[];
}

const MAX_DEPTH = 200;
const MAX_LENGTH = 16 * 1024 * 1024;

const GRAMMAR: Grammar = {
  statement: readStatement,
  statementBlock: readStatementBlock,
  statementList: readStatementList,
  pipelineChain: readPipelineChain,
  scriptBlock: readScriptBlock,
  expression: readExpression,
  unary: readUnary,
};

/** Reads a script. Never throws: whatever is wrong is in `errors`, and `ast` and `tokens` hold what could be read. */
export function parse(text: string, options: ParseOptions = {}): ParseResult {
  const { maxDepth = MAX_DEPTH, maxLength = MAX_LENGTH, types } = options;
  if (text.length > maxLength) {
    const message = errorMessage('ScriptTooLong', [maxLength]);
    const error = { id: 'ScriptTooLong', message, start: maxLength, end: text.length, incomplete: false };
    return { ast: emptyScript(text.length), tokens: [], errors: [error] };
  }
  const p = createParser(text, maxDepth, GRAMMAR);
  try {
    const ast = readWhole(p);
    p.errors.push(...checkScript(p, ast, types));
    return resultOf(p, ast);
  } catch (problem) {
    if (!(problem instanceof TooDeep)) throw problem;
    const at = Math.min(p.pos, text.length);
    const message = errorMessage('ScriptTooComplicated', []);
    p.errors.push({ id: 'ScriptTooComplicated', message, start: at, end: at, incomplete: false });
    return resultOf(p, emptyScript(text.length));
  }
}

function readWhole(p: Parser): ScriptBlockAst {
  const ast = readScript(p, readUsings(p));
  return { ...ast, requirements: readRequirements(p), help: scriptHelp(p, ast) };
}

function emptyScript(length: number): ScriptBlockAst {
  return {
    kind: 'ScriptBlock',
    extent: { start: 0, end: length },
    usingStatements: [],
    paramBlock: null,
    dynamicParamBlock: null,
    beginBlock: null,
    processBlock: null,
    endBlock: null,
    cleanBlock: null,
    requirements: null,
    help: null,
  };
}

/** Who runs a script asks for no tokens, so they are made when they are asked for. */
function resultOf({ tokens: { kinds, edges }, errors }: Parser, ast: ScriptBlockAst): ParseResult {
  let tokens: Token[] | null = null;
  return {
    ast,
    get tokens() {
      tokens ??= inOrder(
        kinds.map((kind, at) => ({ kind, start: edges[2 * at] ?? 0, end: edges[2 * at + 1] ?? 0 })),
      );
      return tokens;
    },
    errors,
  };
}

/** Nested pieces are read before the text around them is complete, so a few tokens come late. */
function inOrder(tokens: Token[]): Token[] {
  for (let i = 1; i < tokens.length; i++) {
    if ((tokens[i - 1]?.start ?? 0) > (tokens[i]?.start ?? 0)) {
      return tokens.sort((a, b) => a.start - b.start);
    }
  }
  return tokens;
}
