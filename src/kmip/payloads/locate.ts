import { attribute } from '../attributes.ts';
import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { enumeration, integer, optional, repeated, structure, text } from '../ttlv/schema.ts';
import { V1_0, V1_1, V1_3 } from '../version.ts';
import { payloads } from './payload.ts';

/** Finds objects by attributes (§4.9). */
export const locate = payloads({
  operation: Operation.Locate,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    maximumItems: optional(integer(Tag.MaximumItems)),
    offsetItems: optional(integer(Tag.OffsetItems), V1_3),
    storageStatusMask: optional(integer(Tag.StorageStatusMask)),
    objectGroupMember: optional(enumeration(Tag.ObjectGroupMember), V1_1),
    attributes: repeated(attribute),
  }),
  response: structure(Tag.ResponsePayload, {
    locatedItems: optional(integer(Tag.LocatedItems), V1_3),
    uniqueIdentifiers: repeated(text(Tag.UniqueIdentifier)),
  }),
});
