import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import {
  type ConversionKeys,
  type ConversionRequest,
  type ConversionResult,
  planConversion,
  startConversion,
} from '../../src/storage/conversion.ts';
import { finishConversion } from '../../src/storage/conversion-marker.ts';
import { requireFreeSpace } from '../../src/storage/datastore.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { inspectDisk } from '../../src/storage/disk-file.ts';
import { type KeyEncryptionKey, keyRing } from '../../src/storage/disk-key.ts';
import { faultOf, flatBytes, makePlainDisk, must, newKek, pattern } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

function convert(request: ConversionRequest, keys: ConversionKeys): ConversionResult {
  return must(startConversion(must(planConversion(request)), keys).wait());
}

function guestBytes(path: string, ...keks: KeyEncryptionKey[]): Uint8Array {
  const disk = must(openDisk(path, { access: 'read', keys: keyRing(keks) }));
  const bytes = new Uint8Array(disk.capacityBytes);
  must(disk.read(bytes, 0));
  disk.close();
  return bytes;
}

describe('converting a disk', () => {
  it('encrypts, re-encrypts and decrypts to the original bytes, keeping holes', () => {
    const folder = scratchFolder();
    const path = join(folder, 'app-01.vmdk');
    const kek = newKek('kek-1');
    makePlainDisk(path, 40 * MiB, [
      { offset: 0, bytes: pattern(3 * MiB, 1) },
      { offset: 20 * MiB + 512, bytes: pattern(70_000, 2) },
    ]);
    const original = flatBytes(path);

    const encrypted = convert({ kind: 'encrypt', source: path, replacesSource: true }, { target: kek });
    expect(basename(encrypted.disk.path)).toBe('app-01_1.vmdk');
    expect(encrypted.disk.keyId).toEqual(kek.id);
    expect(encrypted.disk.allocatedBytes).toBeLessThan(4 * MiB);
    expect(flatBytes(encrypted.disk.path).includes(original.subarray(0, 64))).toBe(false);
    expect(Buffer.compare(guestBytes(encrypted.disk.path, kek), original)).toBe(0);
    must(finishConversion(encrypted.disk.path));
    expect(readdirSync(folder).sort()).toEqual(['app-01_1-flat.vmdk', 'app-01_1.vmdk']);

    const next = newKek('kek-2');
    const rekeyed = convert(
      { kind: 're-encrypt', source: encrypted.disk.path, replacesSource: true },
      { source: [kek], target: next },
    );
    expect(Buffer.compare(guestBytes(rekeyed.disk.path, next), original)).toBe(0);
    expect(flatBytes(rekeyed.disk.path).equals(flatBytes(encrypted.disk.path))).toBe(false);
    must(finishConversion(rekeyed.disk.path));

    const plain = convert(
      { kind: 'decrypt', source: rekeyed.disk.path, replacesSource: true },
      { source: [next] },
    );
    must(finishConversion(plain.disk.path));
    expect(basename(plain.disk.path)).toBe('app-01_3.vmdk');
    expect(flatBytes(plain.disk.path).equals(original)).toBe(true);
    expect(must(inspectDisk(plain.disk.path)).allocatedBytes).toBeLessThan(4 * MiB);
    expect(existsSync(rekeyed.disk.path)).toBe(false);
  });

  it('names the key that is missing', () => {
    const folder = scratchFolder();
    const path = join(folder, 'a.vmdk');
    const kek = newKek('kek-1');
    makePlainDisk(path, MiB, [{ offset: 0, bytes: pattern(4096, 1) }]);
    const { disk } = convert({ kind: 'encrypt', source: path, replacesSource: false }, { target: kek });
    const plan = must(planConversion({ kind: 'decrypt', source: disk.path, replacesSource: true }));
    expect(faultOf(startConversion(plan, {}).wait())).toEqual({
      kind: 'EncryptionKeyRequired',
      path: disk.path,
      key: kek.id,
    });
    const wrong = { ...newKek('other'), id: kek.id };
    expect(faultOf(startConversion(plan, { source: [wrong] }).wait()).kind).toBe('KeyIntegrityFault');
    expect(existsSync(plan.target)).toBe(false);
  });

  it('stops when it is cancelled, and takes its files with it', () => {
    const folder = scratchFolder();
    const path = join(folder, 'app-01.vmdk');
    makePlainDisk(path, 32 * MiB, [{ offset: 0, bytes: pattern(32 * MiB, 1) }]);
    const plan = must(planConversion({ kind: 'encrypt', source: path, replacesSource: true }));
    const pending = startConversion(plan, { target: newKek('kek-1') }, { maxBytesPerSecond: MiB });
    while (pending.progress.doneBytes === 0) expect(pending.poll()).toBe(undefined);
    expect(pending.progress.totalBytes).toBe(32 * MiB);
    pending.cancel();
    expect(faultOf(pending.wait())).toEqual({ kind: 'Cancelled', path: plan.target });
    expect(readdirSync(folder).sort()).toEqual(['app-01-flat.vmdk', 'app-01.vmdk']);
  });

  it('moves ciphertext as it is, and clones under a data key of its own', () => {
    const [folder, elsewhere] = [scratchFolder(), scratchFolder()];
    const path = join(folder, 'app-01.vmdk');
    makePlainDisk(path, 4 * MiB, [{ offset: MiB, bytes: pattern(MiB, 5) }]);
    const original = flatBytes(path);
    const kek = newKek('kek-1');
    const { disk } = convert({ kind: 'encrypt', source: path, replacesSource: true }, { target: kek });
    const moved = convert(
      {
        kind: 'copy',
        source: disk.path,
        targetFolder: elsewhere,
        targetName: 'm.vmdk',
        replacesSource: true,
      },
      {},
    );
    expect(flatBytes(moved.disk.path).equals(flatBytes(disk.path))).toBe(true);
    expect(Buffer.compare(guestBytes(moved.disk.path, kek), original)).toBe(0);
    const clone = convert(
      { kind: 'clone', source: disk.path, targetFolder: elsewhere, replacesSource: false },
      { source: [kek], target: kek },
    );
    expect(flatBytes(clone.disk.path).equals(flatBytes(disk.path))).toBe(false);
    expect(Buffer.compare(guestBytes(clone.disk.path, kek), original)).toBe(0);
  });

  it('moves a disk whose holes are written out under the data key that it keeps: its zeros are encrypted', () => {
    const [folder, elsewhere] = [scratchFolder(), scratchFolder()];
    const path = join(folder, 'app-01.vmdk');
    makePlainDisk(path, 4 * MiB, [{ offset: MiB, bytes: pattern(MiB, 5) }]);
    const original = flatBytes(path);
    const kek = newKek('kek-1');
    const { disk } = convert({ kind: 'encrypt', source: path, replacesSource: true }, { target: kek });
    const request = {
      kind: 'copy',
      source: disk.path,
      targetFolder: elsewhere,
      replacesSource: true,
    } as const;
    const moved = convert({ ...request, isThick: true }, { source: [kek] }).disk;
    const [before, after] = [flatBytes(disk.path), flatBytes(moved.path)];
    expect(after.subarray(MiB, 2 * MiB).equals(before.subarray(MiB, 2 * MiB))).toBe(true);
    for (let at = 0; at < after.length; at += 4096)
      expect(after.subarray(at, at + 4096).some(Boolean)).toBe(true);
    expect([disk.isThin, moved.isThin, moved.keyId]).toEqual([true, false, disk.keyId]);
    expect(Buffer.compare(guestBytes(moved.path, kek), original)).toBe(0);
    const again = must(planConversion({ ...request, isThick: true }));
    const refused = startConversion(again, { source: [newKek('kek-2')] }).wait();
    expect(faultOf(refused)).toMatchObject({ kind: 'EncryptionKeyRequired', key: kek.id });
  });

  it.each([true, false])(
    'clones to a larger disk, with zeros behind the source’s data (thick: %s)',
    (isThick) => {
      const folder = scratchFolder();
      const path = join(folder, 'app-01.vmdk');
      const [source, larger] = [9 * MiB + 512, 17 * MiB];
      makePlainDisk(path, source, [{ offset: 8 * MiB, bytes: pattern(MiB + 512, 6) }]);
      const kek = newKek('kek-1');
      const request = { kind: 'clone', source: path, replacesSource: false, capacityBytes: larger } as const;
      const { disk } = convert({ ...request, isThick }, { target: kek });
      expect([disk.capacityBytes, disk.isThin]).toEqual([larger, !isThick]);
      if (isThick) expect(disk.allocatedBytes).toBeGreaterThanOrEqual(larger);
      else expect(disk.allocatedBytes).toBeLessThan(4 * MiB);
      const wanted = Buffer.alloc(larger);
      wanted.set(flatBytes(path));
      expect(Buffer.compare(guestBytes(disk.path, kek), wanted)).toBe(0);
      const written = flatBytes(disk.path);
      expect(written.subarray(-4096).some(Boolean)).toBe(isThick);
    },
  );

  it('plans names that no other disk of the VM has, and the space that is needed', () => {
    const folder = scratchFolder();
    makePlainDisk(join(folder, 'app-01.vmdk'), MiB, []);
    makePlainDisk(join(folder, 'app-01_1.vmdk'), 8 * MiB, [{ offset: 0, bytes: pattern(5 * MiB, 1) }]);
    const first = must(
      planConversion({ kind: 'encrypt', source: join(folder, 'app-01.vmdk'), replacesSource: true }),
    );
    expect(basename(first.target)).toBe('app-01_2.vmdk');
    const second = must(
      planConversion({
        kind: 'encrypt',
        source: join(folder, 'app-01_1.vmdk'),
        replacesSource: true,
        reserved: new Set([basename(first.target)]),
      }),
    );
    expect(basename(second.target)).toBe('app-01_3.vmdk');
    expect([first.dataBytes, second.dataBytes]).toEqual([0, 5 * MiB]);
    expect(second.neededBytes).toBeGreaterThan(second.dataBytes);
    expect(faultOf(requireFreeSpace(folder, second.freeBytes * 2)).kind).toBe('InsufficientSpace');
    const again = faultOf(
      planConversion({ kind: 'decrypt', source: first.source.path, replacesSource: true }),
    );
    expect(again.kind).toBe('InvalidDiskRequest');
  });
});
