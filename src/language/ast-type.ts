import type { AttributeBaseAst, Extent, ParameterAst, ScriptBlockAst, TypeConstraintAst } from './ast.ts';
import type { ExpressionAst } from './ast-expression.ts';

export interface TypeDefinitionAst {
  readonly kind: 'TypeDefinition';
  readonly extent: Extent;
  readonly typeKind: 'class' | 'enum';
  readonly name: string;
  readonly nameExtent: Extent;
  readonly attributes: readonly AttributeBaseAst[];
  readonly baseTypes: readonly TypeConstraintAst[];
  readonly members: readonly MemberAst[];
}

export type MemberAst = PropertyMemberAst | FunctionMemberAst;

/** A property of a class, or a name of an enum. */
export interface PropertyMemberAst {
  readonly kind: 'PropertyMember';
  readonly extent: Extent;
  readonly name: string;
  readonly propertyType: TypeConstraintAst | null;
  readonly attributes: readonly AttributeBaseAst[];
  readonly isStatic: boolean;
  readonly isHidden: boolean;
  readonly initialValue: ExpressionAst | null;
}

export interface FunctionMemberAst {
  readonly kind: 'FunctionMember';
  readonly extent: Extent;
  readonly name: string;
  readonly nameExtent: Extent;
  readonly returnType: TypeConstraintAst | null;
  readonly attributes: readonly AttributeBaseAst[];
  readonly isStatic: boolean;
  readonly isHidden: boolean;
  readonly isConstructor: boolean;
  readonly parameters: readonly ParameterAst[];
  /** Of `: base(…)`; null when not written. */
  readonly baseArguments: readonly ExpressionAst[] | null;
  readonly body: ScriptBlockAst;
}
