import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../src/base/units.ts';
import { createDelta } from '../../src/storage/delta.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { createDisk, inspectDisk } from '../../src/storage/disk-file.ts';
import { type KeyEncryptionKey, keyRing } from '../../src/storage/disk-key.ts';
import { startImage } from '../../src/storage/image.ts';
import { describeRawImage, isRawImageName } from '../../src/storage/raw-image.ts';
import { needsCommand } from '../requirements.ts';
import { faultOf, must, newKek, pattern, run } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

const noQemu = needsCommand('qemu-img', 'qemu-utils');

/** More than one grain table of data places (32 MiB each), and an end within a grain. */
const CAPACITY = 70 * MiB + 512;

/** An encrypted disk with a snapshot's delta, and what its guest reads. */
function snapshotDisk(folder: string): { path: string; kek: KeyEncryptionKey; content: Buffer } {
  const kek = newKek('kek-1');
  const base = join(folder, 'app-01.vmdk');
  const path = join(folder, 'app-01-000001.vmdk');
  must(createDisk({ path: base, capacityBytes: CAPACITY, isThin: true, kek }));
  const content = Buffer.alloc(CAPACITY);
  const put = (file: string, pieces: readonly (readonly [offset: number, lengthBytes: number])[]) => {
    const disk = must(openDisk(file, { access: 'write', keys: keyRing([kek]) }));
    for (const [offset, lengthBytes] of pieces) {
      const bytes = Buffer.from(pattern(lengthBytes, offset + 1));
      content.set(bytes, offset);
      must(disk.write(bytes, offset));
    }
    must(disk.flush());
    disk.close();
  };
  put(base, [
    [0, 300 * KiB],
    [33 * MiB - 512, 1024],
  ]);
  must(createDelta({ path, parentPath: base, kek }));
  put(path, [
    [64 * KiB, 4 * KiB],
    [CAPACITY - 512, 512],
  ]);
  return { path, kek, content };
}

describe('an image of an encrypted disk with a snapshot', () => {
  it.skipIf(noQemu)('is one sound VMDK for qemu-img as a stream, and comes in again', () => {
    const folder = scratchFolder();
    const { path, kek, content } = snapshotDisk(folder);
    const target = join(folder, 'out.vmdk');
    const pending = must(
      startImage({ source: path, target, format: 'streamOptimized', overwrites: false }, [kek]),
    );
    expect(must(pending.wait()).path).toBe(target);
    writeFileSync(join(folder, 'content'), content);
    expect(run('qemu-img', 'check', target)).toContain('No errors were found');
    expect(JSON.parse(run('qemu-img', 'info', '--output=json', target))).toMatchObject({
      'virtual-size': CAPACITY,
      'format-specific': { data: { 'create-type': 'streamOptimized' } },
    });
    expect(run('qemu-img', 'compare', '-f', 'raw', '-F', 'vmdk', join(folder, 'content'), target)).toContain(
      'identical',
    );
    expect(statSync(target).size).toBeLessThan(MiB);

    expect(must(inspectDisk(target))).toMatchObject({
      createType: 'streamOptimized',
      capacityBytes: CAPACITY,
    });
    const disk = must(openDisk(target, { access: 'read' }));
    const bytes = Buffer.alloc(CAPACITY);
    must(disk.read(bytes, 0));
    disk.close();
    expect(bytes.equals(content)).toBe(true);
  });

  it('is the guest’s bytes when it is raw, with holes where there were', () => {
    const folder = scratchFolder();
    const { path, kek, content } = snapshotDisk(folder);
    const target = join(folder, 'out.img');
    writeFileSync(target, 'what was there');
    const request = { source: path, target, format: 'raw' } as const;
    expect(faultOf(must(startImage({ ...request, overwrites: false }, [kek])).wait()).kind).toBe(
      'FileAlreadyExists',
    );
    expect(readFileSync(target, 'utf8')).toBe('what was there');
    expect(faultOf(must(startImage({ ...request, overwrites: true }, [])).wait()).kind).toBe(
      'EncryptionKeyRequired',
    );
    must(must(startImage({ ...request, overwrites: true }, [kek])).wait());
    expect(readFileSync(target).equals(content)).toBe(true);
    expect(statSync(target).blocks * 512).toBeLessThan(MiB);
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });
});

describe('a raw image', () => {
  it('is a disk when a descriptor names it, and stays as it is', () => {
    const folder = scratchFolder();
    const image = join(folder, 'data.img');
    const content = Buffer.from(pattern(MiB + 512, 3));
    writeFileSync(image, content);
    const path = must(describeRawImage(image));
    expect(path).toBe(join(folder, 'data.vmdk'));
    expect(must(inspectDisk(path))).toMatchObject({
      createType: 'monolithicFlat',
      capacityBytes: MiB + 512,
      isThin: false,
      files: [path, image],
    });
    if (!noQemu) run('qemu-img', 'compare', '-f', 'raw', '-F', 'vmdk', image, path);
    expect(readFileSync(image).equals(content)).toBe(true);
    expect(faultOf(describeRawImage(image)).kind).toBe('FileAlreadyExists');
  });

  it('is told by its name, and must be whole sectors', () => {
    expect(['a/disk.img', 'disk.RAW', 'disk.vmdk', '.img', 'disk.img.gz'].map(isRawImageName)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    const folder = scratchFolder();
    for (const size of [0, 513]) {
      const image = join(folder, `${size}.img`);
      writeFileSync(image, Buffer.alloc(size));
      expect(faultOf(describeRawImage(image))).toMatchObject({ kind: 'InvalidFileFormat' });
    }
    expect(faultOf(describeRawImage(join(folder, 'none.img'))).kind).toBe('FileNotFound');
  });
});
