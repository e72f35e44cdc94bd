import type { KeyStatus } from '../datacenter/keys/key-status.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Connection } from './connection.ts';
import { vmValue } from './virtual-machine.ts';
import { vmHostType } from './vm-host.ts';

interface KeyStatusItem {
  readonly connection: Connection;
  readonly status: KeyStatus;
}

/** Whether a key can be had, where it is, and what needs it. */
export const keyStatusType = objectType<KeyStatusItem>()({
  name: 'CryptoKeyStatus',
  fullName: 'VMware.Vim.CryptoManagerKmipCryptoKeyStatus',
  properties: {
    KeyId: { type: 'string', get: ({ status }) => status.key.keyId },
    KeyProvider: { type: 'string', get: ({ status }) => status.key.providerId },
    KeyAvailable: { type: 'bool', get: ({ status }) => status.isAvailable },
    Reason: {
      type: 'string',
      get: ({ status }) => status.reason ?? null,
      help: 'Why it is not to be had, as vSphere names it.',
    },
    State: {
      type: 'string',
      get: ({ status }) => status.state ?? null,
      help: 'What its key management server says of it.',
    },
    OnHosts: {
      type: 'VMHost[]',
      get: ({ connection, status }) => status.hosts.map((row) => objectOf(vmHostType, { connection, row })),
      help: 'The hosts that hold it.',
    },
    EncryptedVMs: {
      type: 'VirtualMachine[]',
      get: ({ connection, status }) => {
        const vms = status.users.flatMap((user) => ('vm' in user ? [user.vm] : []));
        return [...new Map(vms.map((vm) => [vm.id, vm])).values()].map((vm) => vmValue(connection, vm));
      },
    },
    AffectedHosts: {
      type: 'VMHost[]',
      get: ({ connection, status }) =>
        status.users.flatMap((user) =>
          user.kind === 'host' ? [objectOf(vmHostType, { connection, row: user.host })] : [],
        ),
      help: 'The hosts whose host key it is.',
    },
  },
  view: {
    table: [
      { property: 'KeyId', width: 36 },
      { property: 'KeyProvider', width: 12 },
      { property: 'KeyAvailable', width: 12, align: 'left' },
      { property: 'State', width: 12 },
      { property: 'Reason' },
    ],
  },
  toString: ({ status }) => status.key.keyId,
});

export function keyStatusOf(connection: Connection, status: KeyStatus): TypedObject<KeyStatusItem> {
  return objectOf(keyStatusType, { connection, status });
}
