import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { planConversion, startConversion } from '../../src/storage/conversion.ts';
import { finishConversion } from '../../src/storage/conversion-marker.ts';
import { readDescriptor } from '../../src/storage/descriptor-file.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { inspectDisk } from '../../src/storage/disk-file.ts';
import { keyRing, openDataKey } from '../../src/storage/disk-key.ts';
import { needsCommand } from '../requirements.ts';
import { flatBytes, must, newKek, pattern, run } from './fixtures.ts';
import { copyWithoutHoles, decryptWithNbdkit, decryptWithQemu, rawWithQemu } from './outside-judge.ts';
import { scratchFolder } from './scratch-folder.ts';

const noQemu = needsCommand('qemu-img', 'qemu-utils');
const noCryptsetup = needsCommand('cryptsetup', 'cryptsetup-bin');
const noNbdkit = needsCommand('nbdkit', 'nbdkit') || needsCommand('nbdcopy', 'libnbd-bin');

/** A disk that qemu-img made from a raw image with data at both ends of a hole, and that image. */
function diskOfQemu(
  folder: string,
  subformat: string,
  sizeBytes = 24 * MiB,
): { path: string; image: Buffer } {
  const image = Buffer.alloc(sizeBytes);
  image.set(pattern(2 * MiB + 1536, 7), 0);
  image.set(pattern(MiB, 8), sizeBytes - MiB);
  const raw = join(folder, 'image.raw');
  const path = join(folder, 'app-01.vmdk');
  writeFileSync(raw, image);
  run('qemu-img', 'convert', '-f', 'raw', '-O', 'vmdk', '-o', `subformat=${subformat}`, raw, path);
  return { path, image };
}

describe.skipIf(noQemu)('a VMDK that qemu-img made', () => {
  it.each(['monolithicFlat', 'twoGbMaxExtentFlat'])('comes in as %s with its bytes', (subformat) => {
    const folder = scratchFolder();
    const { path, image } = diskOfQemu(folder, subformat);
    const info = must(inspectDisk(path));
    expect(info).toMatchObject({ createType: subformat, capacityBytes: image.length, keyId: undefined });
    const disk = must(openDisk(path, { access: 'read' }));
    const bytes = Buffer.alloc(image.length);
    must(disk.read(bytes, 0));
    disk.close();
    expect(bytes.equals(image)).toBe(true);
  });

  it('is a plain disk for qemu-img again after encryption and decryption', () => {
    const folder = scratchFolder();
    const { path, image } = diskOfQemu(folder, 'monolithicFlat');
    const kek = newKek('kek-1');
    const plan = must(planConversion({ kind: 'encrypt', source: path, replacesSource: true }));
    const { disk } = must(startConversion(plan, { target: kek }).wait());
    must(finishConversion(disk.path));
    expect(rawWithQemu(disk.path, folder).includes(image.subarray(0, 32))).toBe(false);
    const back = must(planConversion({ kind: 'decrypt', source: disk.path, replacesSource: true }));
    must(startConversion(back, { source: [kek] }).wait());
    must(finishConversion(back.target));
    expect(run('qemu-img', 'check', back.target)).toContain('No errors were found');
    expect(rawWithQemu(back.target, folder).equals(image)).toBe(true);
  });
});

describe.skipIf(noQemu || noCryptsetup || noNbdkit)('the ciphertext of an encrypted disk', () => {
  it.each([
    { name: 'thin', isThick: false, reader: 'qemu-img', decrypt: decryptWithQemu },
    { name: 'thick', isThick: true, reader: 'qemu-img', decrypt: decryptWithQemu },
    { name: 'thin', isThick: false, reader: 'nbdkit', decrypt: decryptWithNbdkit },
  ])('is read by $reader under a LUKS1 header with the same key ($name)', ({ isThick, decrypt }) => {
    const folder = scratchFolder();
    const { path, image } = diskOfQemu(folder, 'monolithicFlat');
    const kek = newKek('kek-1');
    const plan = must(planConversion({ kind: 'encrypt', source: path, isThick, replacesSource: true }));
    const { disk } = must(startConversion(plan, { target: kek }).wait());
    const dek = must(openDataKey(must(readDescriptor(disk.path)), kek.key, disk.path));
    const decrypted = decrypt(disk.path.replace('.vmdk', '-flat.vmdk'), dek, folder);
    if (isThick) {
      expect(decrypted.equals(image)).toBe(true);
      return;
    }
    const opened = must(openDisk(disk.path, { access: 'read', keys: keyRing([kek]) }));
    const ranges = must(opened.dataRanges());
    opened.close();
    expect(ranges.reduce((sum, range) => sum + range.lengthBytes, 0)).toBeLessThan(4 * MiB);
    for (const { offset, lengthBytes } of ranges) {
      const end = offset + lengthBytes;
      expect(decrypted.subarray(offset, end).equals(image.subarray(offset, end))).toBe(true);
    }
  });

  it('still reads right after a copy that wrote its holes out as zeros', () => {
    const folder = scratchFolder();
    const { path, image } = diskOfQemu(folder, 'monolithicFlat');
    const kek = newKek('kek-1');
    const plan = must(planConversion({ kind: 'encrypt', source: path, replacesSource: true }));
    const { disk } = must(startConversion(plan, { target: kek }).wait());
    const extent = disk.path.replace('.vmdk', '-flat.vmdk');
    copyWithoutHoles(extent, `${extent}.copy`);
    renameSync(`${extent}.copy`, extent);
    const opened = must(openDisk(disk.path, { access: 'read', keys: keyRing([kek]) }));
    const bytes = Buffer.alloc(image.length);
    must(opened.read(bytes, 0));
    opened.close();
    expect(bytes.equals(image)).toBe(true);
    const back = must(planConversion({ kind: 'decrypt', source: disk.path, replacesSource: true }));
    must(startConversion(back, { source: [kek] }).wait());
    expect(flatBytes(back.target).equals(image)).toBe(true);
    expect(must(inspectDisk(back.target)).allocatedBytes).toBeLessThan(4 * MiB);
  });
});
