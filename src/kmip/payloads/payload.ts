import { Tag } from '../tags.ts';
import { type Field, optional, text } from '../ttlv/schema.ts';
import type { ProtocolVersion } from '../version.ts';

/** One operation's two payloads (KMIP 1.4 specification §4 and §5), and the version that brought it. */
export interface OperationPayloads<Request, Response> {
  readonly operation: number;
  readonly since: ProtocolVersion;
  readonly request: Field<Request>;
  readonly response: Field<Response>;
}

export function payloads<Request, Response>(
  definition: OperationPayloads<Request, Response>,
): OperationPayloads<Request, Response> {
  return definition;
}

/** The object that a request is about. Without an identifier it is the ID placeholder of its batch (§4). */
export const objectAsked = { uniqueIdentifier: optional(text(Tag.UniqueIdentifier)) };
export const objectAnswered = { uniqueIdentifier: text(Tag.UniqueIdentifier) };
