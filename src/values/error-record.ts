import { defineEnum, type EnumValue } from './enum-type.ts';
import { objectTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType, registeredType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

export const errorCategoryType = defineEnum({
  fullName: 'System.Management.Automation.ErrorCategory',
  values: [
    'NotSpecified',
    'OpenError',
    'CloseError',
    'DeviceError',
    'DeadlockDetected',
    'InvalidArgument',
    'InvalidData',
    'InvalidOperation',
    'InvalidResult',
    'InvalidType',
    'MetadataError',
    'NotImplemented',
    'NotInstalled',
    'ObjectNotFound',
    'OperationStopped',
    'OperationTimeout',
    'SyntaxError',
    'ParserError',
    'PermissionDenied',
    'ResourceBusy',
    'ResourceExists',
    'ResourceUnavailable',
    'ReadError',
    'WriteError',
    'FromStdErr',
    'SecurityError',
    'ProtocolError',
    'ConnectionError',
    'AuthenticationError',
    'LimitsExceeded',
    'QuotaExceeded',
    'NotEnabled',
  ],
});

export type ErrorCategory = (typeof errorCategoryType.names)[number];

/** A .NET exception as a value: what `$_.Exception` is. */
export class Exception extends NetObject {
  readonly exceptionType: TypeInfo;
  readonly message: string;
  readonly inner: Exception | null;
  /** Properties of the particular exception type, such as ParamName. */
  readonly fields: ReadonlyMap<string, Value>;
  /** The first record that was made for it. */
  record: ErrorRecord | null = null;
  constructor(
    exceptionType: TypeInfo,
    message: string,
    inner: Exception | null = null,
    fields: ReadonlyMap<string, Value> = new Map(),
  ) {
    super();
    this.exceptionType = exceptionType;
    this.message = message;
    this.inner = inner;
    this.fields = fields;
  }

  get type(): TypeInfo {
    return this.exceptionType;
  }

  override asText(): string {
    return `${this.exceptionType.fullName}: ${this.message}`;
  }
}

/** Where a command or expression stands in its source, for messages and `InvocationInfo`. */
export interface ScriptPosition {
  /** Path of the script, or null for typed text. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The whole source line that holds the start. */
  readonly lineText: string;
  /** The text of the extent. */
  readonly text: string;
}

/** `InvocationInfo`: which command was called, where, and how. Place and command are worked out when asked for. */
export class InvocationInfo extends NetObject {
  readonly commandName: string;
  readonly #command: () => Value;
  readonly #position: () => ScriptPosition | null;
  #place: ScriptPosition | null | undefined;
  boundParameters: Value = null;
  unboundArguments: Value[] = [];
  pipelineLength = 1;
  pipelinePosition = 1;
  expectingInput = false;
  /** `.` or `&` or the name as it was written. */
  invocationName: string;
  scriptRoot = '';
  commandPath = '';
  constructor(commandName: string, command: () => Value, position: () => ScriptPosition | null) {
    super();
    this.commandName = commandName;
    this.#command = command;
    this.#position = position;
    this.invocationName = commandName;
  }

  get type(): TypeInfo {
    return invocationInfoType;
  }

  /** `MyCommand`. */
  get command(): Value {
    return this.#command();
  }

  get position(): ScriptPosition | null {
    if (this.#place === undefined) this.#place = this.#position();
    return this.#place;
  }
}

/** What helps; a function where finding it out takes time, which an error that is never shown does not cost. */
export type Advice = string | null | (() => string | null);

/** What `$_` is in a catch block and what `$Error` holds. */
export class ErrorRecord extends NetObject {
  readonly exception: Exception;
  /** The id without the command's name. */
  readonly errorId: string;
  readonly category: EnumValue<ErrorCategory>;
  readonly target: Value;
  /** What a script says of the category instead of what the record would say by itself. */
  categoryWords: Partial<Record<'activity' | 'reason' | 'targetName' | 'targetType', string>> = {};
  /** Text shown instead of the exception's message (`ErrorDetails`). */
  details: string | null = null;
  /** The reason and the way out, shown after the message: `Why:` and `Try:`. */
  why: string | null = null;
  #advice: Advice = null;
  /** Set by the engine when the record is reported. */
  invocation: InvocationInfo | null = null;
  scriptStackTrace = '';
  constructor(exception: Exception, errorId: string, category: ErrorCategory, target: Value) {
    super();
    this.exception = exception;
    this.errorId = errorId;
    this.category = errorCategoryType.value(category);
    this.target = target;
    exception.record ??= this;
  }

  get type(): TypeInfo {
    return errorRecordType;
  }

  get advice(): string | null {
    if (typeof this.#advice === 'function') this.#advice = this.#advice();
    return this.#advice;
  }

  set advice(advice: Advice) {
    this.#advice = advice;
  }

  override asText(): string {
    return this.message;
  }

  get message(): string {
    return this.details ?? this.exception.message;
  }

  /** `id,Command` once a command reported it. */
  get fullyQualifiedErrorId(): string {
    return this.commandSuffix === '' ? this.errorId : `${this.errorId},${this.commandSuffix}`;
  }
  /** The reporting command as .NET names it, such as `Get-VM`; empty for errors of the language. */
  commandSuffix = '';
}

/** Carries a record up the JavaScript stack: a terminating error. */
export class TerminatingError extends Error {
  readonly record: ErrorRecord;
  /** True for `throw` and for what -ErrorAction Stop stopped: it leaves the script, not just the statement. */
  readonly leavesScript: boolean;
  /** True for what a `throw` statement threw, which no command on the way up takes for its own. */
  thrown = false;
  /** True once it has left a command that was running, for `catch [CmdletInvocationException]`. */
  leftCommand = false;
  /** The advanced function whose `ThrowTerminatingError` this is: no statement inside it goes on. */
  command: object | undefined = undefined;
  /** Where an error preference of Stop ended it: the error of that, about this record. */
  stopped: ErrorRecord | undefined = undefined;
  constructor(record: ErrorRecord, leavesScript = false) {
    super(record.message);
    this.record = record;
    this.leavesScript = leavesScript;
  }
}

export interface ErrorFacts {
  readonly message: string;
  readonly id: string;
  readonly category?: ErrorCategory;
  readonly target?: Value;
  /** Full name of the exception's type; `System.Management.Automation.RuntimeException` when not given. */
  readonly exceptionType?: string;
  readonly inner?: Exception;
  /** Full name of an inner exception, with the same message unless `innerMessage` is given. */
  readonly innerType?: string;
  readonly innerMessage?: string;
  readonly fields?: ReadonlyMap<string, Value>;
}

/** An error of the language or of a value's own operation, to be thrown. */
export function runtimeError(facts: ErrorFacts): TerminatingError {
  const type = exceptionTypeNamed(facts.exceptionType ?? 'System.Management.Automation.RuntimeException');
  const inner =
    facts.inner ??
    (facts.innerType === undefined
      ? null
      : new Exception(exceptionTypeNamed(facts.innerType), facts.innerMessage ?? facts.message));
  const exception = new Exception(type, facts.message, inner, facts.fields);
  const category = facts.category ?? 'InvalidOperation';
  return new TerminatingError(new ErrorRecord(exception, facts.id, category, facts.target ?? null));
}

export const exceptionType = defineType({
  fullName: 'System.Exception',
  base: () => objectTypeInfo,
  construct: (args, type) => constructException(args, type),
});

export const errorRecordType = defineType({
  fullName: 'System.Management.Automation.ErrorRecord',
  aliases: ['ErrorRecord'],
  base: () => objectTypeInfo,
});

export const invocationInfoType = defineType({
  fullName: 'System.Management.Automation.InvocationInfo',
  base: () => objectTypeInfo,
});

/** The exception type of a full name; unknown names become a direct child of System.Exception. */
export function exceptionTypeNamed(fullName: string): TypeInfo {
  const known = registeredType(fullName);
  if (known !== undefined) return known;
  const base = EXCEPTION_BASES[fullName] ?? 'System.Exception';
  return defineType({
    fullName,
    base: () => (base === 'System.Exception' ? exceptionType : exceptionTypeNamed(base)),
    construct: constructException,
  });
}

function constructException(args: readonly Value[], type: TypeInfo): Exception {
  const [message, second, third] = args;
  const text = typeof message === 'string' ? message : `Exception of type '${type.fullName}' was thrown.`;
  const inner = second instanceof Exception ? second : third instanceof Exception ? third : null;
  if (!namesParameter(type)) return new Exception(type, text, inner);
  return argumentException(type, args, inner);
}

function namesParameter(type: TypeInfo): boolean {
  for (let at: TypeInfo | null = type; at !== null; at = at.base)
    if (at.fullName === 'System.ArgumentException') return true;
  return false;
}

/** ArgumentException takes (message, parameter); ArgumentNull- and ArgumentOutOfRangeException the other way around. */
function argumentException(type: TypeInfo, args: readonly Value[], inner: Exception | null): Exception {
  const texts = args.filter((arg) => typeof arg === 'string');
  const parameterFirst = /(?:Null|OutOfRange)Exception$/.test(type.name);
  const preset = /NullException$/.test(type.name)
    ? 'Value cannot be null.'
    : parameterFirst
      ? 'Specified argument was out of the range of valid values.'
      : 'Value does not fall within the expected range.';
  const [first, second] = texts;
  const parameter = parameterFirst && inner === null ? first : second;
  const message = (parameterFirst && inner === null ? second : first) ?? preset;
  const text = parameter === undefined ? message : `${message} (Parameter '${parameter}')`;
  const fields = new Map<string, Value>(parameter === undefined ? [] : [['paramname', parameter]]);
  return new Exception(type, text, inner, fields);
}

const AUTOMATION = 'System.Management.Automation.';

/** Bases of the exception types that scripts name in catch clauses. */
const EXCEPTION_BASES: Readonly<Record<string, string>> = {
  'System.SystemException': 'System.Exception',
  'System.ApplicationException': 'System.Exception',
  'System.ArgumentException': 'System.SystemException',
  'System.ArgumentNullException': 'System.ArgumentException',
  'System.ArgumentOutOfRangeException': 'System.ArgumentException',
  'System.ArithmeticException': 'System.SystemException',
  'System.DivideByZeroException': 'System.ArithmeticException',
  'System.OverflowException': 'System.ArithmeticException',
  'System.FormatException': 'System.SystemException',
  'System.IndexOutOfRangeException': 'System.SystemException',
  'System.InvalidCastException': 'System.SystemException',
  'System.InvalidOperationException': 'System.SystemException',
  'System.NotSupportedException': 'System.SystemException',
  'System.NotImplementedException': 'System.SystemException',
  'System.NullReferenceException': 'System.SystemException',
  'System.OutOfMemoryException': 'System.SystemException',
  'System.RankException': 'System.SystemException',
  'System.TimeoutException': 'System.SystemException',
  'System.UnauthorizedAccessException': 'System.SystemException',
  'System.ObjectDisposedException': 'System.InvalidOperationException',
  'System.OperationCanceledException': 'System.SystemException',
  'System.IO.IOException': 'System.SystemException',
  'System.IO.FileNotFoundException': 'System.IO.IOException',
  'System.IO.DirectoryNotFoundException': 'System.IO.IOException',
  'System.Collections.Generic.KeyNotFoundException': 'System.SystemException',
  'System.Reflection.TargetInvocationException': 'System.ApplicationException',
  'System.Text.RegularExpressions.RegexParseException': 'System.ArgumentException',
  'System.MissingMethodException': 'System.SystemException',
  [`${AUTOMATION}RuntimeException`]: 'System.SystemException',
  [`${AUTOMATION}PSInvalidCastException`]: 'System.InvalidCastException',
  [`${AUTOMATION}PSInvalidOperationException`]: 'System.InvalidOperationException',
  [`${AUTOMATION}PSArgumentException`]: 'System.ArgumentException',
  [`${AUTOMATION}PSArgumentNullException`]: 'System.ArgumentNullException',
  [`${AUTOMATION}PSArgumentOutOfRangeException`]: 'System.ArgumentOutOfRangeException',
  [`${AUTOMATION}PSNotSupportedException`]: 'System.NotSupportedException',
  [`${AUTOMATION}ArgumentTransformationMetadataException`]: `${AUTOMATION}MetadataException`,
  [`${AUTOMATION}ValidationMetadataException`]: `${AUTOMATION}MetadataException`,
  [`${AUTOMATION}MetadataException`]: `${AUTOMATION}RuntimeException`,
  [`${AUTOMATION}ParameterBindingException`]: `${AUTOMATION}RuntimeException`,
  [`${AUTOMATION}ParameterBindingValidationException`]: `${AUTOMATION}ParameterBindingException`,
  [`${AUTOMATION}ParameterBindingArgumentTransformationException`]: `${AUTOMATION}ParameterBindingException`,
  [`${AUTOMATION}CommandNotFoundException`]: `${AUTOMATION}RuntimeException`,
  [`${AUTOMATION}ActionPreferenceStopException`]: `${AUTOMATION}RuntimeException`,
  [`${AUTOMATION}CmdletInvocationException`]: `${AUTOMATION}RuntimeException`,
  [`${AUTOMATION}MethodInvocationException`]: `${AUTOMATION}MethodException`,
  [`${AUTOMATION}MethodException`]: `${AUTOMATION}ExtendedTypeSystemException`,
  [`${AUTOMATION}GetValueInvocationException`]: `${AUTOMATION}GetValueException`,
  [`${AUTOMATION}GetValueException`]: `${AUTOMATION}ExtendedTypeSystemException`,
  [`${AUTOMATION}SetValueInvocationException`]: `${AUTOMATION}SetValueException`,
  [`${AUTOMATION}SetValueException`]: `${AUTOMATION}ExtendedTypeSystemException`,
  [`${AUTOMATION}PropertyNotFoundException`]: `${AUTOMATION}ExtendedTypeSystemException`,
  [`${AUTOMATION}ExtendedTypeSystemException`]: `${AUTOMATION}RuntimeException`,
  [`${AUTOMATION}ParseException`]: `${AUTOMATION}RuntimeException`,
  [`${AUTOMATION}IncompleteParseException`]: `${AUTOMATION}ParseException`,
  [`${AUTOMATION}ItemNotFoundException`]: `${AUTOMATION}SessionStateException`,
  [`${AUTOMATION}DriveNotFoundException`]: `${AUTOMATION}SessionStateException`,
  [`${AUTOMATION}SessionStateException`]: `${AUTOMATION}RuntimeException`,
  [`${AUTOMATION}SessionStateUnauthorizedAccessException`]: `${AUTOMATION}SessionStateException`,
  [`${AUTOMATION}PipelineStoppedException`]: `${AUTOMATION}RuntimeException`,
  [`${AUTOMATION}ScriptCallDepthException`]: 'System.SystemException',
  'Microsoft.PowerShell.Commands.WriteErrorException': 'System.SystemException',
  [`${AUTOMATION}HaltCommandException`]: 'System.SystemException',
};
