import type { Ast, StatementAst } from '../language/ast.ts';
import { visitChildren } from '../language/children.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './frame.ts';

/**
 * The condition of `if` and of loops. One that runs a command has been answered, whatever the command
 * reported: `$?` is true in the block it decides about.
 */
export function compileCondition(ast: StatementAst, compiler: Compiler): Evaluate {
  const value = compiler.value(ast);
  if (!runsCommand(ast)) return value;
  return (frame) => {
    const result = value(frame);
    frame.runspace.success = true;
    return result;
  };
}

function runsCommand(ast: Ast): boolean {
  const search = { found: ast.kind === 'Command' };
  look(ast, search);
  return search.found;
}

function look(ast: Ast, search: { found: boolean }): void {
  if (search.found || ast.kind === 'ScriptBlockExpression') return;
  visitChildren(
    ast,
    (child) => {
      if (child.kind === 'Command') search.found = true;
      look(child, search);
    },
    undefined,
  );
}
