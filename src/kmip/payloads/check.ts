import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { integer, interval, longInteger, optional, structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

const limits = {
  usageLimitsCount: optional(longInteger(Tag.UsageLimitsCount)),
  cryptographicUsageMask: optional(integer(Tag.CryptographicUsageMask)),
  leaseTime: optional(interval(Tag.LeaseTime)),
};

/** Asks whether a use would be allowed; the answer repeats what would not (§4.10). */
export const check = payloads({
  operation: Operation.Check,
  since: V1_0,
  request: structure(Tag.RequestPayload, { ...objectAsked, ...limits }),
  response: structure(Tag.ResponsePayload, { ...objectAnswered, ...limits }),
});
