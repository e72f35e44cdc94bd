import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Brings an archived object back (§4.23). */
export const recover = payloads({
  operation: Operation.Recover,
  since: V1_0,
  request: structure(Tag.RequestPayload, objectAsked),
  response: structure(Tag.ResponsePayload, objectAnswered),
});
