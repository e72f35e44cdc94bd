import { closeSync, openSync, readFileSync, renameSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { makePrivateFolder } from '../../base/private-folder.ts';
import { openGcm, sealGcm } from '../../crypto/aes-gcm.ts';
import { sha256Hex } from '../../crypto/digest.ts';
import { randomUuid } from '../../crypto/random.ts';
import { importSecretKey, type SecretKey, withKeyBytes } from '../../crypto/secret-key.ts';
import type { CryptoKeyId } from '../rows.ts';

/**
 * The key bytes that hosts' encryption modules hold. Which host holds which key is a fact of the model
 * (the rows of `heldKeys`); the bytes live in a memory-backed folder, sealed, so that every process of this
 * datacenter sees the same host. Without such a folder they live in this process alone.
 */
export interface HostKeys {
  put(hostId: string, key: CryptoKeyId, secret: SecretKey): void;
  get(hostId: string, key: CryptoKeyId): SecretKey | undefined;
  /** Forgets one key. */
  remove(hostId: string, key: CryptoKeyId): void;
  /** A reboot: the host's memory is gone. */
  clear(hostId: string): void;
  /** False when the keys are this process's own and end with it. */
  readonly isShared: boolean;
}

export interface HostKeysOptions {
  /** Folders to try in order, such as `/run/user/1000/vseal`; each must be on a memory-backed file system. */
  readonly runtimeFolders: readonly string[];
  /** Names the datacenter, so that two of them do not share keys. */
  readonly instanceUuid: string;
  /** Seals the files; kept with the state's secrets, so the runtime folder alone opens nothing. */
  readonly sealingKey: SecretKey;
}

export function createHostKeys(options: HostKeysOptions): HostKeys {
  for (const runtime of options.runtimeFolders) {
    const folder = memoryBackedFolder(runtime, options.instanceUuid);
    if (folder !== undefined) return sharedKeys(folder, options.sealingKey);
  }
  return processKeys();
}

const TMPFS_MAGIC = 0x01021994;
const RAMFS_MAGIC = 0x858458f6;

function memoryBackedFolder(runtime: string, name: string): string | undefined {
  try {
    const folder = makePrivateFolder(runtime, name);
    const { type } = statfsSync(folder);
    return type === TMPFS_MAGIC || type >>> 0 === RAMFS_MAGIC ? folder : undefined;
  } catch {
    return undefined;
  }
}

function processKeys(): HostKeys {
  const keys = new Map<string, Map<string, SecretKey>>();
  return {
    isShared: false,
    put(hostId, key, secret) {
      const held = keys.get(hostId) ?? new Map<string, SecretKey>();
      keys.set(hostId, held.set(nameOf(key), secret));
    },
    get: (hostId, key) => keys.get(hostId)?.get(nameOf(key)),
    remove: (hostId, key) => void keys.get(hostId)?.delete(nameOf(key)),
    clear: (hostId) => void keys.delete(hostId),
  };
}

function sharedKeys(folder: string, sealingKey: SecretKey): HostKeys {
  const fileOf = (hostId: string, key: CryptoKeyId): string => join(folder, hostId, `${nameOf(key)}.key`);
  const aadOf = (hostId: string, key: CryptoKeyId): Uint8Array =>
    Buffer.from(`host-key ${hostId} ${nameOf(key)}`);
  return {
    isShared: true,
    put(hostId, key, secret) {
      const sealed = withKeyBytes(secret, (bytes) => sealGcm(sealingKey, bytes, aadOf(hostId, key)));
      const file = fileOf(hostId, key);
      const temporary = `${file}.${randomUuid()}`;
      const descriptor = openIn(join(folder, hostId), temporary);
      try {
        writeSync(descriptor, sealed);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, file);
    },
    get(hostId, key) {
      let sealed: Uint8Array;
      try {
        sealed = readFileSync(fileOf(hostId, key));
      } catch {
        return undefined;
      }
      const opened = openGcm(sealingKey, sealed, aadOf(hostId, key));
      return opened.ok ? importSecretKey(opened.value) : undefined;
    },
    remove: (hostId, key) => rmSync(fileOf(hostId, key), { force: true }),
    clear: (hostId) => rmSync(join(folder, hostId), { recursive: true, force: true }),
  };
}

/** Opens a new file in a folder, which is made when it is missing. */
function openIn(folder: string, file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch {
    makeFolder(folder, 0o700);
    return openSync(file, 'wx', 0o600);
  }
}

/** A file name for a key id that a foreign KMS chose. */
function nameOf(key: CryptoKeyId): string {
  return sha256Hex(Buffer.from(JSON.stringify([key.providerId, key.keyId]))).slice(0, 40);
}
