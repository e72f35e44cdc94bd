import { fail, ok, type Result } from '../base/result.ts';
import { unwrapKey, wrapKey } from '../crypto/key-wrap.ts';
import { generateSecretKey, keyLengthBytes, type SecretKey } from '../crypto/secret-key.ts';
import { readDescriptor, writeDescriptor } from './descriptor-file.ts';
import { type KeyId, sameKeyId } from './key-id.ts';
import { formatKeyLocator, parseKeyLocator, phrasePairOf } from './key-locator.ts';
import type { StorageFault } from './storage-fault.ts';
import type { VmdkDescriptor } from './vmdk-descriptor.ts';

/** A key-encryption key and the name under which its key provider has it. */
export interface KeyEncryptionKey {
  readonly id: KeyId;
  readonly key: SecretKey;
}

/** Finds the KEK of an id among those that the caller holds; undefined when it does not hold it. */
export type KeyRing = (id: KeyId) => SecretKey | undefined;

export function keyRing(keks: readonly KeyEncryptionKey[]): KeyRing {
  return (id) => keks.find((kek) => sameKeyId(kek.id, id))?.key;
}

/** A key wrapped under a KEK, as a VM's files hold it. */
export interface WrappedKey {
  readonly keyId: KeyId;
  readonly wrapped: Uint8Array;
}

const DATA_KEY_BYTES = 64;
/** Stands where VMware names a MAC: this locked data is the key itself, wrapped as RFC 3394 says. */
const LOCKED_AS = 'RFC-3394';
const IO_FILTER = 'vmwarevmcrypt';

/** A fresh data-encryption key: 512 random bits, two different halves for XTS-AES-256. */
export function generateDataKey(): SecretKey {
  return generateSecretKey(DATA_KEY_BYTES);
}

/** `vmware:key/list/(pair/(fqid/<VMWARE-NULL>/provider/key,RFC-3394,base64))` with `key` wrapped under `kek`. */
export function lockKey(kek: KeyEncryptionKey, key: SecretKey): string {
  return formatKeyLocator({
    type: 'list',
    members: [
      {
        type: 'pair',
        locker: { type: 'fqid', uniqueId: '', providerId: kek.id.providerId, keyId: kek.id.keyId },
        mac: LOCKED_AS,
        lockedData: wrapKey(kek.key, key),
      },
    ],
  });
}

/** The first wrapped key of a key safe. `path` names the file in a fault. */
export function wrappedKeyOf(keySafe: string, path: string): Result<WrappedKey, StorageFault> {
  const malformed = (reason: string) => fail({ kind: 'InvalidFileFormat', path, reason } as const);
  const parsed = parseKeyLocator(keySafe);
  if (!parsed.ok) {
    return malformed(
      `its key locator is malformed at character ${parsed.fault.offset}: ${parsed.fault.reason}`,
    );
  }
  const members = parsed.value.type === 'list' ? parsed.value.members : [parsed.value];
  for (const member of members) {
    if (member.type !== 'pair' || member.locker.type !== 'fqid' || member.mac !== LOCKED_AS) continue;
    const { providerId, keyId } = member.locker;
    return ok({ keyId: { providerId, keyId }, wrapped: member.lockedData });
  }
  if (phrasePairOf(parsed.value) !== undefined) return fail({ kind: 'PassphraseRequired', path });
  return malformed('its key locator holds no key that a key provider wrapped');
}

/** Unwraps the key of a key safe; `KeyIntegrityFault` when `kek` did not wrap it. */
export function unlockKey(keySafe: string, kek: SecretKey, path: string): Result<SecretKey, StorageFault> {
  const wrapped = wrappedKeyOf(keySafe, path);
  if (!wrapped.ok) return wrapped;
  const key = unwrapKey(kek, wrapped.value.wrapped);
  if (key.ok) return key;
  const { providerId, keyId } = wrapped.value.keyId;
  return fail({
    kind: 'KeyIntegrityFault',
    path,
    reason: `it was wrapped by key ${keyId} of ${providerId}, and the key at hand does not unwrap it`,
  });
}

/** Which key an encrypted disk needs; undefined for a plain disk. */
export function diskKeyId(descriptor: VmdkDescriptor, path: string): Result<KeyId | undefined, StorageFault> {
  if (descriptor.encryptionKeys === undefined) return ok(undefined);
  const wrapped = wrappedKeyOf(descriptor.encryptionKeys, path);
  return wrapped.ok ? ok(wrapped.value.keyId) : wrapped;
}

/** Unwraps the disk's data key. The disk must be encrypted. */
export function openDataKey(
  descriptor: VmdkDescriptor,
  kek: SecretKey,
  path: string,
): Result<SecretKey, StorageFault> {
  if (descriptor.encryptionKeys === undefined) {
    return fail({
      kind: 'InvalidDiskRequest',
      path,
      reason: 'the disk is not encrypted, so it has no data key',
    });
  }
  const dek = unlockKey(descriptor.encryptionKeys, kek, path);
  if (!dek.ok || keyLengthBytes(dek.value) === DATA_KEY_BYTES) return dek;
  return fail({ kind: 'InvalidFileFormat', path, reason: `a data key has ${DATA_KEY_BYTES} bytes` });
}

/** The descriptor with its encryption set to `dek` wrapped under `kek`, or with none. */
export function withDataKey(
  descriptor: VmdkDescriptor,
  encryption: { readonly kek: KeyEncryptionKey; readonly dek: SecretKey } | undefined,
): VmdkDescriptor {
  const { createType, cid, parentCid, parentFileNameHint, extents } = descriptor;
  const hint = parentFileNameHint === undefined ? {} : { parentFileNameHint };
  const plain = { createType, cid, parentCid, ...hint, extents };
  const ddb = new Map(descriptor.ddb);
  ddb.delete('iofilters');
  if (encryption === undefined) return { ...plain, ddb };
  ddb.set('iofilters', IO_FILTER);
  const { kek, dek } = encryption;
  return { ...plain, ddb, encryptionKeys: lockKey(kek, dek), keyId: kek.id.keyId };
}

/**
 * Shallow recrypt of one disk: its data key is wrapped anew under `next` and the descriptor replaced in one
 * step; no data is touched. Repeating it after a crash is harmless: a disk that names `next` already is left.
 */
export function rewrapDescriptor(
  path: string,
  current: KeyEncryptionKey,
  next: KeyEncryptionKey,
): Result<void, StorageFault> {
  const descriptor = readDescriptor(path);
  if (!descriptor.ok) return descriptor;
  const holder = diskKeyId(descriptor.value, path);
  if (!holder.ok) return holder;
  const opensWithNext = holder.value !== undefined && sameKeyId(holder.value, next.id);
  const dek = openDataKey(descriptor.value, opensWithNext ? next.key : current.key, path);
  if (!dek.ok) return dek;
  if (opensWithNext) return ok(undefined);
  return writeDescriptor(path, withDataKey(descriptor.value, { kek: next, dek: dek.value }));
}
