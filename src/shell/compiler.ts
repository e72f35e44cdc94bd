import type {
  ExpressionAst,
  NamedBlockAst,
  ScriptBlockAst,
  StatementAst,
  StatementBlockAst,
} from '../language/ast.ts';
import type { CompiledBlock } from './compiled-block.ts';
import type { Evaluate, Execute } from './frame.ts';
import type { SourceText } from './source-text.ts';

/**
 * Turns syntax trees into closures, once. Each kind of node has its file (compile-*.ts); they reach
 * each other through this interface.
 */
export interface Compiler {
  readonly source: SourceText;
  expression(ast: ExpressionAst): Evaluate;
  statement(ast: StatementAst): Execute;
  /** A statement for its value: the right side of an assignment, a condition, a parenthesis. */
  value(ast: StatementAst): Evaluate;
  block(ast: StatementBlockAst | NamedBlockAst): Execute;
  scriptBlock(ast: ScriptBlockAst): CompiledBlock;
}
