import { attribute } from '../attributes.ts';
import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Gives an object a new attribute instance (§4.14). */
export const addAttribute = payloads({
  operation: Operation.AddAttribute,
  since: V1_0,
  request: structure(Tag.RequestPayload, { ...objectAsked, attribute }),
  response: structure(Tag.ResponsePayload, { ...objectAnswered, attribute }),
});
