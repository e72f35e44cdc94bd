import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../src/base/units.ts';
import { withKeyBytes } from '../../src/crypto/secret-key.ts';
import { CONVERSION_FAULT_POINTS } from '../../src/storage/conversion-fault-points.ts';
import { findLeftovers, removeLeftovers, removeTemporaries } from '../../src/storage/conversion-marker.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { keyRing } from '../../src/storage/disk-key.ts';
import { bundleChild, runChild } from './child-process.ts';
import { flatBytes, makePlainDisk, must, newKek, pattern } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

interface Disk {
  readonly what: string;
  readonly capacityBytes: number;
  readonly data: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
  /** Passes of 'convert.chunk-written' to let go by before the kill, so that it falls among the data. */
  readonly chunksBefore: readonly number[];
}

const DISKS: Disk[] = [
  {
    what: 'of much data, in threads',
    capacityBytes: 64 * MiB,
    data: [
      { offset: MiB, bytes: pattern(20 * MiB, 3) },
      { offset: 60 * MiB, bytes: pattern(MiB, 4) },
    ],
    chunksBefore: [0, 3, 70],
  },
  {
    what: 'of little data, on the thread that asks for it',
    capacityBytes: MiB,
    data: [{ offset: 256 * KiB, bytes: pattern(192 * KiB, 5) }],
    chunksBefore: [0, 2],
  },
];

describe.each(DISKS)('a conversion $what that is killed', ({ capacityBytes, data, chunksBefore }) => {
  const folder = scratchFolder();
  const template = join(folder, 'template');
  const keyFile = join(folder, 'kek');
  const kek = newKek('kek-1');
  let child: string;
  let original: Buffer;

  beforeAll(async () => {
    child = await bundleChild('convert-child.ts', folder);
    mkdirSync(template);
    makePlainDisk(join(template, 'app-01.vmdk'), capacityBytes, data);
    original = flatBytes(join(template, 'app-01.vmdk'));
    withKeyBytes(kek.key, (bytes) => writeFileSync(keyFile, bytes));
  });

  const points = CONVERSION_FAULT_POINTS.flatMap((name) =>
    name === 'convert.chunk-written' ? chunksBefore.map((passes) => `${name}:${passes}`) : [name],
  );

  it.each(points)('at %s leaves the disk wholly before or wholly after, and nothing behind', (point) => {
    const vm = join(folder, `vm-${point.replace(':', '-')}`);
    cpSync(template, vm, { recursive: true });
    const end = runChild(child, join(vm, 'app-01.vmdk'), keyFile, point);
    expect(end.signal, end.output).toBe('SIGKILL');

    const committed = existsSync(join(vm, 'committed'));
    const disk = committed ? readFileSync(join(vm, 'committed'), 'utf8') : join(vm, 'app-01.vmdk');
    must(removeLeftovers(must(findLeftovers(vm, new Set([basename(disk)])))));
    must(removeTemporaries(vm));
    expect(must(findLeftovers(vm, new Set([basename(disk)])))).toEqual({
      committed: [],
      abandoned: [],
      temporaries: [],
    });
    const files = readdirSync(vm).filter((name) => name !== 'committed');
    expect(files.sort()).toEqual([basename(disk).replace('.vmdk', '-flat.vmdk'), basename(disk)].sort());

    const opened = must(openDisk(disk, { access: 'read', keys: keyRing([kek]) }));
    expect(opened.isEncrypted).toBe(committed);
    const bytes = Buffer.alloc(original.length);
    must(opened.read(bytes, 0));
    opened.close();
    expect(bytes.equals(original)).toBe(true);
  });

  it('is not needed for success: unarmed, the same child converts', () => {
    const vm = join(folder, 'vm-whole');
    cpSync(template, vm, { recursive: true });
    const end = runChild(child, join(vm, 'app-01.vmdk'), keyFile);
    expect(end, end.output).toMatchObject({ status: 0, signal: null });
    expect(readdirSync(vm).sort()).toEqual(['app-01_1-flat.vmdk', 'app-01_1.vmdk', 'committed']);
  });
});
