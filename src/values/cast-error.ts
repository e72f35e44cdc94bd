import { runtimeError } from './error-record.ts';
import { toText } from './to-text.ts';
import type { TypeInfo } from './type-info.ts';
import { typeNameOf } from './type-of.ts';
import type { Value } from './value.ts';

const EXCEPTION = 'System.Management.Automation.PSInvalidCastException';

/** The error of a cast that cannot be; `reason` is the inner error's text where there is one, `id` says what failed. */
export function castError(
  value: Value,
  type: TypeInfo,
  reason?: string,
  id = reason === undefined ? 'ConvertToFinalInvalidCastException' : 'InvalidCastParseTargetInvocation',
): Error {
  const text = toText(value);
  const message =
    reason === undefined
      ? `Cannot convert the "${text}" value of type "${typeNameOf(value)}" to type "${type.fullName}".`
      : `Cannot convert value "${text}" to type "${type.fullName}". Error: "${reason}"`;
  return runtimeError({
    message,
    id,
    category: 'InvalidArgument',
    exceptionType: EXCEPTION,
  });
}

/** As `castError`, for a type whose values are secrets: what was given may be one, so it is not repeated. */
export function secretCastError(value: Value, type: TypeInfo): Error {
  return runtimeError({
    message: `Cannot convert the value of type "${typeNameOf(value)}" to type "${type.fullName}".`,
    id: 'ConvertToFinalInvalidCastException',
    category: 'InvalidArgument',
    exceptionType: EXCEPTION,
  });
}

export function nullCastError(type: TypeInfo): Error {
  return runtimeError({
    message: `Cannot convert null to type "${type.fullName}".`,
    id: 'NullToObjectInvalidCast',
    category: 'InvalidArgument',
    exceptionType: EXCEPTION,
  });
}

/** Text that is no number, or a number outside of the type's range. */
export function numberCastError(value: Value, type: TypeInfo, reason: string, id: string): Error {
  return runtimeError({
    message: `Cannot convert value "${toText(value)}" to type "${type.fullName}". Error: "${reason}"`,
    id,
    category: 'InvalidArgument',
    exceptionType: EXCEPTION,
  });
}

/** `[Type]@{…}` with a property that the type has not, or with a value it cannot take. */
export function creationError(type: TypeInfo, reason: string): Error {
  return runtimeError({
    message: `Cannot create object of type "${type.fullName}". ${reason}`,
    id: 'ObjectCreationError',
    category: 'InvalidArgument',
    exceptionType: EXCEPTION,
  });
}
