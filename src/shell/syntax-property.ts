import type { Ast, AttributeAst, StatementAst, TypeConstraintAst, TypeName } from '../language/ast.ts';
import { property } from '../values/net/define.ts';
import { customObject } from '../values/ps-custom-object.ts';
import type { PropertyMember } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import { extentObject, LANGUAGE } from './syntax-extent.ts';
import type { SyntaxObject } from './syntax-tree.ts';

export type Node<K extends Ast['kind']> = Extract<Ast, { readonly kind: K }>;

export function nodeOf<K extends Ast['kind']>(self: SyntaxObject): Node<K> {
  return self.node as Node<K>;
}

/** A property that is one node, or null. */
export function child(name: string, field: string): PropertyMember {
  return property(name, 'Ast', (self: SyntaxObject) => {
    const held = fieldOf(self, field) as Ast | null | undefined;
    return held ? self.tree.object(held) : null;
  });
}

/** A property that is a list of nodes. */
export function children(name: string, field: string): PropertyMember {
  return property(name, 'ReadOnlyCollection[Ast]', (self: SyntaxObject) => {
    const held = fieldOf(self, field) as readonly Ast[] | null | undefined;
    return held ? held.map((each) => self.tree.object(each)) : null;
  });
}

function fieldOf(self: SyntaxObject, field: string): unknown {
  return (self.node as unknown as Readonly<Record<string, unknown>>)[field];
}

export function text<N>(name: string, get: (node: N) => string | null): PropertyMember {
  return property(name, 'string', (self: SyntaxObject) => get(self.node as N));
}

export function flag<N>(name: string, get: (node: N) => boolean): PropertyMember {
  return property(name, 'bool', (self: SyntaxObject) => get(self.node as N));
}

/** Pairs of nodes, such as a condition and its block, as .NET tuples show them. */
export function pairs(
  name: string,
  get: (self: SyntaxObject) => readonly (readonly [Ast, Ast])[],
): PropertyMember {
  return property(name, 'ReadOnlyCollection[Tuple[Ast,Ast]]', (self: SyntaxObject) =>
    get(self).map(([first, second]) =>
      customObject(
        [
          ['Item1', self.tree.object(first)],
          ['Item2', self.tree.object(second)],
        ],
        'System.Tuple`2',
      ),
    ),
  );
}

export function clausePairs(name: string, field: string): PropertyMember {
  return pairs(name, (self) =>
    (fieldOf(self, field) as readonly { readonly condition: Ast; readonly body: Ast }[]).map(
      ({ condition, body }) => [condition, body] as const,
    ),
  );
}

/** `Right` of an assignment: a bare expression stands for itself, not for a pipeline of one. */
export const right: PropertyMember = property('Right', 'StatementAst', (self: SyntaxObject) => {
  const node: StatementAst = nodeOf<'AssignmentStatement'>(self).right;
  const [only, more] = node.kind === 'Pipeline' ? node.elements : [];
  return self.tree.object(only?.kind === 'CommandExpression' && more === undefined ? only : node);
});

/** `TypeName` with its name and what it resolves to by name. */
export const typeNameObject: PropertyMember = property('TypeName', 'ITypeName', (self: SyntaxObject) => {
  const { typeName } = self.node as AttributeAst | TypeConstraintAst | { readonly typeName: TypeName };
  return typeNameValue(typeName, self);
});

function typeNameValue(typeName: TypeName, self: SyntaxObject): Value {
  const { name, extent } = typeName;
  const value = customObject(
    [
      ['FullName', name],
      ['Name', name],
      ['AssemblyName', typeName.kind === 'TypeName' ? typeName.assembly : null],
      ['IsArray', typeName.kind === 'ArrayTypeName'],
      ['IsGeneric', typeName.kind === 'GenericTypeName'],
      ['Extent', extentObject(extent.start, extent.end, self.tree.source)],
    ],
    `${LANGUAGE}${typeName.kind}`,
  );
  value.added = new Map([
    [
      'tostring',
      { name: 'ToString', kind: 'ScriptMethod', typeName: 'string', hidden: true, invoke: () => name },
    ],
  ]);
  return value;
}
