import { runtimeError } from './error-record.ts';

/**
 * Thrown by the members and constructors of .NET types; the caller wraps it as PowerShell does
 * (MethodInvocationException around it).
 */
export class NetException extends Error {
  readonly exceptionType: string;
  constructor(exceptionType: string, message: string) {
    super(message);
    this.exceptionType = exceptionType.includes('.') ? exceptionType : `System.${exceptionType}`;
  }
}

/** The error that scripts see when a member threw. */
export function invocationError(error: NetException, name: string, argumentCount: number): Error {
  return runtimeError({
    message: `Exception calling "${name}" with "${argumentCount}" argument(s): "${error.message}"`,
    id: error.exceptionType.slice(error.exceptionType.lastIndexOf('.') + 1),
    category: 'NotSpecified',
    exceptionType: 'System.Management.Automation.MethodInvocationException',
    innerType: error.exceptionType,
    innerMessage: error.message,
  });
}
