import type { ScriptBlockAst } from './ast.ts';
import type { ParseError } from './parse-error.ts';
import type { Token } from './token.ts';

export interface ParseOptions {
  /** Deepest nesting that is read; deeper text is one `ScriptTooComplicated` error. Default 200. */
  readonly maxDepth?: number;
  /** Longest text that is read, in UTF-16 units. Default 16 Mi. */
  readonly maxLength?: number;
}

export interface ParseResult {
  readonly ast: ScriptBlockAst;
  readonly tokens: readonly Token[];
  /** In order of `start`. With none, the text is a whole and valid script. */
  readonly errors: readonly ParseError[];
}

/** Reads a script. Never throws: whatever is wrong is in `errors`, and `ast` and `tokens` hold what could be read. */
export function parse(text: string, _options: ParseOptions = {}): ParseResult {
  const extent = { start: 0, end: text.length };
  return {
    ast: {
      kind: 'ScriptBlock',
      extent,
      usingStatements: [],
      paramBlock: null,
      dynamicParamBlock: null,
      beginBlock: null,
      processBlock: null,
      endBlock: null,
      cleanBlock: null,
      requirements: null,
      help: null,
    },
    tokens: [],
    errors: [],
  };
}
