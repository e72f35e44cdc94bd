import type { FunctionMemberAst } from '../language/ast.ts';
import { convertTo, tryConvert } from '../values/convert.ts';
import { runtimeError } from '../values/error-record.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { typeOf } from '../values/type-of.ts';
import { isNull, type Value } from '../values/value.ts';
import { type AttributeMaker, attributeMaker, attributesOf } from './attribute-object.ts';
import { compileParameters, defaultOf } from './compile-function.ts';
import { plain } from './compile-literal.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './frame.ts';
import { Frame } from './frame.ts';
import type { FunctionParameters } from './parameter-metadata.ts';
import { Scope } from './scope.ts';
import { typeReference } from './type-lookup.ts';

/** A method or constructor of a script class, compiled when the class is. */
export interface ClassMethod {
  readonly name: string;
  readonly isStatic: boolean;
  readonly isHidden: boolean;
  readonly parameters: FunctionParameters;
  readonly signature: string;
  /** Arguments of `: base(…)`; undefined when it is not written. */
  readonly baseArguments: readonly Evaluate[] | undefined;
  readonly attributes: readonly AttributeMaker[];
  /** The frame in which the parameters are set; arguments of the base and the body run in it. */
  open(owner: Frame, self: Value, args: readonly Value[]): Frame;
  run(frame: Frame): Value;
}

export function compileClassMethod(
  ast: FunctionMemberAst,
  className: string,
  compiler: Compiler,
): ClassMethod {
  const code = compiler.scriptBlock(ast.body);
  const parameters = compileParameters(null, ast.parameters, compiler);
  const returnType = ast.returnType === null ? undefined : typeReference(ast.returnType.typeName);
  const isVoid = ast.returnType?.typeName.name.toLowerCase() === 'void';
  return {
    name: ast.name,
    isStatic: ast.isStatic,
    isHidden: ast.isHidden,
    parameters,
    signature: signatureOf(ast),
    attributes: attributesOf(ast).map((attribute) => attributeMaker(attribute, compiler)),
    baseArguments: ast.baseArguments?.map((argument) => compiler.expression(argument)),
    open: (owner, self, args) =>
      openFrame(owner, { self, args, parameters, name: `${className}.${ast.name}` }),
    run: (frame) => {
      const { runspace } = frame;
      const mark = runspace.enterCall(frame);
      runspace.tryDepth++;
      try {
        code.end?.(frame);
        const value = plain(frame.method?.value ?? null);
        return isVoid || returnType === undefined
          ? isVoid
            ? null
            : value
          : convertTo(value, returnType(frame));
      } finally {
        runspace.tryDepth--;
        runspace.leaveCall(mark);
      }
    },
  };
}

function signatureOf(ast: FunctionMemberAst): string {
  const parameters = ast.parameters.map((parameter) => {
    const constraint = parameter.attributes.find((attribute) => attribute.kind === 'TypeConstraint');
    return `${constraint?.typeName.name ?? 'System.Object'} ${parameter.name.name}`;
  });
  const type = ast.isConstructor ? ast.name : (ast.returnType?.typeName.name ?? 'System.Object');
  return `${ast.isStatic ? 'static ' : ''}${type} ${ast.isConstructor ? 'new' : ast.name}(${parameters.join(', ')})`;
}

interface MethodCall {
  readonly self: Value;
  readonly args: readonly Value[];
  readonly parameters: FunctionParameters;
  readonly name: string;
}

/** Methods see their parameters, `$this` and the scope of the script or module that defined the class. */
function openFrame(owner: Frame, call: MethodCall): Frame {
  const { runspace } = owner;
  const frame = new Frame({
    runspace,
    scope: new Scope(owner.scope.script),
    state: owner.state,
    source: owner.source,
    out: () => undefined,
    streams: runspace.current.streams,
    name: call.name,
    caller: runspace.current,
  });
  frame.scope.typesFrom = owner.scope;
  frame.method = { value: null };
  if (call.self !== null) frame.scope.define('this', call.self);
  const own = call.parameters.parameters.filter(({ common }) => !common);
  for (const [index, parameter] of own.entries()) {
    const given = call.args[index];
    let value = given === undefined ? defaultOf(parameter, frame) : given;
    if (given !== undefined) for (const step of parameter.steps) value = step(value, frame);
    const variable = frame.scope.define(parameter.name, value);
    const { type } = parameter;
    if (type !== null) variable.constraint = (next) => convertTo(next, type);
  }
  return frame;
}

/** The overload that takes the arguments best: by count, then by how well the types fit. */
export function chooseOverload(
  overloads: readonly ClassMethod[],
  args: readonly Value[],
  name: string,
): ClassMethod {
  let best: ClassMethod | undefined;
  let bestScore = -1;
  for (const overload of overloads) {
    const score = fit(overload, args);
    if (score > bestScore) {
      best = overload;
      bestScore = score;
    }
  }
  if (best !== undefined) return best;
  const byCount = overloads.some((overload) => ownCount(overload) === args.length);
  throw runtimeError({
    message: byCount
      ? `Cannot find an overload for "${name}" whose parameters take the given arguments.`
      : `Cannot find an overload for "${name}" and the argument count: "${args.length}".`,
    id: byCount ? 'MethodArgumentConversionInvalidCastArgument' : 'MethodCountCouldNotFindBest',
    category: 'NotSpecified',
    exceptionType: 'System.Management.Automation.MethodException',
  });
}

function ownCount(overload: ClassMethod): number {
  return overload.parameters.parameters.filter(({ common }) => !common).length;
}

function fit(overload: ClassMethod, args: readonly Value[]): number {
  const own = overload.parameters.parameters.filter(({ common }) => !common);
  if (own.length !== args.length) return -1;
  let score = 0;
  for (const [index, parameter] of own.entries()) {
    const each = fitOne(parameter.type, args[index] ?? null);
    if (each < 0) return -1;
    score += each;
  }
  return score;
}

function fitOne(type: TypeInfo | null, value: Value): number {
  if (type === null) return 1;
  if (isNull(value)) return type.isValueType ? 0 : 2;
  const own = typeOf(value);
  if (own === type) return 4;
  if (own?.isAssignableTo(type) === true) return type.fullName === 'System.Object' ? 1 : 3;
  return tryConvert(value, type) === undefined ? -1 : 1;
}
