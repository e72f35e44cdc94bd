import type { CryptoKeyId } from '../datacenter/rows.ts';
import { objectOf, objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';

const keyProviderId = objectType<string>()({
  name: 'KeyProviderId',
  fullName: 'VMware.Vim.KeyProviderId',
  properties: {
    Id: { type: 'string', get: (id) => id, help: 'The name of the key provider (KMS cluster).' },
  },
  toString: (id) => id,
  identity: (id) => id,
});

/** Which key of which key provider: the key itself is never shown. */
export const cryptoKeyId = objectType<CryptoKeyId>()({
  name: 'CryptoKeyId',
  fullName: 'VMware.Vim.CryptoKeyId',
  properties: {
    KeyId: { type: 'string', get: (key) => key.keyId, help: 'The id that the key management server gave.' },
    ProviderId: {
      type: 'KeyProviderId',
      get: (key) => objectOf(keyProviderId, key.providerId),
      jsonValue: (key) => key.providerId,
    },
  },
  view: {
    table: [
      { property: 'KeyId', width: 36 },
      { label: 'ProviderId', get: (key) => key.providerId },
    ],
  },
  toString: (key) => key.keyId,
  identity: (key) => `${key.providerId} ${key.keyId}`,
});

export function cryptoKeyValue(key: CryptoKeyId | null): Value {
  return key === null ? null : objectOf(cryptoKeyId, key);
}
