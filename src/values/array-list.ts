import { objectTypeInfo } from './object-type-base.ts';
import { defineType } from './type-registry.ts';

/** `System.Collections.ArrayList`; its members are in net/list-members.ts. */
export const arrayListType = defineType({
  fullName: 'System.Collections.ArrayList',
  base: () => objectTypeInfo,
  interfaces: [
    'System.Collections.IList',
    'System.Collections.ICollection',
    'System.Collections.IEnumerable',
    'System.ICloneable',
  ],
});
