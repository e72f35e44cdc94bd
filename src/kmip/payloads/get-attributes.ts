import { attribute } from '../attributes.ts';
import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { repeated, structure, text } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Reads the named attributes of an object, or all (§4.12). */
export const getAttributes = payloads({
  operation: Operation.GetAttributes,
  since: V1_0,
  request: structure(Tag.RequestPayload, { ...objectAsked, names: repeated(text(Tag.AttributeName)) }),
  response: structure(Tag.ResponsePayload, { ...objectAnswered, attributes: repeated(attribute) }),
});
