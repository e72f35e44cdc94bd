import type { Extent, FunctionMemberAst, TypeConstraintAst, TypeDefinitionAst } from '../ast.ts';
import { type CheckContext, report } from './context.ts';
import { returnsNothing } from './member-shape.ts';

/** A class that is a DSC resource has Get, Set and Test, a key property, and a constructor without parameters. */
export function checkDscResource(node: TypeDefinitionAst, attribute: Extent, context: CheckContext): void {
  const methods = node.members.filter((member) => member.kind === 'FunctionMember');
  const named = (name: string): FunctionMemberAst[] =>
    methods.filter((method) => method.name.toLowerCase() === name && method.parameters.length === 0);
  const inherits = node.baseTypes.length > 0;
  const { name } = node;
  for (const method of named('get')) {
    if (!isType(method.returnType, name)) {
      report(context, 'DscResourceInvalidGetMethod', method.extent, name);
    }
  }
  if (!inherits) {
    if (!named('set').some(returnsNothing)) report(context, 'DscResourceMissingSetMethod', attribute, name);
    if (named('get').length === 0) report(context, 'DscResourceMissingGetMethod', attribute, name);
    if (!named('test').some((method) => isType(method.returnType, 'bool'))) {
      report(context, 'DscResourceMissingTestMethod', attribute, name);
    }
    if (!hasKey(node)) report(context, 'DscResourceMissingKeyProperty', attribute, name);
  }
  const constructors = methods.filter((method) => method.isConstructor && !method.isStatic);
  if (constructors.length > 0 && constructors.every((method) => method.parameters.length > 0)) {
    report(context, 'DscResourceMissingDefaultConstructor', attribute, name);
  }
}

function isType(type: TypeConstraintAst | null, name: string): boolean {
  return type?.typeName.name.toLowerCase() === name.toLowerCase();
}

function hasKey(node: TypeDefinitionAst): boolean {
  return node.members.some((member) =>
    member.attributes.some(
      (attribute) =>
        attribute.kind === 'Attribute' &&
        /^dscproperty(?:attribute)?$/i.test(attribute.typeName.name) &&
        attribute.namedArguments.some(({ argumentName }) => argumentName.toLowerCase() === 'key'),
    ),
  );
}
