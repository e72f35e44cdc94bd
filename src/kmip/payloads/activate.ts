import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Makes a Pre-Active key Active (§4.19). */
export const activate = payloads({
  operation: Operation.Activate,
  since: V1_0,
  request: structure(Tag.RequestPayload, objectAsked),
  response: structure(Tag.ResponsePayload, objectAnswered),
});
