import { protocolVersion } from './payloads/discover-versions.ts';
import { Tag } from './tags.ts';
import type { TtlvNode } from './ttlv/node.ts';
import {
  anything,
  boolean,
  bytes,
  dateTime,
  enumeration,
  integer,
  optional,
  repeated,
  type SchemaContext,
  SchemaError,
  type ShapeOf,
  structure,
  text,
} from './ttlv/schema.ts';
import { type ProtocolVersion, V1_2, V1_4 } from './version.ts';

/** Messages, headers and batch items: KMIP 1.4 specification §6 and §7. */

export const credential = structure(Tag.Credential, {
  type: enumeration(Tag.CredentialType),
  value: anything(Tag.CredentialValue),
});
export type Credential = ShapeOf<typeof credential>;

export const usernameAndPassword = structure(Tag.CredentialValue, {
  username: text(Tag.Username),
  password: optional(text(Tag.Password)),
});

export const deviceCredential = structure(Tag.CredentialValue, {
  deviceSerialNumber: optional(text(Tag.DeviceSerialNumber)),
  password: optional(text(Tag.Password)),
  deviceIdentifier: optional(text(Tag.DeviceIdentifier)),
  networkIdentifier: optional(text(Tag.NetworkIdentifier)),
  machineIdentifier: optional(text(Tag.MachineIdentifier)),
  mediaIdentifier: optional(text(Tag.MediaIdentifier)),
});

export const requestHeader = structure(Tag.RequestHeader, {
  version: protocolVersion,
  maximumResponseSize: optional(integer(Tag.MaximumResponseSize)),
  clientCorrelationValue: optional(text(Tag.ClientCorrelationValue), V1_4),
  serverCorrelationValue: optional(text(Tag.ServerCorrelationValue), V1_4),
  asynchronous: optional(boolean(Tag.AsynchronousIndicator)),
  attestationCapable: optional(boolean(Tag.AttestationCapableIndicator), V1_2),
  attestationTypes: repeated(enumeration(Tag.AttestationType), V1_2),
  authentication: optional(structure(Tag.Authentication, { credential })),
  errorContinuation: optional(enumeration(Tag.BatchErrorContinuationOption)),
  ordered: optional(boolean(Tag.BatchOrderOption)),
  timeStamp: optional(dateTime(Tag.TimeStamp)),
  batchCount: integer(Tag.BatchCount),
});
export type RequestHeader = ShapeOf<typeof requestHeader>;

export const responseHeader = structure(Tag.ResponseHeader, {
  version: protocolVersion,
  timeStamp: dateTime(Tag.TimeStamp),
  clientCorrelationValue: optional(text(Tag.ClientCorrelationValue), V1_4),
  batchCount: integer(Tag.BatchCount),
});

const messageExtension = structure(Tag.MessageExtension, {
  vendor: text(Tag.VendorIdentification),
  critical: boolean(Tag.CriticalityIndicator),
  extension: anything(Tag.VendorExtension),
});

export const requestItem = structure(Tag.BatchItem, {
  operation: enumeration(Tag.Operation),
  batchId: optional(bytes(Tag.UniqueBatchItemID)),
  payload: anything(Tag.RequestPayload),
  extension: optional(messageExtension),
});
export type RequestItem = ShapeOf<typeof requestItem>;

export const responseItem = structure(Tag.BatchItem, {
  operation: optional(enumeration(Tag.Operation)),
  batchId: optional(bytes(Tag.UniqueBatchItemID)),
  status: enumeration(Tag.ResultStatus),
  reason: optional(enumeration(Tag.ResultReason)),
  message: optional(text(Tag.ResultMessage)),
  correlationValue: optional(bytes(Tag.AsynchronousCorrelationValue)),
  payload: optional(anything(Tag.ResponsePayload)),
  extension: optional(messageExtension),
});
export type ResponseItem = ShapeOf<typeof responseItem>;

export const responseMessage = structure(Tag.ResponseMessage, {
  header: responseHeader,
  items: repeated(responseItem),
});
export type ResponseMessage = ShapeOf<typeof responseMessage>;

export const requestMessage = structure(Tag.RequestMessage, {
  header: requestHeader,
  items: repeated(requestItem),
});
export type RequestMessage = ShapeOf<typeof requestMessage>;

/** The version in a message's header, read before anything else: the rest is read by that version's rules. */
export function headerVersion(message: TtlvNode): ProtocolVersion {
  const header = firstChild(message);
  const version = header === undefined ? undefined : firstChild(header);
  if (version?.tag !== Tag.ProtocolVersion)
    throw new SchemaError('The message begins without a protocol version.');
  return protocolVersion.read(version, ANY_VERSION);
}

const ANY_VERSION: SchemaContext = { version: V1_4 };

function firstChild(node: TtlvNode): TtlvNode | undefined {
  return node.type === 'Structure' ? node.value[0] : undefined;
}
