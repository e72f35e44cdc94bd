import type { Ast, AttributeBaseAst, ErrorStatementAst, StatementAst, TrapStatementAst } from '../ast.ts';
import type { Parser } from './state.ts';

/** The keyword that a statement begins with; it is taken when the statement's rule is called. */
export interface Keyword {
  /** In lower case. */
  readonly word: string;
  /** As written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly label: string | null;
  /** Where the statement begins: at its label or attributes, else at the keyword. */
  readonly from: number;
  readonly attributes: readonly AttributeBaseAst[];
}

export type StatementRule = (p: Parser, keyword: Keyword) => StatementAst | TrapStatementAst;

/** A statement that could not be read to its end: what was read of it, from `keyword` to `end`. */
export function errorStatement(
  keyword: Keyword,
  end: number,
  nested: readonly (Ast | null)[] = [],
): ErrorStatementAst {
  return {
    kind: 'ErrorStatement',
    extent: { start: keyword.from, end },
    nested: nested.filter((ast) => ast !== null),
  };
}
