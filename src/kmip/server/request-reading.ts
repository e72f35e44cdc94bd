import { fail, ok, type Result } from '../../base/result.ts';
import { CredentialType, ResultReason } from '../enums.ts';
import {
  type Credential,
  deviceCredential,
  headerVersion,
  type RequestHeader,
  type RequestItem,
  requestHeader,
  requestItem,
  usernameAndPassword,
} from '../messages.ts';
import { Tag } from '../tags.ts';
import type { TtlvNode } from '../ttlv/node.ts';
import { decodeTtlv } from '../ttlv/reader.ts';
import { SchemaError } from '../ttlv/schema.ts';
import {
  isSupported,
  type ProtocolVersion,
  SUPPORTED_VERSIONS,
  V1_0,
  V1_4,
  versionText,
} from '../version.ts';
import type { Refusal } from './refusal.ts';

export interface ReadRequest {
  readonly header: RequestHeader;
  readonly items: readonly RequestItem[];
}

/** A request that cannot be answered item by item; `version` is what the answer is written in. */
export interface UnreadableRequest extends Refusal {
  readonly version: ProtocolVersion;
}

const MAX_BATCH_ITEMS = 1024;

/** Reads a request's header and batch items strictly; payloads are read by their operations. */
export function readRequest(frame: Uint8Array): Result<ReadRequest, UnreadableRequest> {
  const decoded = decodeTtlv(frame);
  if (!decoded.ok) return unreadable(V1_0, `The message is not well-formed: ${decoded.fault.message}.`);
  let version = V1_0;
  try {
    version = headerVersion(decoded.value);
    if (!isSupported(version)) {
      const [newest = V1_4] = SUPPORTED_VERSIONS;
      return unreadable(
        newest,
        `KMIP ${versionText(version)} is not spoken here; 1.0 to ${versionText(newest)} are.`,
      );
    }
    return readItems(decoded.value, version);
  } catch (error) {
    if (error instanceof SchemaError) return unreadable(version, error.message);
    throw error;
  }
}

function readItems(message: TtlvNode, version: ProtocolVersion): Result<ReadRequest, UnreadableRequest> {
  const context = { version };
  const [head, ...rest] = message.type === 'Structure' ? message.value : [];
  if (head?.tag !== Tag.RequestHeader) throw new SchemaError('The message begins without a Request Header.');
  const header = requestHeader.read(head, context);
  if (header.batchCount !== rest.length) {
    return unreadable(version, `The Batch Count is ${header.batchCount}, and ${rest.length} items follow.`);
  }
  if (rest.length === 0 || rest.length > MAX_BATCH_ITEMS) {
    return unreadable(version, `A request has 1 to ${MAX_BATCH_ITEMS} batch items, not ${rest.length}.`);
  }
  const items = rest.map((node) => {
    if (node.tag !== Tag.BatchItem) throw new SchemaError('Only batch items follow the header.');
    return requestItem.read(node, context);
  });
  if (items.length > 1 && items.some((item) => item.batchId === undefined)) {
    return unreadable(version, 'Each item of a batch of several needs a Unique Batch Item ID.');
  }
  return ok({ header, items });
}

function unreadable(version: ProtocolVersion, message: string): ReturnType<typeof fail<UnreadableRequest>> {
  return fail({ version, reason: ResultReason.InvalidMessage, message });
}

/** The user of the client that a credential names, and the password it gives. */
export interface NamedUser {
  readonly user: string;
  readonly password: string;
}

export function namedUser(credential: Credential, version: ProtocolVersion): Result<NamedUser, Refusal> {
  if (credential.type === CredentialType.UsernameAndPassword) {
    const { username, password } = usernameAndPassword.read(credential.value, { version });
    return ok({ user: username, password: password ?? '' });
  }
  if (credential.type === CredentialType.Device) {
    const device = deviceCredential.read(credential.value, { version });
    const name = device.deviceIdentifier ?? device.deviceSerialNumber ?? device.machineIdentifier ?? '';
    return ok({ user: `device ${name}`, password: device.password ?? '' });
  }
  return fail({
    reason: ResultReason.AuthenticationNotSuccessful,
    message: 'The credential is of no type that is accepted: user name and password, and device, are.',
  });
}

/** The version that a request is written in, as far as that can be read. */
export function headerVersionOf(frame: Uint8Array): ProtocolVersion {
  const decoded = decodeTtlv(frame);
  if (!decoded.ok) return V1_0;
  try {
    const version = headerVersion(decoded.value);
    return isSupported(version) ? version : V1_0;
  } catch (error) {
    if (error instanceof SchemaError) return V1_0;
    throw error;
  }
}
