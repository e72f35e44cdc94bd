import { convertTo } from '../convert.ts';
import { EnumValue } from '../enum-type.ts';
import {
  type ErrorCategory,
  ErrorRecord,
  Exception,
  errorCategoryType,
  errorRecordType,
  exceptionType,
  exceptionTypeNamed,
  type InvocationInfo,
  invocationInfoType,
} from '../error-record.ts';
import { Hashtable } from '../hashtable.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { customObject } from '../ps-custom-object.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { isNull, NetObject, type Value } from '../value.ts';
import { method, property } from './define.ts';

/** Members of exceptions, error records and invocation information. */
export function completeErrors(): void {
  exceptionType.complete({ members: exceptionMembers });
  errorRecordType.complete({
    members: recordMembers,
    construct: constructRecord,
    convert: (value) =>
      value instanceof Exception ? new ErrorRecord(value, value.message, 'NotSpecified', null) : undefined,
  });
  invocationInfoType.complete({ members: invocationMembers });
  for (const name of COMMON_EXCEPTIONS) exceptionTypeNamed(name);
  defineType({
    fullName: 'System.Management.Automation.ErrorDetails',
    base: () => objectTypeInfo,
    construct: ([message = null]) =>
      customObject(
        [
          ['Message', toText(message)],
          ['RecommendedAction', ''],
        ],
        'System.Management.Automation.ErrorDetails',
      ),
  });
}

/** Known from the start, so that scripts can name them before one was thrown. */
const COMMON_EXCEPTIONS: readonly string[] = [
  'System.SystemException',
  'System.ApplicationException',
  'System.ArgumentException',
  'System.ArgumentNullException',
  'System.ArgumentOutOfRangeException',
  'System.ArithmeticException',
  'System.DivideByZeroException',
  'System.OverflowException',
  'System.FormatException',
  'System.IndexOutOfRangeException',
  'System.InvalidCastException',
  'System.InvalidOperationException',
  'System.NotSupportedException',
  'System.NotImplementedException',
  'System.NullReferenceException',
  'System.OutOfMemoryException',
  'System.TimeoutException',
  'System.UnauthorizedAccessException',
  'System.OperationCanceledException',
  'System.MissingMethodException',
  'System.IO.IOException',
  'System.IO.FileNotFoundException',
  'System.IO.DirectoryNotFoundException',
  'System.Collections.Generic.KeyNotFoundException',
  'System.Reflection.TargetInvocationException',
  ...[
    'RuntimeException',
    'PSInvalidCastException',
    'PSInvalidOperationException',
    'PSArgumentException',
    'PSArgumentNullException',
    'PSArgumentOutOfRangeException',
    'PSNotSupportedException',
    'MetadataException',
    'ValidationMetadataException',
    'ArgumentTransformationMetadataException',
    'ParameterBindingException',
    'ParameterBindingValidationException',
    'CommandNotFoundException',
    'ActionPreferenceStopException',
    'CmdletInvocationException',
    'MethodInvocationException',
    'MethodException',
    'GetValueInvocationException',
    'SetValueInvocationException',
    'SetValueException',
    'GetValueException',
    'PropertyNotFoundException',
    'ExtendedTypeSystemException',
    'ParseException',
    'IncompleteParseException',
    'ItemNotFoundException',
    'DriveNotFoundException',
    'SessionStateException',
    'SessionStateUnauthorizedAccessException',
    'PipelineStoppedException',
    'ScriptCallDepthException',
  ].map((name) => `System.Management.Automation.${name}`),
  'Microsoft.PowerShell.Commands.WriteErrorException',
];

/** A property of some exception types only: it can be read from all, and is listed by none. */
function particular(name: string, typeName: string, get: (self: Exception) => Value): TypeMember {
  return { ...property(name, typeName, get), hidden: true };
}

const exceptionMembers = (): TypeMember[] => [
  property('Message', 'string', (self: Exception) => self.message),
  property('InnerException', 'System.Exception', (self: Exception) => self.inner),
  property('Data', 'IDictionary', (self: Exception) => dataOf(self)),
  property('HResult', 'int', () => -2146233088),
  property('StackTrace', 'string', () => null),
  property(
    'Source',
    'string',
    () => 'vSeal',
    () => undefined,
  ),
  property(
    'HelpLink',
    'string',
    () => null,
    () => undefined,
  ),
  property('TargetSite', 'object', () => null),
  particular(
    'ErrorRecord',
    'System.Management.Automation.ErrorRecord',
    (self) => self.record ?? new ErrorRecord(self, self.message, 'NotSpecified', null),
  ),
  particular('ParamName', 'string', (self) => self.fields.get('paramname') ?? null),
  particular('ParameterName', 'string', (self) => self.fields.get('parametername') ?? null),
  particular('CommandName', 'string', (self) => self.fields.get('commandname') ?? null),
  particular('MethodFault', 'VMware.Vim.MethodFault', (self) => self.fields.get('methodfault') ?? null),
  particular('WasThrownFromThrowStatement', 'bool', () => false),
  particular('Errors', 'object[]', (self) => self.fields.get('errors') ?? []),
  method('System.Exception GetBaseException()', (self: Exception) => {
    let at = self;
    while (at.inner !== null) at = at.inner;
    return at;
  }),
];

const tables = new WeakMap<Exception, Hashtable>();

function dataOf(self: Exception): Hashtable {
  let table = tables.get(self);
  if (table === undefined) {
    table = new Hashtable();
    tables.set(self, table);
  }
  return table;
}

const recordMembers = (): TypeMember[] => [
  property('Exception', 'System.Exception', (self: ErrorRecord) => self.exception),
  property('TargetObject', 'object', (self: ErrorRecord) => self.target),
  property('FullyQualifiedErrorId', 'string', (self: ErrorRecord) => self.fullyQualifiedErrorId),
  property(
    'CategoryInfo',
    'System.Management.Automation.ErrorCategoryInfo',
    (self: ErrorRecord) => new CategoryInfo(self),
  ),
  property(
    'ErrorDetails',
    'System.Management.Automation.ErrorDetails',
    (self: ErrorRecord) =>
      self.details === null
        ? null
        : customObject(
            [
              ['Message', self.details],
              ['RecommendedAction', self.advice ?? ''],
            ],
            'System.Management.Automation.ErrorDetails',
          ),
    (self: ErrorRecord, value) => {
      self.details = isNull(value) ? null : toText(messageOf(value));
    },
  ),
  property(
    'InvocationInfo',
    'System.Management.Automation.InvocationInfo',
    (self: ErrorRecord) => self.invocation,
  ),
  property('ScriptStackTrace', 'string', (self: ErrorRecord) => self.scriptStackTrace),
  property('PipelineIterationInfo', 'object[]', () => []),
  method('string ToString()', (self: ErrorRecord) => self.message),
];

function messageOf(value: Value): Value {
  return typeof value === 'object' && value !== null && 'properties' in value
    ? ((value as ReturnType<typeof customObject>).get('Message') ?? value)
    : value;
}

/** `CategoryInfo`: worked out from the record unless a script set it. */
class CategoryInfo extends NetObject {
  readonly record: ErrorRecord;
  constructor(record: ErrorRecord) {
    super();
    this.record = record;
  }

  get type(): TypeInfo {
    return categoryInfoType;
  }

  word(name: CategoryWord): string {
    const { record } = this;
    const given = record.categoryWords[name];
    if (given !== undefined) return given;
    const hasTarget = !isNull(record.target);
    switch (name) {
      case 'activity':
        return record.commandSuffix === '' ? '' : (record.invocation?.commandName ?? '');
      case 'reason':
        return record.exception.exceptionType.name;
      case 'targetName':
        return hasTarget ? toText(record.target) : '';
      case 'targetType':
        return hasTarget ? typeNameShort(record.target) : '';
    }
  }

  /** `InvalidArgument: (target:Type) [Activity], Reason`. */
  override asText(): string {
    return `${this.record.category.name}: (${this.word('targetName')}:${this.word('targetType')}) [${this.word('activity')}], ${this.word('reason')}`;
  }
}

type CategoryWord = keyof ErrorRecord['categoryWords'];

function categoryWord(name: string, word: CategoryWord): TypeMember {
  return property(
    name,
    'string',
    (self: CategoryInfo) => self.word(word),
    (self: CategoryInfo, value) => {
      self.record.categoryWords = { ...self.record.categoryWords, [word]: toText(value) };
    },
  );
}

const categoryInfoType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.ErrorCategoryInfo',
  base: () => objectTypeInfo,
  members: () => [
    property(
      'Category',
      'System.Management.Automation.ErrorCategory',
      (self: CategoryInfo) => self.record.category,
    ),
    categoryWord('Activity', 'activity'),
    categoryWord('Reason', 'reason'),
    categoryWord('TargetName', 'targetName'),
    categoryWord('TargetType', 'targetType'),
    method('string GetMessage()', (self: CategoryInfo) => self.asText()),
    method('string ToString()', (self: CategoryInfo) => self.asText()),
  ],
});

function typeNameShort(value: Value): string {
  if (typeof value === 'string') return 'String';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value.type.name;
  return Array.isArray(value) ? 'Object[]' : typeof value === 'boolean' ? 'Boolean' : 'Int32';
}

function constructRecord(args: readonly Value[]): ErrorRecord {
  const [exception = null, id = '', category = 'NotSpecified', target = null] = args;
  const inner = exception instanceof Exception ? exception : undefined;
  if (inner === undefined)
    throw new NetException('ArgumentNullException', "Value cannot be null. (Parameter 'exception')");
  const kind = convertTo(category, errorCategoryType);
  return new ErrorRecord(
    inner,
    toText(id),
    (kind instanceof EnumValue ? kind.name : 'NotSpecified') as ErrorCategory,
    target,
  );
}

const invocationMembers = (): TypeMember[] => [
  property('MyCommand', 'System.Management.Automation.CommandInfo', (self: InvocationInfo) => self.command),
  property('BoundParameters', 'Dictionary', (self: InvocationInfo) => self.boundParameters),
  property('UnboundArguments', 'object[]', (self: InvocationInfo) => self.unboundArguments),
  property('ScriptLineNumber', 'int', (self: InvocationInfo) => self.position?.line ?? 0),
  property('OffsetInLine', 'int', (self: InvocationInfo) => self.position?.column ?? 0),
  property('HistoryId', 'long', () => 1n),
  property('ScriptName', 'string', (self: InvocationInfo) => self.position?.file ?? ''),
  property('Line', 'string', (self: InvocationInfo) => self.position?.lineText ?? ''),
  property('Statement', 'string', (self: InvocationInfo) => self.position?.text ?? ''),
  property('PositionMessage', 'string', (self: InvocationInfo) => positionMessage(self)),
  property('PSScriptRoot', 'string', (self: InvocationInfo) => self.scriptRoot),
  property('PSCommandPath', 'string', (self: InvocationInfo) => self.commandPath),
  property('InvocationName', 'string', (self: InvocationInfo) => self.invocationName),
  property('PipelineLength', 'int', (self: InvocationInfo) => self.pipelineLength),
  property('PipelinePosition', 'int', (self: InvocationInfo) => self.pipelinePosition),
  property('ExpectingInput', 'bool', (self: InvocationInfo) => self.expectingInput),
  property('CommandOrigin', 'string', () => 'Internal'),
];

/** `At line:1 char:5`, the line, and the part underlined. */
export function positionMessage(info: InvocationInfo): string {
  const { position } = info;
  if (position === null) return '';
  const at =
    position.file === null
      ? `At line:${position.line} char:${position.column}`
      : `At ${position.file}:${position.line} char:${position.column}`;
  const firstLine = position.text.split('\n')[0] ?? '';
  return `${at}\n+ ${position.lineText}\n+ ${' '.repeat(Math.max(0, position.column - 1))}${'~'.repeat(Math.max(1, firstLine.length))}`;
}
