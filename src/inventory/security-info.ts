import type { CryptoKeyId } from '../datacenter/rows.ts';
import { objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import { cryptoKeyValue } from './crypto-key-id.ts';

/** How a VM, a host or a disk stands to encryption, each in the same words. */
export interface SecurityInfo {
  readonly name: string;
  readonly entity: Value;
  readonly entityType: 'VirtualMachine' | 'Template' | 'VMHost' | 'HardDisk';
  readonly keyId: CryptoKeyId | null;
  readonly storagePolicy: string | null;
  /** A host's: incapable, prepared, safe; a VM's: locked, unlocked. */
  readonly cryptoState: string | null;
}

export const securityInfoType = objectType<SecurityInfo>()({
  name: 'SecurityInfo',
  fullName: 'VMware.VimAutomation.Security.Impl.V1.SecurityInfoImpl',
  aliases: ['VMware.VimAutomation.Security.Types.V1.SecurityInfo'],
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    Entity: { type: 'VIObject', get: ({ entity }) => entity },
    EntityType: { type: 'string', get: ({ entityType }) => entityType },
    IsEncrypted: { type: 'bool', get: ({ keyId }) => keyId !== null },
    EncryptionKeyId: {
      type: 'CryptoKeyId',
      get: ({ keyId }) => cryptoKeyValue(keyId),
      jsonValue: ({ keyId }) => keyId?.keyId ?? null,
    },
    KeyProvider: { type: 'string', get: ({ keyId }) => keyId?.providerId ?? null },
    StoragePolicy: { type: 'string', get: ({ storagePolicy }) => storagePolicy },
    CryptoState: { type: 'string', get: ({ cryptoState }) => cryptoState },
  },
  view: {
    table: [
      { property: 'Name', width: 24 },
      { property: 'IsEncrypted', width: 11, align: 'left' },
      { property: 'CryptoState', width: 11 },
      { property: 'KeyProvider', width: 12 },
      { property: 'EncryptionKeyId' },
    ],
  },
  toString: ({ name }) => name,
});
