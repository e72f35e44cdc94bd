import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject } from './value.ts';

/** `[object]::new()`: nothing but itself. */
class PlainObject extends NetObject {
  get type(): TypeInfo {
    return objectTypeInfo;
  }
}

/** `System.Object`, the root of every class. */
export const objectTypeInfo: TypeInfo = defineType({
  fullName: 'System.Object',
  aliases: ['object'],
  construct: () => new PlainObject(),
});

export const valueTypeInfo = defineType({ fullName: 'System.ValueType', base: () => objectTypeInfo });
export const enumTypeInfo = defineType({ fullName: 'System.Enum', base: () => valueTypeInfo });
export const arrayTypeInfo = defineType({
  fullName: 'System.Array',
  aliases: ['array'],
  base: () => objectTypeInfo,
  interfaces: [
    'System.Collections.IList',
    'System.Collections.ICollection',
    'System.Collections.IEnumerable',
    'System.ICloneable',
  ],
});
