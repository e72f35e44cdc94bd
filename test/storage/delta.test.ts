import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../src/base/units.ts';
import { planConversion, startConversion } from '../../src/storage/conversion.ts';
import { createDelta, skipParent } from '../../src/storage/delta.ts';
import { type Disk, openDisk } from '../../src/storage/disk.ts';
import { createDisk, inspectDisk, removeDisk } from '../../src/storage/disk-file.ts';
import { type KeyEncryptionKey, keyRing, rewrapDescriptor } from '../../src/storage/disk-key.ts';
import { nextDeltaPath } from '../../src/storage/disk-name.ts';
import { startMerge } from '../../src/storage/merge.ts';
import { needsCommand } from '../requirements.ts';
import { faultOf, makePlainDisk, must, newKek, pattern, run } from './fixtures.ts';
import { rawWithQemu } from './outside-judge.ts';
import { scratchFolder } from './scratch-folder.ts';

const RUNS = process.env['SOAK'] === '1' ? 5_000 : 25;
const noQemu = needsCommand('qemu-img', 'qemu-utils');
/** Not a whole number of grains, nor of blocks. */
const CAPACITY = 2 * MiB + 3 * 512;

function open(path: string, access: 'read' | 'write', ...keks: KeyEncryptionKey[]): Disk {
  return must(openDisk(path, { access, keys: keyRing(keks) }));
}

function contentOf(path: string, ...keks: KeyEncryptionKey[]): Buffer {
  const disk = open(path, 'read', ...keks);
  const bytes = Buffer.alloc(disk.capacityBytes);
  must(disk.read(bytes, 0));
  disk.close();
  return bytes;
}

function change(path: string, offset: number, bytes: Uint8Array, ...keks: KeyEncryptionKey[]): void {
  const disk = open(path, 'write', ...keks);
  must(disk.write(Uint8Array.from(bytes), offset));
  must(disk.flush());
  disk.close();
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'write' as const,
      'write' as const,
      'zero' as const,
      'snapshot' as const,
      'reopen' as const,
    ),
    sector: fc.nat(CAPACITY / 512 - 1),
    sectors: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 100, max: 700 })),
    seed: fc.nat(),
  }),
  { minLength: 1, maxLength: 14 },
);

describe('a disk with snapshots', () => {
  it.each([
    ['plain', undefined],
    ['encrypted', newKek('kek-1')],
  ])('reads what was written last, whatever the layers are (%s)', (_, kek) => {
    fc.assert(
      fc.property(steps, (script) => {
        const folder = scratchFolder();
        const keks = kek === undefined ? [] : [kek];
        let path = join(folder, 'app-01.vmdk');
        must(createDisk({ path, capacityBytes: CAPACITY, isThin: true, ...(kek && { kek }) }));
        const expected = Buffer.alloc(CAPACITY);
        let disk = open(path, 'write', ...keks);
        for (const { kind, sector, sectors, seed } of script) {
          const offset = sector * 512;
          const lengthBytes = Math.min(sectors * 512, CAPACITY - offset);
          if (kind === 'write') {
            const bytes = pattern(lengthBytes, seed);
            expected.set(bytes, offset);
            must(disk.write(bytes, offset));
          } else if (kind === 'zero') {
            expected.fill(0, offset, offset + lengthBytes);
            must(disk.zero(offset, lengthBytes));
          } else {
            must(disk.flush());
            disk.close();
            if (kind === 'snapshot') {
              const parentPath = path;
              path = nextDeltaPath(path);
              must(createDelta({ path, parentPath, ...(kek && { kek }) }));
            }
            disk = open(path, 'write', ...keks);
          }
          const part = Buffer.alloc(lengthBytes);
          must(disk.read(part, offset));
          expect(part.equals(expected.subarray(offset, offset + lengthBytes))).toBe(true);
        }
        must(disk.flush());
        disk.close();
        expect(contentOf(path, ...keks).equals(expected)).toBe(true);
        if (kek === undefined && !noQemu) expect(rawWithQemu(path, folder).equals(expected)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('shows no old data of its parent where the child was zeroed', () => {
    const folder = scratchFolder();
    const [base, child] = [join(folder, 'a.vmdk'), join(folder, 'a-000001.vmdk')];
    makePlainDisk(base, MiB, [{ offset: 0, bytes: pattern(MiB, 1) }]);
    must(createDelta({ path: child, parentPath: base }));
    const disk = open(child, 'write');
    must(disk.zero(0, 512 * KiB));
    must(disk.flush());
    disk.close();
    expect(
      contentOf(child)
        .subarray(0, 512 * KiB)
        .every((byte) => byte === 0),
    ).toBe(true);
    expect(
      contentOf(child)
        .subarray(512 * KiB)
        .equals(contentOf(base).subarray(512 * KiB)),
    ).toBe(true);
    expect(must(inspectDisk(child)).allocatedBytes).toBeLessThan(64 * KiB);
  });

  it('is refused when its parent was changed, is encrypted without a key, or is not where it must be', () => {
    const folder = scratchFolder();
    const [base, child] = [join(folder, 'a.vmdk'), join(folder, 'a-000001.vmdk')];
    const kek = newKek('kek-1');
    must(createDisk({ path: base, capacityBytes: MiB, isThin: true, kek }));
    expect(faultOf(createDelta({ path: child, parentPath: base })).kind).toBe('InvalidDiskRequest');
    const far = join(scratchFolder(), 'a-000001.vmdk');
    expect(faultOf(createDelta({ path: join(far, 'x', 'y.vmdk'), parentPath: base, kek })).kind).toBe(
      'InvalidDiskRequest',
    );
    must(createDelta({ path: child, parentPath: base, kek }));
    expect(faultOf(openDisk(child, { access: 'read' }))).toMatchObject({
      kind: 'EncryptionKeyRequired',
      key: kek.id,
    });
    const next = newKek('kek-2');
    for (const path of [base, child]) must(rewrapDescriptor(path, kek, next));
    expect(contentOf(child, next)).toHaveLength(MiB);
    must(removeDisk(base));
    must(createDisk({ path: base, capacityBytes: MiB, isThin: true }));
    expect(faultOf(openDisk(child, { access: 'read', keys: keyRing([next]) }))).toMatchObject({
      kind: 'InvalidFileFormat',
      reason: expect.stringContaining('was changed'),
    });
  });

  it('consolidates: the middle delta into the base, then the last one', () => {
    const folder = scratchFolder();
    const kek = newKek('kek-1');
    const [base, middle, top] = ['a.vmdk', 'a-000001.vmdk', 'a-000002.vmdk'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    must(createDisk({ path: base, capacityBytes: 4 * MiB, isThin: true, kek }));
    change(base, 0, pattern(2 * MiB, 1), kek);
    must(createDelta({ path: middle, parentPath: base, kek }));
    change(middle, MiB, pattern(MiB + 512, 2), kek);
    must(createDelta({ path: top, parentPath: middle, kek }));
    change(top, 512, pattern(1024, 3), kek);
    const expected = contentOf(top, kek);

    const merged = must(must(startMerge(middle, [kek])).wait());
    expect(merged.parentPath).toBe(base);
    expect(contentOf(top, kek).equals(expected)).toBe(true);
    must(skipParent(top, base));
    must(skipParent(top, base));
    must(removeDisk(middle));
    expect(contentOf(top, kek).equals(expected)).toBe(true);

    must(must(startMerge(top, [kek])).wait());
    must(removeDisk(top));
    expect(contentOf(base, kek).equals(expected)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['a-flat.vmdk', 'a.vmdk']);
  });

  it('is cloned flat, and moved delta by delta', () => {
    const [folder, elsewhere] = [scratchFolder(), scratchFolder()];
    const kek = newKek('kek-1');
    const [base, child] = [join(folder, 'a.vmdk'), join(folder, 'a-000001.vmdk')];
    must(createDisk({ path: base, capacityBytes: MiB, isThin: true, kek }));
    change(base, 0, pattern(300 * KiB, 1), kek);
    must(createDelta({ path: child, parentPath: base, kek }));
    change(child, 100 * KiB, pattern(64 * KiB, 2), kek);
    const expected = contentOf(child, kek);
    expect(faultOf(planConversion({ kind: 'decrypt', source: child, replacesSource: true })).kind).toBe(
      'InvalidDiskRequest',
    );

    const clone = must(
      planConversion({
        kind: 'clone',
        source: child,
        targetFolder: elsewhere,
        targetName: 'c.vmdk',
        replacesSource: false,
      }),
    );
    must(startConversion(clone, { source: [kek], target: kek }).wait());
    expect(contentOf(clone.target, kek).equals(expected)).toBe(true);

    for (const [source, targetName] of [
      [base, 'b.vmdk'],
      [child, 'b-000001.vmdk'],
    ] as const) {
      const parentName = 'b.vmdk';
      const move = must(
        planConversion({
          kind: 'copy',
          source,
          targetFolder: elsewhere,
          targetName,
          parentName,
          replacesSource: true,
        }),
      );
      must(startConversion(move, {}).wait());
    }
    expect(contentOf(join(elsewhere, 'b-000001.vmdk'), kek).equals(expected)).toBe(true);
  });
});

describe.skipIf(noQemu)('sparse disks and qemu-img', () => {
  it('agree on our delta: qemu-img checks it and writes through it', () => {
    const folder = scratchFolder();
    const [base, child] = [join(folder, 'a.vmdk'), join(folder, 'a-000001.vmdk')];
    makePlainDisk(base, 8 * MiB, [{ offset: 0, bytes: pattern(MiB, 1) }]);
    must(createDelta({ path: child, parentPath: base }));
    change(child, 70_144, pattern(200 * KiB, 2));
    expect(run('qemu-img', 'check', child)).toContain('No errors were found');
    expect(rawWithQemu(child, folder).equals(contentOf(child))).toBe(true);
    run('qemu-io', '-f', 'vmdk', '-c', 'write -P 0x5a 3M 70k', child);
    expect(
      contentOf(child)
        .subarray(3 * MiB, 3 * MiB + 70 * KiB)
        .every((byte) => byte === 0x5a),
    ).toBe(true);
  });

  it.each(['monolithicSparse', 'twoGbMaxExtentSparse', 'streamOptimized'])(
    'agree on a %s of qemu-img',
    (subformat) => {
      const folder = scratchFolder();
      const image = Buffer.alloc(5 * MiB);
      image.set(pattern(MiB + 512, 7), 0);
      image.fill('text that deflates ', 3 * MiB, 3 * MiB + 100_000);
      const path = join(folder, 'image.vmdk');
      writeFileSync(join(folder, 'image.raw'), image);
      run(
        'qemu-img',
        'convert',
        '-f',
        'raw',
        '-O',
        'vmdk',
        '-o',
        `subformat=${subformat}`,
        join(folder, 'image.raw'),
        path,
      );
      expect(must(inspectDisk(path))).toMatchObject({ createType: subformat, capacityBytes: image.length });
      expect(contentOf(path).equals(image)).toBe(true);
      const kek = newKek('kek-1');
      const plan = must(planConversion({ kind: 'encrypt', source: path, replacesSource: true }));
      expect(plan.dataBytes).toBeLessThan(2 * MiB);
      must(startConversion(plan, { target: kek }).wait());
      expect(contentOf(plan.target, kek).equals(image)).toBe(true);
    },
  );

  it('agree on a delta that qemu-img made over our disk', () => {
    const folder = scratchFolder();
    const [base, child] = [join(folder, 'a.vmdk'), join(folder, 'child.vmdk')];
    makePlainDisk(base, 8 * MiB, [{ offset: MiB, bytes: pattern(MiB, 1) }]);
    run('qemu-img', 'create', '-f', 'vmdk', '-b', 'a.vmdk', '-F', 'vmdk', child);
    run('qemu-io', '-f', 'vmdk', '-c', 'write -P 0x33 1M 5k', child);
    const content = contentOf(child);
    expect(content.subarray(MiB, MiB + 5 * KiB).every((byte) => byte === 0x33)).toBe(true);
    expect(content.subarray(MiB + 5 * KiB).equals(contentOf(base).subarray(MiB + 5 * KiB))).toBe(true);
  });
});
