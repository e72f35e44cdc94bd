import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { bytes, enumeration, structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { payloads } from './payload.ts';

/** Withdraws an operation that is pending (§4.27). */
export const cancel = payloads({
  operation: Operation.Cancel,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    correlationValue: bytes(Tag.AsynchronousCorrelationValue),
  }),
  response: structure(Tag.ResponsePayload, {
    correlationValue: bytes(Tag.AsynchronousCorrelationValue),
    result: enumeration(Tag.CancellationResult),
  }),
});
