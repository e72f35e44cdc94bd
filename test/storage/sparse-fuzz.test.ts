import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../src/base/units.ts';
import { createDelta } from '../../src/storage/delta.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { createDisk } from '../../src/storage/disk-file.ts';
import { formatSparseHeader, parseSparseHeader } from '../../src/storage/sparse-header.ts';
import { needsCommand } from '../requirements.ts';
import { must, pattern, run } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

const RUNS = process.env['SOAK'] === '1' ? 1_000_000 : 300;

/** Bytes to put over a file at places where its structure is: header, directory, tables, and grains. */
const changes = fc.array(
  fc.tuple(
    fc.oneof(fc.nat(600), fc.nat(80_000)),
    fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
    fc.integer({ min: 1, max: 8 }),
  ),
  { minLength: 1, maxLength: 4 },
);

describe('a sparse extent of unknown make', () => {
  const folder = scratchFolder();
  const delta = join(folder, 'a-000001.vmdk');
  const extent = join(folder, 'a-000001-delta.vmdk');
  const stream = join(folder, 'stream.vmdk');
  const noQemu = needsCommand('qemu-img', 'qemu-utils');

  beforeAll(() => {
    const base = join(folder, 'a.vmdk');
    must(createDisk({ path: base, capacityBytes: MiB, isThin: true }));
    must(createDelta({ path: delta, parentPath: base }));
    const disk = must(openDisk(delta, { access: 'write' }));
    must(disk.write(pattern(200_192, 1), 70_144));
    must(disk.zero(512 * 1024, 128 * 1024));
    must(disk.flush());
    disk.close();
    if (!noQemu) run('qemu-img', 'convert', '-O', 'vmdk', '-o', 'subformat=streamOptimized', delta, stream);
  });

  function survives(file: string, path: string): void {
    const genuine = readFileSync(file);
    const buffer = new Uint8Array(256 * KiB);
    fc.assert(
      fc.property(changes, fc.nat(genuine.length), fc.boolean(), (places, cut, isCut) => {
        const changed = Buffer.from(isCut ? genuine.subarray(0, cut) : genuine);
        for (const [at, value, count] of places) changed.subarray(at, at + count).fill(value);
        writeFileSync(file, changed);
        const disk = openDisk(path, { access: 'read' });
        if (!disk.ok) return;
        const size = Math.min(disk.value.capacityBytes, buffer.length);
        disk.value.read(buffer.subarray(0, size), 0);
        disk.value.dataRanges(0, size);
        disk.value.close();
      }),
      { numRuns: RUNS },
    );
    writeFileSync(file, genuine);
    expect(openDisk(path, { access: 'read' }).ok).toBe(true);
  }

  it('is opened or refused, whatever was changed in a delta', () => survives(extent, delta));
  it.skipIf(noQemu)('is opened or refused, whatever was changed in a stream', () => survives(stream, stream));

  it('has a header that reads back as it was written', () => {
    const header = parseSparseHeader(readFileSync(extent).subarray(0, 512));
    expect(header).toMatchObject({
      version: 2,
      grainSectors: 128,
      capacitySectors: 2048,
      hasZeroGrains: true,
    });
    if (typeof header !== 'string') expect(parseSparseHeader(formatSparseHeader(header))).toEqual(header);
  });
});
