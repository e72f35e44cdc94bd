import { objectTypeInfo } from './object-type-base.ts';
import { defineType } from './type-registry.ts';

export const stringType = defineType({
  fullName: 'System.String',
  aliases: ['string'],
  accelerator: 'string',
  base: () => objectTypeInfo,
  interfaces: [
    'System.IComparable',
    'System.Collections.IEnumerable',
    'System.ICloneable',
    'System.IConvertible',
  ],
});
