import { arrayTypeInfo } from './object-type-base.ts';
import { TypeInfo, type TypeMember } from './type-info.ts';
import type { Value } from './value.ts';

/** Element types of cast arrays (`[int[]]`); an array without one holds objects. */
const elementTypes = new WeakMap<Value[], TypeInfo>();
const arrayTypes = new WeakMap<TypeInfo, Map<number, TypeInfo>>();

export function elementTypeOf(array: Value[]): TypeInfo | undefined {
  return elementTypes.get(array);
}

/** Marks a new array as one of `elementType` and returns it. */
export function typedArray(array: Value[], elementType: TypeInfo): Value[] {
  if (elementType.fullName !== 'System.Object') elementTypes.set(array, elementType);
  return array;
}

/** What is known of arrays only where their members are: how to make one, and members of those with several dimensions. */
interface ArrayParts {
  construct(elementType: TypeInfo, rank: number, args: readonly Value[]): Value;
  multiMembers(): readonly TypeMember[];
}

let parts: ArrayParts | undefined;

export function setArrayParts(given: ArrayParts): void {
  parts = given;
}

/** `T[]` or `T[,]`, one instance for each `T` and number of dimensions. */
export function arrayTypeOf(elementType: TypeInfo, rank = 1): TypeInfo {
  let ranks = arrayTypes.get(elementType);
  if (ranks === undefined) {
    ranks = new Map();
    arrayTypes.set(elementType, ranks);
  }
  let type = ranks.get(rank);
  if (type === undefined) {
    type = new TypeInfo({
      fullName: `${elementType.fullName}[${','.repeat(rank - 1)}]`,
      kind: 'array',
      base: () => arrayTypeInfo,
      interfaces:
        rank > 1
          ? []
          : [
              `System.Collections.Generic.IList\`1[[${elementType.fullName}]]`,
              `System.Collections.Generic.IEnumerable\`1[[${elementType.fullName}]]`,
            ],
      elementType,
      construct: (args) => parts?.construct(elementType, rank, args) ?? null,
      ...(rank > 1 && { members: () => parts?.multiMembers() ?? [] }),
    });
    ranks.set(rank, type);
  }
  return type;
}
