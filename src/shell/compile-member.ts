import type {
  ExpressionAst,
  IndexExpressionAst,
  InvokeMemberExpressionAst,
  MemberExpressionAst,
} from '../language/ast.ts';
import { EnumType } from '../values/enum-type.ts';
import { runtimeError } from '../values/error-record.ts';
import { indexValue } from '../values/indexing.ts';
import { callMember, getProperty, invokeMethod } from '../values/member.ts';
import { methodReference, staticMethodReference } from '../values/net/ps-method.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { PSCustomObject } from '../values/ps-custom-object.ts';
import { toText } from '../values/to-text.ts';
import { type MethodMember, TypeInfo } from '../values/type-info.ts';
import { typeOf } from '../values/type-of.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Frame } from './frame.ts';
import { namedType, typeReference } from './type-lookup.ts';

/** `$a.b`, `[t]::b`, `$a?.b`. */
export function compileMember(ast: MemberExpressionAst, compiler: Compiler): Evaluate {
  const target = compiler.expression(ast.target);
  if (ast.isStatic) return compileStatic(ast, target, compiler);
  if (ast.member.kind === 'StringConstant') {
    const name = ast.member.value;
    const key = name.toLowerCase();
    const { nullConditional } = ast;
    return (frame) => {
      const value = target(frame);
      if (value instanceof PSCustomObject) {
        const property = value.properties.get(key);
        if (property !== undefined) return property.value;
      }
      if (nullConditional && isNull(value)) return null;
      const found = getProperty(value, key);
      return found === undefined ? missingMember(frame, value, name) : found;
    };
  }
  const member = compiler.expression(ast.member);
  return (frame) => {
    const value = target(frame);
    if (ast.nullConditional && isNull(value)) return null;
    const name = memberName(member(frame));
    const found = getProperty(value, name.toLowerCase());
    return found === undefined ? missingMember(frame, value, name) : found;
  };
}

function memberName(value: Value): string {
  return toText(value);
}

function missingMember(frame: Frame, value: Value, name: string): Value {
  const method = isNull(value) ? undefined : methodReference(value, name);
  if (method !== undefined) return method;
  const { strictVersion } = frame.scope;
  if (strictVersion < 2) return null;
  throw runtimeError({
    message: `The property '${name}' cannot be found on this object. Verify that the property exists.`,
    id: 'PropertyNotFoundStrict',
    category: 'NotSpecified',
    exceptionType: 'System.Management.Automation.PropertyNotFoundException',
    target: value,
  });
}

function compileStatic(ast: MemberExpressionAst, target: Evaluate, compiler: Compiler): Evaluate {
  const name = nameOf(ast.member, compiler);
  return (frame) => {
    const type = typeTarget(frame, target(frame));
    const key = name(frame);
    return staticProperty(frame, type, key);
  };
}

function staticProperty(frame: Frame, type: TypeInfo, name: string): Value {
  if (type instanceof EnumType) {
    const value = type.find(name);
    if (value !== undefined) return value;
  }
  const member = type.staticMember(name.toLowerCase());
  if (member?.kind === 'Property') return member.get(type);
  const method = staticMethodReference(type, name, (args) => callStatic(type, name, args, []));
  if (method !== undefined) return method;
  if (frame.scope.strictVersion < 2) return null;
  throw runtimeError({
    message: `The property '${name}' cannot be found on this object. Verify that the property exists.`,
    id: 'PropertyNotFoundStrict',
    category: 'NotSpecified',
    exceptionType: 'System.Management.Automation.PropertyNotFoundException',
  });
}

/** `[type]` gives its static members; another value, those of its type; text is a type's name. */
export function typeTarget(frame: Frame, value: Value): TypeInfo {
  if (value instanceof TypeInfo) return value;
  if (typeof value === 'string') return namedType(frame, value);
  const type = typeOf(value);
  if (type === null)
    throw runtimeError({
      message: 'You cannot call a method on a null-valued expression.',
      id: 'InvokeMethodOnNull',
    });
  return type;
}

function nameOf(ast: ExpressionAst, compiler: Compiler): (frame: Frame) => string {
  if (ast.kind === 'StringConstant') {
    const { value } = ast;
    return () => value;
  }
  const member = compiler.expression(ast);
  return (frame) => memberName(member(frame));
}

/** `$a.b(…)`, `[t]::b(…)`, `$a?.b(…)`. */
export function compileInvoke(ast: InvokeMemberExpressionAst, compiler: Compiler): Evaluate {
  const target = compiler.expression(ast.target);
  const name = nameOf(ast.member, compiler);
  const args = ast.arguments.map((argument) => compiler.expression(argument));
  const generics = ast.genericArguments.map((argument) => typeReference(argument));
  if (ast.isStatic) {
    return (frame) => {
      const type = typeTarget(frame, target(frame));
      const method = name(frame);
      const values = args.map((argument) => argumentValue(argument(frame)));
      return callStatic(
        type,
        method,
        values,
        generics.map((generic) => generic(frame)),
      );
    };
  }
  const asBase = castTarget(ast.target);
  return (frame) => {
    const value = target(frame);
    if (ast.nullConditional && isNull(value)) return null;
    const method = name(frame);
    const values = args.map((argument) => argumentValue(argument(frame)));
    if (asBase !== undefined) {
      const member = baseMethod(asBase(frame), value, method.toLowerCase());
      if (member !== undefined) return callMember(member, value, values);
    }
    return invokeMethod(
      value,
      method,
      values,
      generics.map((generic) => generic(frame)),
    );
  };
}

/** `([Base]$object).Method()` calls the method of the base, not the one that overrides it. */
function castTarget(target: ExpressionAst): ((frame: Frame) => TypeInfo) | undefined {
  if (target.kind !== 'ParenExpression' || target.pipeline.kind !== 'Pipeline') return undefined;
  const [only] = target.pipeline.elements;
  if (only?.kind !== 'CommandExpression' || only.expression.kind !== 'ConvertExpression') return undefined;
  return typeReference(only.expression.type.typeName);
}

function baseMethod(base: TypeInfo, value: Value, name: string): MethodMember | undefined {
  const own = typeOf(value);
  if (own === null || own === base || !own.isAssignableTo(base)) return undefined;
  if (base === objectTypeInfo)
    return name === 'tostring' && !(value instanceof PSCustomObject) ? objectToString : undefined;
  const member = base.kind === 'interface' ? undefined : base.member(name);
  return member?.kind === 'Method' ? member : undefined;
}

/** `Object.ToString()` itself: the name of the type. */
const objectToString: MethodMember = {
  kind: 'Method',
  name: 'ToString',
  signatures: ['string ToString()'],
  invoke: (self) => typeOf(self)?.fullName ?? '',
};

function argumentValue(value: Value): Value {
  return isNull(value) ? null : value;
}

/** `[Type]::Method(…)`, `[Type]::new(…)`. */
export function callStatic(
  type: TypeInfo,
  name: string,
  args: readonly Value[],
  generics: readonly TypeInfo[],
): Value {
  const member = type.staticMember(name.toLowerCase());
  if (member?.kind === 'Method') return callMember(member, type, args, generics);
  if (name.toLowerCase() === 'new') return construct(type, args);
  throw runtimeError({
    message: `Method invocation failed because [${type.fullName}] does not contain a method named '${name}'.`,
    id: 'MethodNotFound',
    target: name,
  });
}

/** A new object of a type. Throws when it has no public constructor. */
export function construct(type: TypeInfo, args: readonly Value[]): Value {
  if (type.declaration.construct === undefined) {
    throw runtimeError({
      message: `Method invocation failed because [${type.fullName}] does not contain a method named 'new'.`,
      id: 'MethodNotFound',
      target: 'new',
    });
  }
  return callMember(
    {
      kind: 'Method',
      name: '.ctor',
      signatures: [],
      invoke: () => type.declaration.construct?.(args, type) ?? null,
    },
    type,
    args,
  );
}

/** `$a[$i]`, `$a?[$i]`. */
export function compileIndex(ast: IndexExpressionAst, compiler: Compiler): Evaluate {
  const target = compiler.expression(ast.target);
  const index = compiler.expression(ast.index);
  const { nullConditional } = ast;
  return (frame) => {
    const value = target(frame);
    if (nullConditional && isNull(value)) return null;
    const at = index(frame);
    const found = indexValue(value, at);
    return found === null ? missingElement(frame, value, at) : found;
  };
}

/** From strict mode 3 on an index outside of an array is an error. */
function missingElement(frame: Frame, target: Value, index: Value): Value {
  if (!Array.isArray(target) || typeof index !== 'number' || frame.scope.strictVersion < 3) return null;
  if (index < target.length && index >= -target.length) return null;
  throw runtimeError({
    message: 'Index was outside the bounds of the array.',
    id: 'System.IndexOutOfRangeException',
    category: 'OperationStopped',
    exceptionType: 'System.IndexOutOfRangeException',
  });
}
