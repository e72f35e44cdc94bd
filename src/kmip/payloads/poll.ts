import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { bytes, structure } from '../ttlv/schema.ts';
import { V1_0 } from '../version.ts';
import { payloads } from './payload.ts';

/** Asks for the result of an operation that was answered with Operation Pending (§4.28). The answer is that operation's own. */
export const poll = payloads({
  operation: Operation.Poll,
  since: V1_0,
  request: structure(Tag.RequestPayload, {
    correlationValue: bytes(Tag.AsynchronousCorrelationValue),
  }),
  response: structure(Tag.ResponsePayload, {}),
});
