import type { FunctionMemberAst, MemberAst, PropertyMemberAst, TypeDefinitionAst, TypeName } from '../ast.ts';
import { isVoid } from './assignment.ts';
import { type CheckContext, report } from './context.ts';
import { checkDscResource } from './dsc-resource.ts';
import { checkEnum } from './enum.ts';
import { checkInheritance } from './inheritance.ts';
import { isKnownType } from './known-types.ts';
import { parameterType } from './member-shape.ts';
import { checkMethodBody } from './method-body.ts';

export function checkType(node: TypeDefinitionAst, context: CheckContext): void {
  checkDuplicateMembers(node, context);
  if (node.typeKind === 'enum') {
    checkEnum(node, context);
    return;
  }
  checkBaseTypes(node, context);
  if (context.isReadable) checkInheritance(node, context);
  const dsc = node.attributes.find(({ typeName }) =>
    /^(?:.*\.)?dscresource(?:attribute)?$/i.test(typeName.name),
  );
  if (dsc !== undefined) checkDscResource(node, dsc.extent, context);
}

/** Properties by name, methods by name and parameter types. */
function checkDuplicateMembers(node: TypeDefinitionAst, context: CheckContext): void {
  const seen = new Set<string>();
  for (const member of node.members) {
    const key = signatureOf(member);
    if (seen.has(key)) report(context, 'MemberAlreadyDefined', member.extent, member.name);
    seen.add(key);
  }
}

function signatureOf(member: MemberAst): string {
  const name = member.name.toLowerCase();
  if (member.kind === 'PropertyMember') return name;
  const types = member.parameters.map((parameter) => {
    const type = parameterType(parameter);
    return type === null ? 'object' : canonicalName(type.typeName);
  });
  const scope = member.isConstructor && member.isStatic ? 'static ' : '';
  return `${scope}${name}(${types.join(',')})`;
}

const SAME_TYPE = new Map([
  ['int32', 'int'],
  ['int64', 'long'],
  ['int16', 'short'],
  ['boolean', 'bool'],
  ['single', 'float'],
]);

function canonicalName(typeName: TypeName): string {
  const name = typeName.name.toLowerCase().replace(/^system\./, '');
  return SAME_TYPE.get(name) ?? name;
}

/** Types that nothing can be derived from. */
const SEALED = new Set(
  'string int int32 long int64 bool boolean byte char decimal double float datetime timespan guid switch scriptblock version uri regex math console convert environment'.split(
    ' ',
  ),
);

function checkBaseTypes(node: TypeDefinitionAst, context: CheckContext): void {
  for (const [index, { typeName, extent }] of node.baseTypes.entries()) {
    const { name } = typeName;
    if (typeName.kind === 'ArrayTypeName') {
      report(context, 'SubtypeArray', extent, name);
    } else if (/`\d+$/.test(name)) {
      report(context, 'SubtypeUnclosedGeneric', extent, name);
    } else if (!checkKnown(typeName, context, node)) {
    } else if (index > 0 && context.definitions.get(name.toLowerCase())?.[0]?.typeKind === 'class') {
      report(context, 'InterfaceNameExpected', extent, name);
    } else if (SEALED.has(canonicalName(typeName)) && !context.definitions.has(name.toLowerCase())) {
      report(context, 'SealedBaseClass', extent, name);
    }
  }
}

/** Whether the type exists; reports when not. A class may only derive from one that stands before it. */
function checkKnown(typeName: TypeName, context: CheckContext, derived: TypeDefinitionAst | null): boolean {
  switch (typeName.kind) {
    case 'ArrayTypeName':
      return checkKnown(typeName.element, context, derived);
    case 'GenericTypeName':
      return typeName.arguments.every((argument) => checkKnown(argument, context, null));
    case 'TypeName': {
      const definitions = context.definitions.get(typeName.name.toLowerCase());
      if (definitions === undefined ? exists(typeName, context) : stands(definitions, derived)) return true;
      report(context, 'TypeNotFound', typeName.extent, typeName.name);
      return false;
    }
  }
}

function stands(definitions: readonly TypeDefinitionAst[], derived: TypeDefinitionAst | null): boolean {
  return derived === null || definitions.some(({ extent }) => extent.start < derived.extent.start);
}

function exists(typeName: Extract<TypeName, { kind: 'TypeName' }>, context: CheckContext): boolean {
  const { name, assembly } = typeName;
  if (context.isType === null || name === '' || assembly !== null) return true;
  return isKnownType(name) || context.isType(name);
}

export function checkMember(member: MemberAst, context: CheckContext): void {
  const definition = context.ancestors.at(-1);
  if (definition?.kind !== 'TypeDefinition') return;
  if (member.kind === 'PropertyMember') checkProperty(member, context);
  else checkMethod(member, definition, context);
}

function checkProperty(member: PropertyMemberAst, context: CheckContext): void {
  if (member.propertyType === null) return;
  const { typeName, extent } = member.propertyType;
  checkKnown(typeName, context, null);
  if (isVoid(typeName)) report(context, 'TypeNotAllowedForProperty', extent, typeName.name);
}

function checkMethod(member: FunctionMemberAst, definition: TypeDefinitionAst, context: CheckContext): void {
  const { body, parameters, returnType } = member;
  if (returnType !== null) checkKnown(returnType.typeName, context, null);
  for (const parameter of parameters) {
    const type = parameterType(parameter);
    if (type !== null) checkKnown(type.typeName, context, null);
  }
  if (member.isConstructor && member.isStatic && parameters.length > 0) {
    report(context, 'StaticConstructorCantHaveParameters', parameters[0]?.extent ?? member.extent);
  }
  if (body.paramBlock !== null) report(context, 'ParamBlockNotAllowedInMethod', body.paramBlock.extent);
  const named = [body.dynamicParamBlock, body.beginBlock, body.processBlock, body.endBlock, body.cleanBlock];
  const block = named.find((candidate) => candidate !== null && !candidate.unnamed) ?? null;
  if (block !== null) report(context, 'NamedBlockNotAllowedInMethod', block.extent);
  if (member.isConstructor && returnType !== null) {
    report(context, 'ConstructorCantHaveReturnType', returnType.extent);
  }
  if (block === null) checkMethodBody(member, definition, context);
}
