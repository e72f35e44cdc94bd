import { Operation } from '../enums.ts';
import { Tag } from '../tags.ts';
import { integer, repeated, structure } from '../ttlv/schema.ts';
import { V1_1 } from '../version.ts';
import { payloads } from './payload.ts';

export const protocolVersion = structure(Tag.ProtocolVersion, {
  major: integer(Tag.ProtocolVersionMajor),
  minor: integer(Tag.ProtocolVersionMinor),
});

/** Asks which versions the server speaks, of all or of those that the client names (§4.26). */
export const discoverVersions = payloads({
  operation: Operation.DiscoverVersions,
  since: V1_1,
  request: structure(Tag.RequestPayload, { versions: repeated(protocolVersion) }),
  response: structure(Tag.ResponsePayload, { versions: repeated(protocolVersion) }),
});
