import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { dateTime, interval, structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Asks how long the key may be used before asking again (§4.17). */
export const obtainLease = payloads({
  operation: Operation.ObtainLease,
  since: V1_0,
  request: structure(Tag.RequestPayload, objectAsked),
  response: structure(Tag.ResponsePayload, {
    ...objectAnswered,
    leaseTime: interval(Tag.LeaseTime),
    lastChangeDate: dateTime(Tag.LastChangeDate),
  }),
});
