import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

import type { Result } from '../../src/base/result.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { createDisk } from '../../src/storage/disk-file.ts';
import type { KeyEncryptionKey } from '../../src/storage/disk-key.ts';
import { type StorageFault, storageFaultText } from '../../src/storage/storage-fault.ts';

export function must<T>(result: Result<T, StorageFault>): T {
  if (result.ok) return result.value;
  throw new Error(storageFaultText(result.fault).message);
}

export function faultOf<T>(result: Result<T, StorageFault>): StorageFault {
  if (result.ok) throw new Error('a fault was expected');
  return result.fault;
}

export function newKek(keyId: string, providerId = 'kms'): KeyEncryptionKey {
  return { id: { providerId, keyId }, key: generateSecretKey(32) };
}

/** Deterministic bytes that repeat nowhere: the byte at a position tells the position. */
export function pattern(lengthBytes: number, seed: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(lengthBytes / 4));
  let state = (seed * 2654435761) >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, lengthBytes);
}

/** A plain thin disk with data at some places and holes between them. */
export function makePlainDisk(
  path: string,
  capacityBytes: number,
  pieces: readonly { offset: number; bytes: Uint8Array }[],
): void {
  must(createDisk({ path, capacityBytes, isThin: true }));
  const fd = openSync(path.replace(/\.vmdk$/, '-flat.vmdk'), 'r+');
  for (const { offset, bytes } of pieces) writeSync(fd, bytes, 0, bytes.length, offset);
  closeSync(fd);
}

export function flatBytes(path: string): Buffer {
  return readFileSync(path.replace(/\.vmdk$/, '-flat.vmdk'));
}

export function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
