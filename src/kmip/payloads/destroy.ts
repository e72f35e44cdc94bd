import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Forgets an object's material for good; its attributes may be asked for afterwards (§4.21). */
export const destroy = payloads({
  operation: Operation.Destroy,
  since: V1_0,
  request: structure(Tag.RequestPayload, objectAsked),
  response: structure(Tag.ResponsePayload, objectAnswered),
});
