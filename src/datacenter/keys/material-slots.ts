import { dirname } from 'node:path';
import { openGcm, sealGcm } from '../../crypto/aes-gcm.ts';
import { randomBytes } from '../../crypto/random.ts';
import { importSecretKey, type SecretKey, zeroise } from '../../crypto/secret-key.ts';
import { KeyStoreUnavailable } from '../../kmip/server/key-store.ts';
import { systemFault } from '../../state/fault.ts';
import {
  closeQuietly,
  nodeFileSystem as files,
  type OpenMode,
  readUpTo,
  writeAll,
} from '../../state/file-system.ts';

/**
 * A file of random keys, one for each secret that a key store has ever kept. The store's own files hold a secret only
 * as sealed under its key here, however many copies of it their snapshots and journals have. So a secret is destroyed by
 * overwriting 32 bytes, whatever else the store holds (NIST SP 800-88, cryptographic erase).
 *
 * Used under the store's lock, but for `open`. What cannot be read or written throws `KeyStoreUnavailable`.
 */
export interface MaterialSlots {
  /** Makes `slot` ready to be sealed under. Slots are taken in their order, each for one secret and never again. */
  prepare(slot: number): void;
  seal(slot: number, secret: Uint8Array, label: string): Uint8Array;
  /** The secret, which the caller zeroises; undefined where the slot was wiped. */
  open(slot: number, sealed: Uint8Array, label: string): Uint8Array | undefined;
  /** Overwrites slots; the keys are gone from the disk when this returns. */
  wipe(slots: readonly number[]): void;
}

const SLOT_BYTES = 32;
/** Made and synced together, so that few secrets wait for the disk twice. */
const SLOTS_AT_ONCE = 128;
const WIPED = Buffer.alloc(SLOT_BYTES);

export function createMaterialSlots(path: string): MaterialSlots {
  const keyOf = (slot: number): SecretKey | undefined => {
    const bytes = onFile(path, 'read', (fd) => readUpTo(files, fd, slot * SLOT_BYTES, SLOT_BYTES));
    if (bytes.length < SLOT_BYTES) throw new KeyStoreUnavailable(`${path} is shorter than its store needs.`);
    return bytes.equals(WIPED) ? undefined : importSecretKey(bytes);
  };
  return {
    prepare(slot) {
      if (slot % SLOTS_AT_ONCE !== 0) return;
      onFile(path, 'update', (fd) => {
        const made = readUpTo(files, fd, slot * SLOT_BYTES, SLOTS_AT_ONCE * SLOT_BYTES);
        // Keys of a try that came to nothing are good; those of a process that is faster must stay.
        if (!isWhole(made)) {
          const keys = randomBytes(SLOTS_AT_ONCE * SLOT_BYTES);
          writeAll(files, fd, keys, slot * SLOT_BYTES);
          zeroise(keys);
        }
        zeroise(made);
        files.sync(fd);
        files.syncFolder(dirname(path));
      });
    },
    seal(slot, secret, label) {
      const key = keyOf(slot);
      if (key === undefined) throw new KeyStoreUnavailable(`${path} is not that of its store.`);
      return sealGcm(key, secret, Buffer.from(label));
    },
    open(slot, sealed, label) {
      const key = keyOf(slot);
      if (key === undefined) return undefined;
      const opened = openGcm(key, sealed, Buffer.from(label));
      if (!opened.ok)
        throw new KeyStoreUnavailable(`${path} is not that of its store: ${label} does not open.`);
      return opened.value;
    },
    wipe(slots) {
      if (slots.length === 0) return;
      onFile(path, 'change', (fd) => {
        for (const slot of slots) writeAll(files, fd, WIPED, slot * SLOT_BYTES);
        files.syncData(fd);
      });
    },
  };
}

function isWhole(keys: Buffer): boolean {
  if (keys.length < SLOTS_AT_ONCE * SLOT_BYTES) return false;
  for (let at = 0; at < keys.length; at += SLOT_BYTES) {
    if (keys.subarray(at, at + SLOT_BYTES).equals(WIPED)) return false;
  }
  return true;
}

function onFile<T>(path: string, mode: OpenMode, use: (fd: number) => T): T {
  let fd: number | undefined;
  try {
    fd = files.open(path, mode);
    return use(fd);
  } catch (error) {
    if (error instanceof KeyStoreUnavailable) throw error;
    throw new KeyStoreUnavailable(systemFault(path, mode === 'read' ? 'read' : 'write', error).message);
  } finally {
    if (fd !== undefined) closeQuietly(files, fd);
  }
}
