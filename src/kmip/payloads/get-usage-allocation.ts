import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { longInteger, structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { objectAnswered, objectAsked, payloads } from './payload.ts';

/** Takes a share of what a key's Usage Limits still allow (§4.18). */
export const getUsageAllocation = payloads({
  operation: Operation.GetUsageAllocation,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    ...objectAsked,
    usageLimitsCount: longInteger(Tag.UsageLimitsCount),
  }),
  response: structure(Tag.ResponsePayload, objectAnswered),
});
