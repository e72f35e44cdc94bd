import type { Cmdlet } from '../cmdlet/cmdlet.ts';
import type { ParameterDefinition, ParameterType, PipelineBinding } from '../cmdlet/parameter.ts';
import { arrayTypeOf } from '../values/array.ts';
import { compareValues } from '../values/compare.ts';
import { convertTo } from '../values/convert.ts';
import { credentialType, secureStringType } from '../values/credential.ts';
import { dateTimeType, timeSpanType } from '../values/date-time.ts';
import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { runtimeError } from '../values/error-record.ts';
import { dictionaryType } from '../values/hashtable.ts';
import { booleanType, decimalType, doubleType, int32Type, int64Type } from '../values/numeric.ts';
import { ObjectType } from '../values/object-type.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { scriptBlockType } from '../values/script-block.ts';
import { stringType } from '../values/string-type.ts';
import { switchParameterType } from '../values/switch-parameter.ts';
import { toText } from '../values/to-text.ts';
import { runtimeTypeInfo, TypeInfo } from '../values/type-info.ts';
import { isNull, type Value } from '../values/value.ts';
import { commonParameters, riskParameters } from './common-parameters.ts';
import { resolveByName } from './object-by-name.ts';
import {
  ALL_SETS,
  type ArgumentStep,
  type CommandMetadata,
  type ParameterMetadata,
  type SetMembership,
} from './parameter-metadata.ts';
import { emptyReason } from './validation.ts';

const known = new WeakMap<Cmdlet, CommandMetadata>();

/** A cmdlet's declaration as the binder reads it. */
export function cmdletMetadata(cmdlet: Cmdlet): CommandMetadata {
  let metadata = known.get(cmdlet);
  if (metadata === undefined) {
    metadata = build(cmdlet);
    known.set(cmdlet, metadata);
  }
  return metadata;
}

function build(cmdlet: Cmdlet): CommandMetadata {
  const definitions = Object.entries(cmdlet.parameters as Record<string, ParameterDefinition>);
  const own = definitions.map(([name, definition]) => parameterOf(name, definition));
  const parameters = [...own, ...commonParameters, ...(cmdlet.impact === 'none' ? [] : riskParameters)];
  const sets = new Set(
    own.flatMap((parameter) => [...parameter.sets.keys()]).filter((set) => set !== ALL_SETS),
  );
  if (sets.size > 0 && cmdlet.defaultParameterSet !== undefined) sets.add(cmdlet.defaultParameterSet);
  return {
    parameters,
    byName: indexByName(parameters),
    sets: [...sets],
    defaultSet: cmdlet.defaultParameterSet,
    positionalBinding: false,
  };
}

export function indexByName(parameters: readonly ParameterMetadata[]): Map<string, ParameterMetadata> {
  const index = new Map<string, ParameterMetadata>();
  for (const parameter of parameters) {
    for (const alias of parameter.aliases) index.set(alias.toLowerCase(), parameter);
  }
  for (const parameter of parameters) index.set(parameter.key, parameter);
  return index;
}

function parameterOf(name: string, definition: ParameterDefinition): ParameterMetadata {
  const isArray = definition.array === true;
  const single = singleType(definition.type);
  return {
    name,
    key: name.toLowerCase(),
    aliases: definition.aliases ?? [],
    type: isArray ? arrayTypeOf(single) : single,
    isSwitch: definition.type === 'switch',
    sets: membershipsOf(definition),
    steps: [conversionStep(definition, single), ...validationSteps(definition)],
    allowNull: definition.allowNull === true,
    allowEmptyString: definition.allowEmpty === true || definition.type === 'object',
    allowEmptyCollection: definition.allowEmpty === true,
    hidden: definition.hidden === true,
    help: definition.help,
    validateSet: definition.validateSet ?? [],
    wildcard: definition.wildcard === true,
    cmdletType: definition.type,
    isArray,
    presetText: definition.preset === undefined ? '' : String(definition.preset),
    ...(definition.namesWithin && { namesWithin: definition.namesWithin.bind(definition) }),
    ...(definition.completer && { completer: definition.completer.bind(definition) }),
    common: false,
  };
}

const NAMED_TYPES: Readonly<Record<string, TypeInfo>> = {
  string: stringType,
  int: int32Type,
  long: int64Type,
  double: doubleType,
  decimal: decimalType,
  bool: booleanType,
  switch: switchParameterType,
  datetime: dateTimeType,
  timespan: timeSpanType,
  scriptblock: scriptBlockType,
  hashtable: dictionaryType,
  securestring: secureStringType,
  credential: credentialType,
  type: runtimeTypeInfo,
  object: objectTypeInfo,
};

function singleType(type: ParameterType): TypeInfo {
  return type instanceof TypeInfo ? type : (NAMED_TYPES[type] ?? objectTypeInfo);
}

function membershipsOf(definition: ParameterDefinition): Map<string, SetMembership> {
  const { mandatory, position, pipeline } = definition;
  const sets = new Map<string, SetMembership>();
  const named = new Set<string>(definition.sets ?? []);
  if (typeof mandatory === 'object') for (const set of mandatory) named.add(set);
  const names = named.size === 0 ? [ALL_SETS] : [...named];
  for (const set of names) {
    const binding: PipelineBinding | undefined = typeof pipeline === 'string' ? pipeline : pipeline?.[set];
    sets.set(set, {
      mandatory: mandatory === true || (typeof mandatory === 'object' && mandatory.includes(set)),
      position: typeof position === 'number' ? position : position?.[set],
      byValue: binding === 'value' || binding === 'both',
      byName: binding === 'name' || binding === 'both',
      remaining: definition.remaining === true,
      helpMessage: definition.help,
    });
  }
  return sets;
}

function conversionStep(definition: ParameterDefinition, single: TypeInfo): ArgumentStep {
  const { type } = definition;
  if (type instanceof ObjectType)
    return (value, frame, names) => resolveByName(value, type, { frame, names }, definition.array === true);
  if (type === 'object' && definition.array !== true) return (value) => value;
  const wanted = definition.array === true ? arrayTypeOf(single) : single;
  if (type === 'string' && definition.array !== true) return textStep;
  return (value) => (isNull(value) ? null : convertTo(value, wanted));
}

/** A list is no single text: PowerShell refuses it instead of joining it. */
function textStep(value: Value): Value {
  if (isNull(value)) return null;
  if (!isEnumerable(value)) return toText(value);
  throw runtimeError({
    message: 'Cannot convert value to type System.String.',
    id: 'CannotConvertArgument',
    exceptionType: 'System.Management.Automation.PSInvalidCastException',
  });
}

function validationSteps(definition: ParameterDefinition): ArgumentStep[] {
  const steps: ArgumentStep[] = [];
  const { validateSet, validateRange, validatePattern, validateCount, validateLength } = definition;
  if (definition.notEmpty === true) steps.push(notEmpty);
  if (validateSet !== undefined)
    steps.push((value) => mapElements(value, (item) => inSet(item, validateSet)));
  if (validateRange !== undefined)
    steps.push((value) => mapElements(value, (item) => inRange(item, validateRange)));
  if (validatePattern !== undefined) {
    steps.push((value) =>
      mapElements(value, (item) => {
        if (validatePattern.test(toText(item))) return item;
        throw refusal(
          `The argument "${toText(item)}" does not match the "${validatePattern.source}" pattern. Supply an argument that matches "${validatePattern.source}" and try the command again.`,
        );
      }),
    );
  }
  if (validateLength !== undefined)
    steps.push((value) => mapElements(value, (item) => ofLength(item, validateLength)));
  if (validateCount !== undefined) steps.push((value) => ofCount(value, validateCount));
  if (definition.validate !== undefined) {
    steps.push((value) => {
      const reason = isNull(value) ? undefined : definition.validate?.(value);
      if (reason !== undefined) throw refusal(reason);
      return value;
    });
  }
  return steps;
}

function notEmpty(value: Value): Value {
  const reason = emptyReason(value);
  if (reason !== undefined) throw refusal(reason);
  return value;
}

function mapElements(value: Value, map: (item: Value) => Value): Value {
  if (isNull(value)) return value;
  return isEnumerable(value) ? Array.from(enumerate(value), map) : map(value);
}

/** The text in the spelling of the set. */
function inSet(value: Value, allowed: readonly string[]): Value {
  const wanted = toText(value).toLowerCase();
  const found = allowed.find((text) => text.toLowerCase() === wanted);
  if (found !== undefined) return found;
  throw refusal(
    `The argument "${toText(value)}" does not belong to the set "${allowed.join(',')}" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.`,
  );
}

function inRange(value: Value, [least, greatest]: readonly [number | bigint, number | bigint]): Value {
  if (compareValues(value, least) < 0) {
    throw refusal(
      `The ${toText(value)} argument is less than the minimum allowed range of ${least}. Supply an argument that is greater than or equal to ${least} and then try the command again.`,
    );
  }
  if (compareValues(value, greatest) > 0) {
    throw refusal(
      `The ${toText(value)} argument is greater than the maximum allowed range of ${greatest}. Supply an argument that is less than or equal to ${greatest} and then try the command again.`,
    );
  }
  return value;
}

function ofLength(value: Value, [least, greatest]: readonly [number, number]): Value {
  const { length } = toText(value);
  if (length >= least && length <= greatest) return value;
  throw refusal(
    `The character length (${length}) of the argument is outside of ${least} to ${greatest}. Supply an argument of such a length and then try the command again.`,
  );
}

function ofCount(value: Value, [least, greatest]: readonly [number, number]): Value {
  const count = isNull(value) ? 0 : isEnumerable(value) ? Array.from(enumerate(value)).length : 1;
  if (count >= least && count <= greatest) return value;
  throw refusal(
    `The parameter requires at least ${least} value(s) and no more than ${greatest} value(s) - ${count} value(s) were provided.`,
  );
}

function refusal(message: string): Error {
  return runtimeError({
    message,
    id: 'ValidationFailed',
    category: 'InvalidData',
    exceptionType: 'System.Management.Automation.ValidationMetadataException',
  });
}
