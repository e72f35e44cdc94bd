import { TerminatingError } from '../values/error-record.ts';
import { ownProperty } from '../values/member.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { typeOf } from '../values/type-of.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Binding } from './binding.ts';
import { inputNotBound } from './binding-error.ts';
import { bindingFacts } from './binding-facts.ts';
import type { ParameterMetadata } from './parameter-metadata.ts';

/** Parameters that take pipeline input and were not given on the command line. */
export interface PipelineParameters {
  readonly byValue: readonly ParameterMetadata[];
  readonly byName: readonly ParameterMetadata[];
}

const NONE: PipelineParameters = { byValue: [], byName: [] };

export function pipelineParameters(binding: Binding): PipelineParameters {
  const { fromPipeline } = bindingFacts(binding.metadata);
  if (fromPipeline.length === 0) return NONE;
  const open = fromPipeline.filter((parameter) => !binding.values.has(parameter));
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
  const attempts: Attempts = { bound: 0, refusal: undefined };
  for (const parameter of parameters.byValue) {
    if (isPossible(binding, parameter) && fits(value, parameter.type))
      tryBind(binding, parameter, value, attempts);
  }
  for (const parameter of parameters.byName) {
    if (binding.values.has(parameter) || !isPossible(binding, parameter)) continue;
    const property = propertyFor(parameter, value);
    if (property !== undefined && (attempts.bound === 0 || property !== value)) {
      tryBind(binding, parameter, property, attempts);
    }
  }
  for (const parameter of parameters.byValue) {
    if (attempts.bound > 0) break;
    if (isPossible(binding, parameter)) tryBind(binding, parameter, value, attempts);
  }
  if (attempts.bound > 0) return;
  throw attempts.refusal ?? inputNotBound(binding.site, value);
}

interface Attempts {
  bound: number;
  /** Why the first parameter that was tried did not take the object. */
  refusal: TerminatingError | undefined;
}

function tryBind(binding: Binding, parameter: ParameterMetadata, argument: Value, attempts: Attempts): void {
  const { sets } = binding;
  try {
    binding.bind(parameter, argument);
    attempts.bound++;
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
    binding.sets = sets;
    attempts.refusal ??= error;
  }
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
