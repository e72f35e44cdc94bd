import type { Result } from '../base/result.ts';
import { explainFault, type Fault } from '../datacenter/faults.ts';
import type { Operation } from '../datacenter/operation.ts';
import type { Task, TaskDescription } from '../datacenter/tasks.ts';
import { ambient } from '../values/ambient.ts';
import { arrayTypeOf } from '../values/array.ts';
import { convertTo } from '../values/convert.ts';
import { Exception, exceptionTypeNamed, runtimeError, TerminatingError } from '../values/error-record.ts';
import { toText } from '../values/to-text.ts';
import type { MethodMember } from '../values/type-info.ts';
import { isNull, type Value } from '../values/value.ts';
import { faultObject } from './fault-object.ts';
import { refOf } from './make.ts';
import { defineMethods } from './method-table.ts';
import type { VimView } from './view.ts';
import { elementType, NAMESPACE, typeText } from './vim-types.ts';

/**
 * Methods of managed objects. Each works through the model's own operations, with the rights of the session that the
 * view was got by. A parameter is written as its type and name: `CryptoKeyId[] keys`.
 */
export interface MethodDefinition {
  readonly name: string;
  readonly parameters: readonly string[];
  /** As Get-Member prints it; `void` unless given. */
  readonly returns?: string;
  readonly run: (view: VimView, args: readonly Value[]) => Value;
}

export function methods(typeName: string, definitions: readonly MethodDefinition[]): void {
  defineMethods(typeName, definitions.map(memberOf));
}

/** Long work: `name` waits for it, `name_Task` gives the reference of the task that goes on. */
export interface TaskMethodDefinition {
  readonly name: string;
  readonly parameters: readonly string[];
  /** The plain form gives the reference of what was made. */
  readonly makesObject?: boolean;
  /** The plain form gives this of the operation's result; `returns` is its type. */
  readonly toValue?: (made: unknown) => Value;
  readonly returns?: string;
  readonly operation: (view: VimView, args: readonly Value[]) => Operation<unknown>;
  /** `VirtualMachine.reconfigure`: what the task says of itself. */
  readonly descriptionId: string;
  /** The API has names that do not follow the rule: `PowerOnVM_Task`, `Destroy_Task`. */
  readonly taskName?: string;
}

export function taskMethods(typeName: string, definitions: readonly TaskMethodDefinition[]): void {
  for (const definition of definitions) {
    const { name, parameters, makesObject } = definition;
    const returns = makesObject === true ? 'VMware.Vim.ManagedObjectReference' : definition.returns;
    const toValue = makesObject === true ? referenceTo : (definition.toValue ?? (() => null));
    const taskName = definition.taskName ?? `${name}_Task`;
    const start = (view: VimView, args: readonly Value[]): Task =>
      view.session.datacenter.tasks.start(
        view.session.caller,
        describe(view, definition.descriptionId, taskName),
        definition.operation(view, args),
      );
    methods(typeName, [
      {
        name,
        parameters,
        ...(returns !== undefined && { returns }),
        run: (view, args) => toValue(waitFor(view, start(view, args), name, args.length)),
      },
      {
        name: taskName,
        parameters,
        returns: 'VMware.Vim.ManagedObjectReference',
        run: (view, args) => refOf(start(view, args).id),
      },
    ]);
  }
}

function describe(view: VimView, descriptionId: string, name: string): TaskDescription {
  const entityName = view.field('name');
  const entity = typeof entityName === 'string' ? { id: view.id, name: entityName } : null;
  return { descriptionId, name, entity };
}

/** Blocks until the task has finished. Ctrl-C cancels it and stops the script once the model is whole again. */
function waitFor(view: VimView, task: Task, name: string, count: number): unknown {
  const { tasks } = view.session.datacenter;
  const result = tasks.wait(task, () => {
    if (ambient().interrupted()) tasks.cancel(task);
  });
  ambient().checkInterrupt();
  return valueOrThrow(result, name, count);
}

/** Runs an operation without a task of its own, as the API's methods that answer at once do. */
export function runToEnd<T>(view: VimView, operation: Operation<T>, name: string, count: number): T {
  for (;;) {
    const step = operation.next();
    if (step.done === true) return valueOrThrow(step.value, name, count);
    const { pending } = step.value;
    pending.wait(() => {
      view.session.datacenter.tasks.drain();
      if (ambient().interrupted()) pending.cancel();
    });
    ambient().checkInterrupt();
  }
}

export function valueOrThrow<T>(result: Result<T, Fault>, name: string, count: number): T {
  if (result.ok) return result.value;
  throw methodError(result.fault, name, count);
}

/** A fault as PowerCLI shows what a method threw: the call, the fault's sentence, and the fault inside. */
function methodError(fault: Fault, name: string, count: number): TerminatingError {
  const { message, why, remedy, category } = explainFault(fault);
  const error = runtimeError({
    message: `Exception calling "${name}" with "${count}" argument(s): "${message}"`,
    id: 'VimException',
    category,
    exceptionType: 'System.Management.Automation.MethodInvocationException',
    inner: new Exception(
      exceptionTypeNamed(`${NAMESPACE}VimException`),
      message,
      null,
      new Map([['methodfault', faultObject(fault)]]),
    ),
  });
  error.record.why = why;
  error.record.advice = remedy;
  return error;
}

/** The managed object that an operation made: a row, or a row among other facts. */
function referenceTo(made: unknown): Value {
  if (typeof made !== 'object' || made === null) return null;
  const row = 'snapshot' in made ? made.snapshot : 'vm' in made ? made.vm : made;
  return typeof row === 'object' && row !== null && 'id' in row ? refOf(String(row.id)) : null;
}

function memberOf({ name, parameters, returns, run }: MethodDefinition): MethodMember {
  const declared = parameters.map(parameterOf);
  const shown = declared.map(
    (parameter) => `${typeText(parameter.type, parameter.isList)} ${parameter.name}`,
  );
  return {
    kind: 'Method',
    name,
    signatures: [`${returns ?? 'void'} ${name}(${shown.join(', ')})`],
    throwsThrough: true,
    invoke: (self, args) => run(self as VimView, converted(declared, args, name)),
  };
}

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly isList: boolean;
}

function parameterOf(text: string): Parameter {
  const [type = '', name = ''] = text.split(' ');
  return { name, type: type.replace('[]', ''), isList: type.endsWith('[]') };
}

function converted(declared: readonly Parameter[], args: readonly Value[], method: string): Value[] {
  return args.map((arg, index) => {
    const parameter = declared[index];
    if (parameter === undefined || isNull(arg)) return isNull(arg) ? null : arg;
    const type = elementType(parameter.type);
    try {
      return convertTo(arg, parameter.isList ? arrayTypeOf(type) : type);
    } catch (error) {
      if (!(error instanceof TerminatingError)) throw error;
      throw wrongArgument(parameter, arg, method, error);
    }
  });
}

function wrongArgument(
  { name, type, isList }: Parameter,
  arg: Value,
  method: string,
  error: TerminatingError,
): Error {
  return runtimeError({
    message: `Cannot convert argument "${name}", with value: "${toText(arg)}", for "${method}" to type "${typeText(type, isList)}": "${error.record.message}"`,
    id: 'MethodArgumentConversionInvalidCastArgument',
    category: 'NotSpecified',
    exceptionType: 'System.Management.Automation.MethodException',
    inner: error.record.exception,
  });
}
