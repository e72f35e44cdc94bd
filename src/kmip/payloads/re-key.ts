import { Operation } from '../enums.ts';
import { templateAttribute } from '../objects.ts';
import { Tag } from '../tags.ts';
import { interval, optional, structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Makes a replacement for a symmetric key, which takes over its name (§4.4). */
export const reKey = payloads({
  operation: Operation.ReKey,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    ...objectAsked,
    offset: optional(interval(Tag.Offset)),
    templateAttribute: optional(templateAttribute),
  }),
  response: structure(Tag.ResponsePayload, {
    ...objectAnswered,
    templateAttribute: optional(templateAttribute),
  }),
});
