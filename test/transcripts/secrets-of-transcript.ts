import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withKeyBytes } from '../../src/crypto/secret-key.ts';
import type { KeyEncryptionKey } from '../../src/storage/disk-key.ts';
import { openHomeKey, readVmx } from '../../src/storage/vm-home.ts';
import { type Canary, canariesOf, createCanarySearch } from '../canaries.ts';
import { dataKeyOf, keysAt, keysIn } from '../main-job/keys.ts';
import { dataOf, filesUnder } from '../main-job/vseal.ts';

/** Shorter ones are found by chance. */
const SHORTEST_PASSWORD = 8;
const LONGEST_DESCRIPTOR_BYTES = 64 * 1024;

/** What a transcript's folder must not show anywhere: its keys by themselves, and the passwords that were typed. */
export function secretsOf(folder: string, inputs: readonly string[]): Canary[] {
  const outside = join(folder, 'kms');
  const keys = [
    ...(existsSync(join(folder, 'secrets', 'kms')) ? keysIn(folder) : []),
    ...(existsSync(outside) ? keysAt(join(outside, 'keystore.json'), join(outside, 'secrets')) : []),
  ];
  const canaries = keys.flatMap(({ id, key }) =>
    withKeyBytes(key, (bytes) => canariesOf(`the key ${id.keyId}`, Buffer.from(bytes))),
  );
  for (const file of filesUnder(folder)) {
    if (file.endsWith('.vmdk')) canaries.push(...dataKeyOfFile(file, keys));
    if (file.endsWith('.vmx')) canaries.push(...homeKeyOfFile(file, keys));
  }
  for (const input of inputs)
    for (const [, password = ''] of input.matchAll(/(?:-Password|ConvertTo-SecureString) '([^']+)'/g))
      if (password.length >= SHORTEST_PASSWORD)
        canaries.push(...canariesOf(`the password ${password}`, Buffer.from(password)));
  return canaries;
}

/** Where any of them is seen in a file of the folder, what the shell has shown included. */
export function sightingsIn(folder: string, canaries: readonly Canary[]): string[] {
  if (canaries.length === 0) return [];
  const search = createCanarySearch(canaries);
  return filesUnder(folder).flatMap((file) => dataOf(file).flatMap((piece) => search(file, piece)));
}

function dataKeyOfFile(file: string, keys: readonly KeyEncryptionKey[]): Canary[] {
  if (statSync(file).size > LONGEST_DESCRIPTOR_BYTES) return [];
  const text = readFileSync(file, 'latin1');
  if (!text.startsWith('# Disk DescriptorFile') || !text.includes('encryptionKeys')) return [];
  const dek = orUndefined(() => dataKeyOf(file, keys));
  if (dek === undefined) return [];
  return withKeyBytes(dek, (bytes) => canariesOf(`the data key of ${file}`, Buffer.from(bytes)));
}

function homeKeyOfFile(file: string, keys: readonly KeyEncryptionKey[]): Canary[] {
  const vmx = readVmx(file);
  if (!vmx.ok || vmx.value.encryption === undefined) return [];
  for (const { key } of keys) {
    const home = openHomeKey(vmx.value, key, file);
    if (home.ok)
      return withKeyBytes(home.value, (bytes) => canariesOf(`the home key of ${file}`, Buffer.from(bytes)));
  }
  return [];
}

/** The key of a file may be gone, or be one of another server. */
function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
