import type { ParameterDefinition } from '../cmdlet/parameter.ts';
import { plain } from '../values/arithmetic.ts';
import { EnumType, EnumValue } from '../values/enum-type.ts';
import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { SwitchParameter } from '../values/switch-parameter.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import { isNull, type Value } from '../values/value.ts';
import type { ParameterMetadata } from './parameter-metadata.ts';

/** A bound value as the cmdlet's code gets it: plain numbers and booleans, enumerations by name, arrays as arrays. */
export function nativeArgument(parameter: ParameterMetadata, value: Value): unknown {
  const type = parameter.cmdletType;
  if (type === 'object') return parameter.isArray && !Array.isArray(value) ? listOf(value) : value;
  if (isNull(value)) return type === 'switch' ? false : undefined;
  if (parameter.isArray) return listOf(value).map((item) => single(type, item));
  return single(type, value);
}

function listOf(value: Value): Value[] {
  if (isNull(value)) return [];
  return isEnumerable(value) ? Array.from(enumerate(value)) : [value];
}

function single(type: ParameterMetadata['cmdletType'], value: Value): unknown {
  if (type instanceof EnumType) return value instanceof EnumValue ? value.name : toText(value);
  switch (type) {
    case 'switch':
      return value instanceof SwitchParameter ? value.present : isTrue(value);
    case 'int':
    case 'double':
      return plain(value);
    default:
      return value;
  }
}

/** What the code gets for a parameter that is not bound. */
export function unboundArgument(definition: ParameterDefinition): unknown {
  if (definition.type === 'switch') return false;
  return definition.preset;
}
