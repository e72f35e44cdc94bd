import { typedArray } from './array.ts';
import { objectTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { NetObject, type Value } from './value.ts';

/** How a collection hands out its elements. */
export type CollectionShape = 'list' | 'set' | 'queue' | 'stack';

/**
 * ArrayList, List[T], HashSet[T], Queue, Stack and the like: a growing list of items under a type that
 * holds its methods. `elementType` converts what is added.
 */
export class Collection extends NetObject {
  readonly items: Value[];
  readonly shape: CollectionShape;
  readonly elementType: TypeInfo;
  readonly collectionType: TypeInfo;
  constructor(
    collectionType: TypeInfo,
    shape: CollectionShape,
    items: Value[] = [],
    elementType = objectTypeInfo,
  ) {
    super();
    this.collectionType = collectionType;
    this.shape = shape;
    this.items = items;
    this.elementType = elementType;
  }

  get type(): TypeInfo {
    return this.collectionType;
  }

  toArray(): Value[] {
    return typedArray([...this.items], this.elementType);
  }
}
