import type { FunctionMemberAst, ParameterAst, TypeConstraintAst } from '../ast.ts';
import { isVoid } from './assignment.ts';

/** A constructor, or a method without a type or of type void. */
export function returnsNothing(member: FunctionMemberAst): boolean {
  return member.returnType === null || isVoid(member.returnType.typeName);
}

/** The type that a parameter is declared with, or null. */
export function parameterType(parameter: ParameterAst): TypeConstraintAst | null {
  return parameter.attributes.find((attribute) => attribute.kind === 'TypeConstraint') ?? null;
}
