import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { planConversion, startConversion } from '../../src/storage/conversion.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { checkGrowth, growDisk } from '../../src/storage/disk-grow.ts';
import { keyRing } from '../../src/storage/disk-key.ts';
import { faultOf, flatBytes, makePlainDisk, must, newKek, pattern } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

const KEK = newKek('kek-1');

/** An encrypted disk with data at its end. */
function encryptedDisk(capacityBytes: number): { readonly path: string; readonly data: Buffer } {
  const plain = join(scratchFolder(), 'app-01.vmdk');
  makePlainDisk(plain, capacityBytes, [{ offset: capacityBytes - 512, bytes: pattern(512, 3) }]);
  const plan = must(planConversion({ kind: 'encrypt', source: plain, replacesSource: true }));
  const { disk } = must(startConversion(plan, { target: KEK }).wait());
  return { path: disk.path, data: flatBytes(plain) };
}

describe('an encrypted disk that grows', () => {
  it('has zeros behind its data', () => {
    const { path, data } = encryptedDisk(MiB);
    must(checkGrowth(path, 2 * MiB));
    must(growDisk(path, 2 * MiB));
    const disk = must(openDisk(path, { access: 'read', keys: keyRing([KEK]) }));
    const bytes = Buffer.alloc(2 * MiB);
    must(disk.read(bytes, 0));
    disk.close();
    expect(bytes.equals(Buffer.concat([data, Buffer.alloc(MiB)]))).toBe(true);
  });

  it('is refused where its last block is not whole and has data: what is new there would not read as zeros', () => {
    const { path } = encryptedDisk(MiB + 512);
    expect(faultOf(checkGrowth(path, 2 * MiB))).toMatchObject({
      kind: 'InvalidDiskRequest',
      reason: 'an encrypted disk with data in a last block of less than 4 KiB cannot grow; decrypt it first',
    });
  });
});
