import type { Ast } from '../language/ast.ts';
import { visitChildren } from '../language/children.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { NetObject } from '../values/value.ts';
import type { SourceText } from './source-text.ts';
import { syntaxType } from './syntax-types.ts';

/** The objects of one tree: a node is the same object however a script comes to it. */
export class SyntaxTree {
  readonly source: SourceText;
  /** What the nodes' `extent` is relative to, and the texts of their extents. */
  readonly root: SyntaxObject;
  readonly #objects = new Map<Ast, SyntaxObject>();
  #complete = false;

  constructor(root: Ast, source: SourceText) {
    this.source = source;
    this.root = this.#add(root, null);
  }

  /** The object of a node of this tree. */
  object(node: Ast): SyntaxObject {
    const found = this.#objects.get(node);
    if (found !== undefined) return found;
    if (!this.#complete) {
      this.#complete = true;
      this.#addChildren(this.root);
    }
    return this.#objects.get(node) ?? this.#add(node, this.root);
  }

  /** The direct children, in the order of the source. */
  children(parent: SyntaxObject): SyntaxObject[] {
    const found: SyntaxObject[] = [];
    visitChildren(parent.node, (child) => found.push(this.object(child)), undefined);
    return found;
  }

  #add(node: Ast, parent: SyntaxObject | null): SyntaxObject {
    const object = new SyntaxObject(this, node, parent);
    this.#objects.set(node, object);
    return object;
  }

  #addChildren(root: SyntaxObject): void {
    const waiting = [root];
    for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
      const { node } = parent;
      const owner = parent;
      visitChildren(node, (child) => waiting.push(this.#add(child, owner)), undefined);
    }
  }
}

/** A node of the syntax tree as scripts see it: PowerShell's `Ast` classes over the language's own nodes. */
export class SyntaxObject extends NetObject {
  readonly tree: SyntaxTree;
  readonly node: Ast;
  readonly parent: SyntaxObject | null;
  constructor(tree: SyntaxTree, node: Ast, parent: SyntaxObject | null) {
    super();
    this.tree = tree;
    this.node = node;
    this.parent = parent;
  }

  get type(): TypeInfo {
    return syntaxType(this.node.kind);
  }

  get text(): string {
    return this.tree.source.slice(this.node.extent);
  }

  override asText(): string {
    return this.text;
  }
}
