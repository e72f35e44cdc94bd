import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { createDelta } from '../../src/storage/delta.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { checkDisk, type DiskCheck } from '../../src/storage/disk-check.ts';
import { createDisk } from '../../src/storage/disk-file.ts';
import { keyRing } from '../../src/storage/disk-key.ts';
import { faultOf, must, newKek, pattern } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

function problems({ findings }: DiskCheck): string[] {
  return findings.flatMap(({ check, problem }) => (problem === undefined ? [] : [`${check}: ${problem}`]));
}

describe('checking a disk', () => {
  const kek = newKek('kek-1');
  const keys = keyRing([kek]);
  let [base, delta] = ['', ''];

  beforeEach(() => {
    const folder = scratchFolder();
    base = join(folder, 'a.vmdk');
    delta = join(folder, 'a-000001.vmdk');
    must(createDisk({ path: base, capacityBytes: 4 * MiB, isThin: true, kek }));
    write(base);
    must(createDelta({ path: delta, parentPath: base, kek }));
    write(delta);
  });

  function write(path: string): void {
    const disk = must(openDisk(path, { access: 'write', keys }));
    must(disk.write(pattern(MiB, 1), MiB));
    must(disk.flush());
    disk.close();
  }

  it('finds nothing wrong with a sound chain, with its keys or without', () => {
    const withKeys = must(checkDisk(delta, keys));
    expect(withKeys).toMatchObject({ isSound: true, hasCheckedKeys: true });
    expect(withKeys.findings.map(({ check, disk }) => `${disk} ${check}`)).toEqual([
      ...['descriptor', 'extents', 'ciphertext', 'key'].map((check) => `a-000001.vmdk ${check}`),
      ...['descriptor', 'extents', 'ciphertext', 'key'].map((check) => `a.vmdk ${check}`),
      'a-000001.vmdk reading',
    ]);
    expect(must(checkDisk(delta))).toMatchObject({ isSound: true, hasCheckedKeys: false });
  });

  it('finds clear text in an encrypted extent', () => {
    const fd = openSync(base.replace('.vmdk', '-flat.vmdk'), 'r+');
    writeSync(fd, Buffer.alloc(MiB, 'in clear '), 0, MiB, MiB);
    closeSync(fd);
    expect(problems(must(checkDisk(delta, keys))).join()).toContain('is no ciphertext');
  });

  it('finds a key that does not fit, a cut extent, a changed parent and a broken descriptor', () => {
    const wrong = keyRing([{ ...newKek('other'), id: kek.id }]);
    expect(problems(must(checkDisk(base, wrong))).join()).toContain('does not unwrap');
    truncateSync(base.replace('.vmdk', '-flat.vmdk'), MiB);
    expect(problems(must(checkDisk(delta, keys))).join()).toContain('where its descriptor promises');
    writeFileSync(base, readFileSync(base, 'utf8').replace(/CID=.*/, 'CID=00000001'));
    expect(problems(must(checkDisk(delta, keys))).join()).toContain('content ids differ');
    writeFileSync(base, 'nothing');
    expect(problems(must(checkDisk(base, keys))).join()).toContain('begins with');
    expect(faultOf(checkDisk(join(base, '..', 'no.vmdk'))).kind).toBe('FileNotFound');
  });
});
