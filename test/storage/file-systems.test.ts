import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { MiB } from '../../src/base/units.ts';
import { type FileSystem, fileSystemsOn } from '../../src/storage/file-systems.ts';
import { newFolder } from '../main-job/vseal.ts';
import { needsCommand } from '../requirements.ts';

/** A disk of these bytes, zeros up to its capacity. */
function diskOf(bytes: Buffer, capacityBytes = bytes.length) {
  return {
    capacityBytes,
    read(buffer: Uint8Array, offset: number) {
      buffer.fill(0);
      buffer.set(bytes.subarray(offset, offset + buffer.length));
      return ok(undefined);
    },
  };
}

/** An XFS superblock (xfs_format.h): big-endian. */
function xfs(blocks: number, free: number): Buffer {
  const block = Buffer.alloc(4096);
  block.write('XFSB', 0, 'latin1');
  block.writeUInt32BE(4096, 4);
  block.writeBigUInt64BE(BigInt(blocks), 8);
  block.write('data', 108, 'latin1');
  block.writeBigUInt64BE(BigInt(free), 144);
  return block;
}

/** A FAT32 boot sector and FSInfo (fatgen103). */
function fat32(sectors: number, freeClusters: number): Buffer {
  const boot = Buffer.alloc(4096);
  boot.writeUInt16LE(512, 11);
  boot.writeUInt8(8, 13);
  boot.writeUInt32LE(sectors, 32);
  boot.writeUInt16LE(1, 48);
  boot.write('EFI        FAT32   ', 71, 'latin1');
  boot.writeUInt16LE(0xaa55, 510);
  boot.writeUInt32LE(0x41615252, 512);
  boot.writeUInt32LE(freeClusters, 512 + 488);
  return boot;
}

/** A protective MBR and a GPT of two partitions, at 1 MiB and at 8 MiB. */
function gptDisk(first: Buffer, second: Buffer): Buffer {
  const disk = Buffer.alloc(16 * MiB);
  disk.writeUInt8(0xee, 446 + 4);
  disk.writeUInt32LE(1, 446 + 8);
  disk.writeUInt16LE(0xaa55, 510);
  disk.write('EFI PART', 512, 'latin1');
  disk.writeBigUInt64LE(2n, 512 + 72);
  disk.writeUInt32LE(128, 512 + 80);
  disk.writeUInt32LE(128, 512 + 84);
  for (const [index, sector] of [2048, 16384].entries()) {
    disk.fill(7, 1024 + index * 128, 1024 + index * 128 + 16);
    disk.writeBigUInt64LE(BigInt(sector), 1024 + index * 128 + 32);
  }
  first.copy(disk, MiB);
  second.copy(disk, 8 * MiB);
  return disk;
}

const XFS: Omit<FileSystem, 'partition'> = {
  type: 'xfs',
  mountPoint: '',
  label: 'data',
  capacityBytes: 4 * MiB,
  freeBytes: 3 * MiB,
};

it('finds what lies in the partitions of a GPT, with its size and what is free', () => {
  const disk = gptDisk(fat32(2 * 2048, 100), xfs(1024, 768));
  expect(fileSystemsOn(diskOf(disk))).toEqual([
    { type: 'vfat', partition: 1, mountPoint: '', label: 'EFI', capacityBytes: 2 * MiB, freeBytes: 409_600 },
    { ...XFS, partition: 2 },
  ]);
});

it('tells nothing of one that is larger than its disk, or freer than large', () => {
  expect(fileSystemsOn(diskOf(xfs(1024, 768), 4 * MiB))).toEqual([{ ...XFS, partition: 0 }]);
  expect(fileSystemsOn(diskOf(xfs(1024, 768), 4 * MiB - 512))).toEqual([]);
  expect(fileSystemsOn(diskOf(xfs(1024, 1025), 4 * MiB))).toEqual([]);
});

it('takes whatever a guest wrote', () => {
  const disk = gptDisk(fat32(2 * 2048, 100), xfs(1024, 768));
  fc.assert(
    fc.property(fc.nat(9 * 512), fc.uint8Array({ minLength: 1, maxLength: 40 }), (at, bytes) => {
      const changed = Buffer.from(disk.subarray(0, 8 * MiB + 4096));
      changed.set(bytes, at);
      for (const { capacityBytes } of fileSystemsOn(diskOf(changed, disk.length)))
        expect(capacityBytes).toBeLessThanOrEqual(disk.length);
    }),
    { numRuns: 200 },
  );
});

describe.skipIf(needsCommand('/usr/sbin/mke2fs', 'e2fsprogs'))('what mke2fs makes', () => {
  it.each(['ext2', 'ext3', 'ext4'] as const)('%s is read as tune2fs reads it', (type) => {
    const image = join(newFolder(), 'disk.img');
    writeFileSync(image, '');
    truncateSync(image, 16 * MiB);
    execFileSync('/usr/sbin/mke2fs', ['-q', '-F', '-t', type, '-L', 'data', '-M', '/srv/data', image]);
    const shown = execFileSync('/usr/sbin/tune2fs', ['-l', image], { encoding: 'utf8' });
    const number = (name: string): number => Number(new RegExp(`^${name}: +(\\d+)$`, 'm').exec(shown)?.[1]);
    const blockBytes = number('Block size');
    expect(fileSystemsOn(diskOf(readFileSync(image)))).toEqual([
      {
        type,
        partition: 0,
        mountPoint: '/srv/data',
        label: 'data',
        capacityBytes: number('Block count') * blockBytes,
        freeBytes: number('Free blocks') * blockBytes,
      },
    ]);
  });
});
