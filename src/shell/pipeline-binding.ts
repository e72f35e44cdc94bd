import { TerminatingError } from '../values/error-record.ts';
import { ownProperty } from '../values/member.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { typeOf } from '../values/type-of.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Binding } from './binding.ts';
import { inputNotBound } from './binding-error.ts';
import type { ParameterMetadata } from './parameter-metadata.ts';

/** Parameters that take pipeline input and were not given on the command line. */
export interface PipelineParameters {
  readonly byValue: readonly ParameterMetadata[];
  readonly byName: readonly ParameterMetadata[];
}

export function pipelineParameters(binding: Binding): PipelineParameters {
  const open = binding.metadata.parameters.filter((parameter) => !binding.values.has(parameter));
  return {
    byValue: open.filter((parameter) => binding.memberships(parameter).some((set) => set.byValue)),
    byName: open.filter((parameter) => binding.memberships(parameter).some((set) => set.byName)),
  };
}

/**
 * Binds one object: by value without conversion, by property name, then both with conversion, as
 * PowerShell orders it. Throws InputObjectNotBound when nothing takes it.
 */
export function bindInput(binding: Binding, parameters: PipelineParameters, value: Value): void {
  for (const parameter of [...parameters.byValue, ...parameters.byName]) binding.values.delete(parameter);
  let bound = false;
  let refusal: unknown;
  const attempt = (parameter: ParameterMetadata, argument: Value): boolean => {
    const sets = binding.sets;
    try {
      binding.bind(parameter, argument);
      bound = true;
      return true;
    } catch (error) {
      if (!(error instanceof TerminatingError)) throw error;
      binding.sets = sets;
      refusal ??= error;
      return false;
    }
  };
  for (const parameter of parameters.byValue) {
    if (!isPossible(binding, parameter) || !fits(value, parameter.type)) continue;
    attempt(parameter, value);
  }
  for (const parameter of parameters.byName) {
    if (binding.values.has(parameter) || !isPossible(binding, parameter)) continue;
    const property = propertyFor(parameter, value);
    if (property !== undefined && !(bound && property === value)) attempt(parameter, property);
  }
  if (!bound) {
    for (const parameter of parameters.byValue) {
      if (!binding.values.has(parameter) && isPossible(binding, parameter) && attempt(parameter, value))
        break;
    }
  }
  if (bound) return;
  if (refusal instanceof TerminatingError && parameters.byValue.length + parameters.byName.length > 0)
    throw refusal;
  throw inputNotBound(binding.site, value);
}

function isPossible(binding: Binding, parameter: ParameterMetadata): boolean {
  return binding.memberships(parameter).length > 0;
}

function fits(value: Value, type: TypeInfo | null): boolean {
  if (type === null || type.fullName === 'System.Object') return true;
  if (isNull(value)) return true;
  const own = typeOf(value);
  if (own === null) return false;
  return (
    own.isAssignableTo(type) ||
    (type.declaration.elementType !== undefined && own.isAssignableTo(type.declaration.elementType))
  );
}

/** The object's property that has the parameter's name or one of its aliases. */
function propertyFor(parameter: ParameterMetadata, value: Value): Value | undefined {
  if (isNull(value)) return undefined;
  for (const name of [parameter.key, ...parameter.aliases]) {
    const property = ownProperty(value, name.toLowerCase());
    if (property !== undefined && !isIntrinsic(value, name.toLowerCase())) return property;
  }
  return undefined;
}

/** Count and Length that PowerShell lends to single objects are no properties to bind by. */
function isIntrinsic(value: Value, name: string): boolean {
  return (name === 'count' || name === 'length') && typeOf(value)?.member(name) === undefined;
}
