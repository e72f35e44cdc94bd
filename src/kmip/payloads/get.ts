import { Operation } from '../enums.ts';
import { keyWrappingSpecification, managedObject } from '../objects.ts';
import { Tag } from '../tags.ts';
import { enumeration, optional, structure, text } from '../ttlv/schema.ts';
import { V1_0, V1_4 } from '../version.ts';
import { objectAsked, payloads } from './payload.ts';

/** Fetches an object with its material (§4.11). */
export const get = payloads({
  operation: Operation.Get,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    ...objectAsked,
    keyFormatType: optional(enumeration(Tag.KeyFormatType)),
    keyWrapType: optional(enumeration(Tag.KeyWrapType), V1_4),
    keyCompressionType: optional(enumeration(Tag.KeyCompressionType)),
    keyWrappingSpecification: optional(keyWrappingSpecification),
  }),
  response: structure(Tag.ResponsePayload, {
    objectType: enumeration(Tag.ObjectType),
    uniqueIdentifier: text(Tag.UniqueIdentifier),
    ...managedObject,
  }),
});
