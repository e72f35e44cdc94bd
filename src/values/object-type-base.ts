import { defineType } from './type-registry.ts';

/** `System.Object`, the root of every class. */
export const objectTypeInfo = defineType({
  fullName: 'System.Object',
  aliases: ['object'],
  construct: () => null,
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
