import type { CoreDumpRow, HostRow } from '../datacenter/rows.ts';
import { utcDateTime } from '../values/date-time.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { cryptoKeyValue } from './crypto-key-id.ts';
import { vmHostType } from './vm-host.ts';

export interface CoreDumpItem extends Item<CoreDumpRow> {
  readonly host: HostRow;
}

/** A core dump that a host keeps. */
export const coreDumpType = objectType<CoreDumpItem>()({
  name: 'VMHostCoreDump',
  fullName: 'VSeal.VMHostCoreDump',
  properties: {
    Name: { type: 'string', get: ({ row }) => row.name },
    VMHost: {
      type: 'VMHost',
      get: ({ connection, host }) => objectOf(vmHostType, { connection, row: host }),
    },
    Reason: { type: 'string', get: ({ row }) => row.reason, help: 'crash, or live: the host went on.' },
    Created: { type: 'datetime', get: ({ row }) => utcDateTime(row.createdMs) },
    Length: { type: 'long', get: ({ row }) => BigInt(row.sizeBytes), help: 'Bytes of the dump itself.' },
    Encrypted: { type: 'bool', get: ({ row }) => row.keyId !== null },
    EncryptionKeyId: {
      type: 'CryptoKeyId',
      get: ({ row }) => cryptoKeyValue(row.keyId),
      jsonValue: ({ row }) => row.keyId?.keyId ?? null,
      help: 'The host key that it was encrypted with.',
    },
    KMSserver: { type: 'string', get: ({ row }) => row.keyId?.providerId ?? null },
    File: { type: 'string', get: ({ row }) => row.file, help: 'Datastore path.' },
  },
  view: {
    table: [
      { label: 'VMHost', get: ({ host }) => host.name, width: 20 },
      { property: 'Name', width: 18 },
      { property: 'Reason', width: 7 },
      { property: 'Encrypted', width: 9, align: 'left' },
      { property: 'File' },
    ],
  },
  toString: ({ row }) => row.name,
  identity: ({ row }) => row.file,
});

export function coreDumpsOf({ connection, row }: Item<HostRow>): TypedObject<CoreDumpItem>[] {
  return (row.coreDumps ?? []).map((dump) => coreDumpOf({ connection, row }, dump));
}

export function coreDumpOf({ connection, row }: Item<HostRow>, dump: CoreDumpRow): TypedObject<CoreDumpItem> {
  return objectOf(coreDumpType, { connection, host: row, row: dump });
}
