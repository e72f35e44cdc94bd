import type { CompiledBlock } from './compiled-block.ts';
import { type SyntaxObject, SyntaxTree } from './syntax-tree.ts';

const trees = new WeakMap<CompiledBlock, SyntaxTree>();

/** `$block.Ast`: of a function its definition, of everything else the block itself. */
export function syntaxOf(code: CompiledBlock): SyntaxObject {
  let tree = trees.get(code);
  if (tree === undefined) {
    tree = new SyntaxTree(code.definition ?? code.ast, code.source);
    trees.set(code, tree);
  }
  return tree.root;
}
