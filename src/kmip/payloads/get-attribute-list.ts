import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { repeated, structure, text } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Names the attributes that an object has (§4.13). */
export const getAttributeList = payloads({
  operation: Operation.GetAttributeList,
  since: V1_0,
  request: structure(Tag.RequestPayload, objectAsked),
  response: structure(Tag.ResponsePayload, { ...objectAnswered, names: repeated(text(Tag.AttributeName)) }),
});
