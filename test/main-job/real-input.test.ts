import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { sha256 } from '../../src/crypto/digest.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { keyRing } from '../../src/storage/disk-key.ts';
import { needsCommand } from '../requirements.ts';
import { must, run } from '../storage/fixtures.ts';
import { decryptWithQemu, rawWithQemu } from '../storage/outside-judge.ts';
import { dataKeyOf, keysOf } from './keys.ts';
import { dataOf, filesUnder, json, newFolder, newState, type State, vseal } from './vseal.ts';

const cannotRun =
  needsCommand('qemu-img', 'qemu-utils') ||
  needsCommand('mke2fs', 'e2fsprogs') ||
  needsCommand('cryptsetup', 'cryptsetup-bin');

const DISK_BYTES = 32 * MiB;
const BLOCK_BYTES = 16;
const SEEN_SHIFT = 6;

/** The known files: prose, records, and bytes that no compression would find again. */
function makeTree(folder: string): Buffer[] {
  const files: Record<string, Uint8Array> = {
    'etc/motd': Buffer.from('This machine holds records that are not for other eyes.\n'),
    'srv/customers.csv': Buffer.from(
      Array.from({ length: 20_000 }, (_, n) => `${n},customer ${n},${(n * 7919) % 100_003}\n`).join(''),
    ),
    // Not of the sequence that guests' memory is filled with, of which a swap file may have any part.
    'srv/dump.bin': Buffer.concat(Array.from({ length: (3 * MiB) / 32 }, (_, n) => sha256(`dump ${n}`))),
    'home/ada/letter.txt': Buffer.from('Dear Charles, the engine weaves algebraical patterns.\n'.repeat(40)),
  };
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return Object.values(files).map((bytes) => Buffer.from(bytes));
}

/** An ext4 file system with these files in a VMDK, as qemu-img makes it; `image` is its content. */
function makeDisk(path: string): { image: Buffer; known: Buffer[] } {
  const scratch = newFolder();
  const [tree, raw] = [join(scratch, 'tree'), join(scratch, 'image.raw')];
  const known = makeTree(tree);
  run('mke2fs', '-q', '-t', 'ext4', '-L', 'vault', '-d', tree, raw, `${DISK_BYTES / 1024}k`);
  run('qemu-img', 'convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=monolithicFlat', raw, path);
  return { image: readFileSync(raw), known };
}

/**
 * A window of 32 bytes at any offset of a file covers a whole block of 16 bytes at a multiple of 16. So a search
 * that looks up every such block of the known files at every offset of the haystack misses no window.
 */
function findWindows({ blocks, seen }: Needles, haystack: Buffer): number {
  let found = 0;
  for (let at = 0; at + BLOCK_BYTES <= haystack.length; at++) {
    const key = keyAt(haystack, at);
    if (seen[key >>> SEEN_SHIFT] === 0) continue;
    if (blocks.get(key)?.has(haystack.toString('latin1', at, at + BLOCK_BYTES)) === true) found++;
  }
  return found;
}

interface Needles {
  readonly blocks: ReadonlyMap<number, ReadonlySet<string>>;
  /** By the key's upper bits: 1 where any block has such a key. Most of a haystack is passed over by it. */
  readonly seen: Uint8Array;
}

function needlesOf(known: readonly Buffer[]): Needles {
  const blocks = new Map<number, Set<string>>();
  const seen = new Uint8Array(2 ** (32 - SEEN_SHIFT));
  for (const file of known) {
    for (let at = 0; at + BLOCK_BYTES <= file.length; at += BLOCK_BYTES) {
      const key = keyAt(file, at);
      const block = file.toString('latin1', at, at + BLOCK_BYTES);
      seen[key >>> SEEN_SHIFT] = 1;
      blocks.set(key, (blocks.get(key) ?? new Set()).add(block));
    }
  }
  return { blocks, seen };
}

/** Mixes 16 bytes into a whole number that few other blocks share. */
function keyAt(bytes: Buffer, at: number): number {
  const low = Math.imul(bytes.readInt32LE(at), 0x9e3779b1) ^ Math.imul(bytes.readInt32LE(at + 4), 0x85ebca6b);
  const high =
    Math.imul(bytes.readInt32LE(at + 8), 0xc2b2ae35) ^ Math.imul(bytes.readInt32LE(at + 12), 0x27d4eb2f);
  return (low ^ (high + (low << 6) + (low >>> 2))) | 0;
}

interface Disk {
  readonly Name: string;
  readonly Filename: string;
}

describe.skipIf(cannotRun)('a file system in a VMDK that qemu-img made', () => {
  let state: State;
  let image: Buffer;
  let known: Buffer[];
  let needles: Needles;
  const path = (datastorePath: string): string =>
    join(state.folder, 'datastores', datastorePath.replace(/^\[(.+)\] /, '$1/'));
  const secondDisk = (statements: string): Promise<Disk> =>
    json<Disk>(
      state,
      `${statements}; Get-HardDisk app-01 -Name 'Hard disk 2' | Select-Object Name, Filename | ConvertTo-Json`,
    );
  let encrypted: string;

  beforeAll(async () => {
    state = newState();
    expect((await vseal(state, 'Get-VM')).stderr).toContain('A lab datacenter was made');
    mkdirSync(path('[datastore1] import'));
    ({ image, known } = makeDisk(path('[datastore1] import/data.vmdk')));
    needles = needlesOf(known);
    expect(findWindows(needles, readFileSync(path('[datastore1] import/data-flat.vmdk')))).toBeGreaterThan(
      1000,
    );
    const disk = await secondDisk(
      "New-HardDisk app-01 -DiskPath '[datastore1] import/data.vmdk' | Out-Null; Enable-VMEncryption app-01 | Out-Null",
    );
    encrypted = path(disk.Filename);
  });

  test('leaves no 32-byte window of its files behind, under the datastores or in the state', () => {
    const files = filesUnder(state.folder);
    expect(files).toContain(encrypted);
    for (const file of files) {
      for (const piece of dataOf(file)) expect(findWindows(needles, piece), file).toBe(0);
    }
  });

  test('is ciphertext that qemu-img decrypts under a LUKS1 header with the same volume key', () => {
    const keys = keysOf(state);
    const decrypted = decryptWithQemu(
      encrypted.replace('.vmdk', '-flat.vmdk'),
      dataKeyOf(encrypted, keys),
      newFolder(),
    );
    const disk = must(openDisk(encrypted, { access: 'read', keys: keyRing(keys) }));
    const ranges = must(disk.dataRanges());
    disk.close();
    const allocated = ranges.reduce((sum, range) => sum + range.lengthBytes, 0);
    expect(allocated).toBeGreaterThan(known.reduce((sum, file) => sum + file.length, 0));
    let outside = 0;
    for (const { offset, lengthBytes } of ranges) {
      expect(image.subarray(outside, offset).every((byte) => byte === 0)).toBe(true);
      outside = offset + lengthBytes;
      expect(decrypted.subarray(offset, outside).equals(image.subarray(offset, outside))).toBe(true);
    }
  });

  test('is bit-equal to the original again after decryption, and clean to qemu-img', async () => {
    const disk = await secondDisk('Disable-VMEncryption app-01 | Out-Null');
    const plain = path(disk.Filename);
    const scratch = newFolder();
    const original = join(scratch, 'original.raw');
    writeFileSync(original, image);
    expect(readFileSync(plain.replace('.vmdk', '-flat.vmdk')).equals(image)).toBe(true);
    expect(run('qemu-img', 'check', plain)).toContain('No errors were found');
    expect(run('qemu-img', 'compare', original, plain)).toContain('Images are identical.');
    expect(rawWithQemu(plain, scratch).equals(image)).toBe(true);
  });
});
