import { didYouMean } from '../base/similar-names.ts';
import {
  type ErrorCategory,
  ErrorRecord,
  Exception,
  exceptionTypeNamed,
  type InvocationInfo,
  TerminatingError,
} from '../values/error-record.ts';
import { typeDisplayName } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import type { ParameterMetadata } from './parameter-metadata.ts';

const PREFIX = 'System.Management.Automation.';

/** What the errors of one command's binding have in common. */
export interface BindingSite {
  readonly commandName: string;
  /** What FullyQualifiedErrorId ends in. */
  readonly commandSuffix: string;
  readonly info: InvocationInfo;
}

interface BindingFault {
  readonly message: string;
  readonly id: string;
  readonly category?: ErrorCategory;
  readonly exceptionType?: string;
  readonly target?: Value;
  readonly inner?: Exception;
  readonly parameterName?: string;
}

export function bindingError(site: BindingSite, fault: BindingFault): TerminatingError {
  const type = exceptionTypeNamed(PREFIX + (fault.exceptionType ?? 'ParameterBindingException'));
  const exception = new Exception(
    type,
    fault.message,
    fault.inner ?? null,
    new Map<string, Value>([
      ['commandname', site.commandName],
      ['parametername', fault.parameterName ?? null],
    ]),
  );
  const record = new ErrorRecord(
    exception,
    fault.id,
    fault.category ?? 'InvalidArgument',
    fault.target ?? null,
  );
  record.commandSuffix = site.commandSuffix;
  record.invocation = site.info;
  return new TerminatingError(record);
}

export function unknownParameter(
  site: BindingSite,
  name: string,
  known: readonly ParameterMetadata[],
): TerminatingError {
  const error = bindingError(site, {
    message: `A parameter cannot be found that matches parameter name '${name}'.`,
    id: 'NamedParameterNotFound',
    parameterName: name,
  });
  const names = known.filter((parameter) => !parameter.common).map((parameter) => `-${parameter.name}`);
  error.record.advice = () => didYouMean(`-${name}`, names) ?? null;
  return error;
}

export function ambiguousParameter(
  site: BindingSite,
  name: string,
  matches: readonly ParameterMetadata[],
): TerminatingError {
  const names = matches.map((match) => ` -${match.name}`).join('');
  return bindingError(site, {
    message: `Parameter cannot be processed because the parameter name '${name}' is ambiguous. Possible matches include:${names}.`,
    id: 'AmbiguousParameter',
    parameterName: name,
  });
}

export function unexpectedArgument(site: BindingSite, text: string): TerminatingError {
  return bindingError(site, {
    message: `A positional parameter cannot be found that accepts argument '${text}'.`,
    id: 'PositionalParameterNotFound',
  });
}

export function missingArgument(site: BindingSite, parameter: ParameterMetadata): TerminatingError {
  const type = parameter.type === null ? 'System.Object' : typeDisplayName(parameter.type);
  return bindingError(site, {
    message: `Missing an argument for parameter '${parameter.name}'. Specify a parameter of type '${parameter.type?.fullName ?? type}' and try again.`,
    id: 'MissingArgument',
    parameterName: parameter.name,
  });
}

export function boundTwice(site: BindingSite, parameter: ParameterMetadata): TerminatingError {
  return bindingError(site, {
    message: `Cannot bind parameter because parameter '${parameter.name}' is specified more than once. To provide multiple values to parameters that can accept multiple values, use the array syntax. For example, "-parameter value1,value2,value3".`,
    id: 'ParameterAlreadyBound',
    parameterName: parameter.name,
  });
}

export function ambiguousSet(site: BindingSite): TerminatingError {
  return bindingError(site, {
    message:
      'Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be used together or an insufficient number of parameters were provided.',
    id: 'AmbiguousParameterSet',
  });
}

export function missingMandatory(site: BindingSite, missing: readonly ParameterMetadata[]): TerminatingError {
  const names = missing.map((parameter) => parameter.name).join(' ');
  return bindingError(site, {
    message: `Cannot process command because of one or more missing mandatory parameters: ${names}.`,
    id: 'MissingMandatoryParameter',
  });
}

/** `why` completes "because it is …". */
export function refusedEmpty(
  site: BindingSite,
  parameter: ParameterMetadata,
  what: 'Null' | 'EmptyString' | 'EmptyArray',
): TerminatingError {
  const words = {
    Null: 'it is null',
    EmptyString: 'it is an empty string',
    EmptyArray: 'it is an empty array',
  };
  return bindingError(site, {
    message: `Cannot bind argument to parameter '${parameter.name}' because ${words[what]}.`,
    id: `ParameterArgumentValidationError${what}NotAllowed`,
    category: 'InvalidData',
    exceptionType: 'ParameterBindingValidationException',
  });
}

/** A conversion that failed, or a validation that refused, with the cause's own sentence. */
export function refusedArgument(
  site: BindingSite,
  parameter: ParameterMetadata,
  cause: TerminatingError,
): TerminatingError {
  const { exception } = cause.record;
  // An attribute that cannot be made says so itself.
  if (cause.record.errorId === 'TypeNotFound') return cause;
  // Nor is the argument wrong where names cannot be looked up at all, as without a connection.
  if (cause.record.category.name === 'ResourceUnavailable') return cause;
  if (exception.exceptionType.fullName === `${PREFIX}ValidationMetadataException`) {
    return bindingError(site, {
      message: `Cannot validate argument on parameter '${parameter.name}'. ${exception.message}`,
      id: 'ParameterArgumentValidationError',
      category: 'InvalidData',
      exceptionType: 'ParameterBindingValidationException',
      inner: exception,
    });
  }
  if (parameter.cmdletType !== undefined && parameter.type?.kind === 'enum') {
    return bindingError(site, {
      message: `Cannot bind parameter '${parameter.name}'. ${exception.message}`,
      id: 'CannotConvertArgumentNoMessage',
      category: 'InvalidArgument',
      inner: exception,
    });
  }
  return bindingError(site, {
    message: `Cannot process argument transformation on parameter '${parameter.name}'. ${exception.message}`,
    id: 'ParameterArgumentTransformationError',
    category: 'InvalidData',
    exceptionType: 'ParameterBindingArgumentTransformationException',
    inner: exception,
  });
}

export function inputNotBound(site: BindingSite, value: Value): TerminatingError {
  return bindingError(site, {
    message:
      'The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or the input and its properties do not match any of the parameters that take pipeline input.',
    id: 'InputObjectNotBound',
    target: value,
  });
}
