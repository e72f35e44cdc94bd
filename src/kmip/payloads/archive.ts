import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Moves an object to archival storage (§4.22). */
export const archive = payloads({
  operation: Operation.Archive,
  since: V1_0,
  request: structure(Tag.RequestPayload, objectAsked),
  response: structure(Tag.ResponsePayload, objectAnswered),
});
