import type { AttributeAst, AttributeBaseAst } from '../language/ast.ts';
import { attributeValue } from '../values/attribute.ts';
import type { Value } from '../values/value.ts';
import type { Compiler } from './compiler.ts';
import type { Frame } from './frame.ts';
import { attributeArguments, attributeName } from './validation.ts';

/** An attribute as an object, made when somebody asks; undefined for one that is nothing but a name here. */
export type AttributeMaker = (frame: Frame) => Value | undefined;

/** The attributes of a declaration, without its type constraints. */
export function attributesOf(ast: { readonly attributes: readonly AttributeBaseAst[] }): AttributeAst[] {
  return ast.attributes.filter((attribute) => attribute.kind === 'Attribute');
}

export function attributeMaker(ast: AttributeAst, compiler: Compiler): AttributeMaker {
  const read = attributeArguments(ast, compiler);
  return (frame) => {
    const { positional, named } = read(frame);
    return attributeValue(attributeName(ast), positional, named);
  };
}
