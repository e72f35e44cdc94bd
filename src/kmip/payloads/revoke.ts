import { revocationReason } from '../attributes.ts';
import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { dateTime, optional, structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Ends a key's active life: Deactivated, or Compromised when the reason is a compromise (§4.20). */
export const revoke = payloads({
  operation: Operation.Revoke,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    ...objectAsked,
    revocationReason,
    compromiseOccurrenceDate: optional(dateTime(Tag.CompromiseOccurrenceDate)),
  }),
  response: structure(Tag.ResponsePayload, objectAnswered),
});
