import { compareValues, valuesEqual } from '../compare.ts';
import { convertTo, tryConvert } from '../convert.ts';
import { enumerate, isEnumerable } from '../enumerate.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { isTrue } from '../truth.ts';
import { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { isNull, type Value } from '../value.ts';
import { staticMethod } from './define.ts';
import { setReference } from './number-members.ts';

function typeArgument(value: Value | undefined): TypeInfo {
  return value instanceof TypeInfo ? value : objectTypeInfo;
}

/** `[LanguagePrimitives]`: the conversions and comparisons of the operators, by name. */
defineType({
  fullName: 'System.Management.Automation.LanguagePrimitives',
  base: () => objectTypeInfo,
  statics: () => [
    staticMethod(
      [
        'object ConvertTo(object value, type resultType)',
        'object ConvertTo(object value, type resultType, object provider)',
      ],
      ([value = null, type]) => convertTo(value, typeArgument(type)),
    ),
    staticMethod(
      ['bool TryConvertTo(object value, type resultType, ref result)'],
      ([value = null, type, result]) => {
        const converted = tryConvert(value, typeArgument(type));
        setReference(result, converted ?? null);
        return converted !== undefined;
      },
    ),
    staticMethod('bool IsTrue(object value)', ([value = null]) => isTrue(value)),
    staticMethod(
      [
        'bool Equals(object first, object second)',
        'bool Equals(object first, object second, bool ignoreCase)',
      ],
      ([first = null, second = null, ignoreCase = false]) => valuesEqual(first, second, !isTrue(ignoreCase)),
    ),
    staticMethod(
      [
        'int Compare(object first, object second)',
        'int Compare(object first, object second, bool ignoreCase)',
      ],
      ([first = null, second = null, ignoreCase = false]) =>
        Math.sign(compareValues(first, second, !isTrue(ignoreCase))),
    ),
    staticMethod('object GetEnumerable(object value)', ([value = null]) =>
      !isNull(value) && isEnumerable(value) ? Array.from(enumerate(value)) : null,
    ),
  ],
});
