import { attribute } from '../attributes.ts';
import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { integer, optional, structure, text } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Removes an attribute instance and returns it (§4.16). */
export const deleteAttribute = payloads({
  operation: Operation.DeleteAttribute,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    ...objectAsked,
    name: text(Tag.AttributeName),
    index: optional(integer(Tag.AttributeIndex)),
  }),
  response: structure(Tag.ResponsePayload, { ...objectAnswered, attribute }),
});
