import { arrayTypeInfo } from './object-type-base.ts';
import { TypeInfo } from './type-info.ts';
import type { Value } from './value.ts';

/** Element types of cast arrays (`[int[]]`); an array without one holds objects. */
const elementTypes = new WeakMap<Value[], TypeInfo>();
const arrayTypes = new WeakMap<TypeInfo, TypeInfo>();

export function elementTypeOf(array: Value[]): TypeInfo | undefined {
  return elementTypes.get(array);
}

/** Marks a new array as one of `elementType` and returns it. */
export function typedArray(array: Value[], elementType: TypeInfo): Value[] {
  if (elementType.fullName !== 'System.Object') elementTypes.set(array, elementType);
  return array;
}

/** `T[]`, one instance for each `T`. */
export function arrayTypeOf(elementType: TypeInfo): TypeInfo {
  let type = arrayTypes.get(elementType);
  if (type === undefined) {
    type = new TypeInfo({
      fullName: `${elementType.fullName}[]`,
      kind: 'array',
      base: () => arrayTypeInfo,
      interfaces: [
        `System.Collections.Generic.IList\`1[[${elementType.fullName}]]`,
        `System.Collections.Generic.IEnumerable\`1[[${elementType.fullName}]]`,
      ],
      elementType,
    });
    arrayTypes.set(elementType, type);
  }
  return type;
}
