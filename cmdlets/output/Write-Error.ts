import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  ErrorRecord,
  Exception,
  errorCategoryType,
  exceptionTypeNamed,
} from '../../src/values/error-record.ts';
import type { Value } from '../../src/values/value.ts';

const WRITE_ERROR = 'Microsoft.PowerShell.Commands.WriteErrorException';

export default defineCmdlet({
  name: 'Write-Error',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Reports an error and goes on.',
  description:
    'The error is non-terminating: the script goes on unless -ErrorAction or $ErrorActionPreference is Stop.',
  parameters: {
    Message: {
      type: 'string',
      mandatory: ['NoException'],
      position: { NoException: 0 },
      pipeline: { NoException: 'value' },
      sets: ['NoException', 'WithException'],
      aliases: ['Msg'],
      allowEmpty: true,
      allowNull: true,
      help: 'What went wrong.',
    },
    Exception: {
      type: 'object',
      mandatory: ['WithException'],
      position: { WithException: 0 },
      pipeline: { WithException: 'value' },
      sets: ['WithException'],
      help: 'The exception to report.',
    },
    ErrorRecord: {
      type: 'object',
      mandatory: ['ErrorRecord'],
      position: { ErrorRecord: 0 },
      pipeline: { ErrorRecord: 'value' },
      sets: ['ErrorRecord'],
      help: 'The error record to report again, as a catch block finds it in $_.',
    },
    Category: { type: errorCategoryType, sets: ['NoException', 'WithException'], help: 'The kind of error.' },
    ErrorId: {
      type: 'string',
      sets: ['NoException', 'WithException'],
      help: 'A stable name for this error.',
    },
    TargetObject: {
      type: 'object',
      sets: ['NoException', 'WithException'],
      help: 'What the error is about.',
    },
    RecommendedAction: { type: 'string', help: 'What helps.' },
    CategoryActivity: { type: 'string', aliases: ['Activity'], help: 'What was being done.' },
    CategoryReason: { type: 'string', aliases: ['Reason'], help: 'Why it failed.' },
    CategoryTargetName: { type: 'string', aliases: ['TargetName'], help: 'The name of the target.' },
    CategoryTargetType: { type: 'string', aliases: ['TargetType'], help: 'The type of the target.' },
  },
  defaultParameterSet: 'NoException',
  output: [],
  impact: 'none',
  examples: [
    {
      title: 'Report and go on',
      code: "Write-Error 'The disk is full.' -ErrorId DiskFull -ErrorAction SilentlyContinue",
    },
    {
      title: 'Report what was caught',
      code: "try { throw 'no answer' } catch { Write-Error -ErrorRecord $_ -ErrorAction SilentlyContinue }",
    },
  ],
  process(args, invocation) {
    const record = args.ErrorRecord instanceof ErrorRecord ? again(args.ErrorRecord) : newRecord(args);
    if (args.RecommendedAction !== undefined) {
      record.details ??= record.message;
      record.advice = args.RecommendedAction;
    }
    record.categoryWords = {
      ...record.categoryWords,
      activity: args.CategoryActivity ?? 'Write-Error',
      ...(args.CategoryReason !== undefined && { reason: args.CategoryReason }),
      ...(args.CategoryTargetName !== undefined && { targetName: args.CategoryTargetName }),
      ...(args.CategoryTargetType !== undefined && { targetType: args.CategoryTargetType }),
    };
    invocation.writeError(record);
  },
});

function newRecord(args: {
  Exception: Value | undefined;
  Message: string | undefined;
  ErrorId: string | undefined;
  Category: (typeof errorCategoryType.names)[number] | undefined;
  TargetObject: Value | undefined;
}): ErrorRecord {
  const given = args.Exception instanceof Exception ? args.Exception : undefined;
  const exception = given ?? new Exception(exceptionTypeNamed(WRITE_ERROR), args.Message ?? '');
  const id = args.ErrorId ?? exception.exceptionType.fullName;
  const record = new ErrorRecord(exception, id, args.Category ?? 'NotSpecified', args.TargetObject ?? null);
  if (given && args.Message !== undefined) record.details = args.Message;
  return record;
}

/** The same error as a record of its own: reporting it gives it a new place. */
function again(record: ErrorRecord): ErrorRecord {
  const copy = new ErrorRecord(record.exception, record.errorId, record.category.name, record.target);
  copy.details = record.details;
  copy.why = record.why;
  copy.advice = record.advice;
  copy.invocation = record.invocation;
  return copy;
}
