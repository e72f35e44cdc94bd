import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../src/base/units.ts';
import { withKeyBytes } from '../../src/crypto/secret-key.ts';
import { findLeftovers, removeLeftovers, removeTemporaries } from '../../src/storage/conversion-marker.ts';
import { createDelta } from '../../src/storage/delta.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { createDisk, inspectDisk, removeDisk } from '../../src/storage/disk-file.ts';
import { keyRing, rewrapDescriptor } from '../../src/storage/disk-key.ts';
import { REPLACE_FAULT_POINTS } from '../../src/storage/durable-file.ts';
import { startMerge } from '../../src/storage/merge.ts';
import { MERGE_FAULT_POINTS } from '../../src/storage/merge-run.ts';
import { bundleChild, runChild } from './child-process.ts';
import { must, newKek, pattern } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

describe('a chain of disks whose work is killed', () => {
  const folder = scratchFolder();
  const template = join(folder, 'template');
  const [kek, next] = [newKek('kek-1'), newKek('kek-2')];
  let child: string;
  let expected: Buffer;

  beforeAll(async () => {
    child = await bundleChild('chain-child.ts', folder);
    for (const { id, key } of [kek, next])
      withKeyBytes(key, (bytes) => writeFileSync(join(folder, id.keyId), bytes));
    mkdirSync(template);
    const [base, delta] = [join(template, 'a.vmdk'), join(template, 'a-000001.vmdk')];
    must(createDisk({ path: base, capacityBytes: 2 * MiB, isThin: true, kek }));
    write(base, 0, pattern(MiB, 1));
    must(createDelta({ path: delta, parentPath: base, kek }));
    write(delta, 512 * KiB + 512, pattern(900 * KiB, 2));
    expected = contentOf(delta);
  });

  function write(path: string, offset: number, bytes: Uint8Array): void {
    const disk = must(openDisk(path, { access: 'write', keys: keyRing([kek]) }));
    must(disk.write(bytes, offset));
    must(disk.flush());
    disk.close();
  }

  function contentOf(path: string): Buffer {
    const disk = must(openDisk(path, { access: 'read', keys: keyRing([kek, next]) }));
    const bytes = Buffer.alloc(disk.capacityBytes);
    must(disk.read(bytes, 0));
    disk.close();
    return bytes;
  }

  function copyOfTemplate(name: string): { base: string; delta: string } {
    const vm = join(folder, name.replace(':', '-'));
    cpSync(template, vm, { recursive: true });
    return { base: join(vm, 'a.vmdk'), delta: join(vm, 'a-000001.vmdk') };
  }

  it.each([...MERGE_FAULT_POINTS, 'merge.chunk-written:4'])(
    'reads the same after a merge killed at %s',
    (point) => {
      const { base, delta } = copyOfTemplate(point);
      const end = runChild(child, 'merge', delta, folder, point);
      expect(end.signal, end.output).toBe('SIGKILL');
      expect(contentOf(delta).equals(expected)).toBe(true);
      must(must(startMerge(delta, [kek])).wait());
      must(removeDisk(delta));
      expect(contentOf(base).equals(expected)).toBe(true);
    },
  );

  it.each(REPLACE_FAULT_POINTS)(
    'opens with the old key or the new one after a rewrap killed at %s',
    (point) => {
      const { base, delta } = copyOfTemplate(point);
      const end = runChild(child, 'rewrap', base, folder, point);
      expect(end.signal, end.output).toBe('SIGKILL');
      const isDone = must(inspectDisk(base)).keyId?.keyId === 'kek-2';
      expect(isDone).toBe(point === 'replace.renamed');
      expect(contentOf(delta).equals(expected)).toBe(true);
      must(removeLeftovers(must(findLeftovers(join(base, '..'), new Set(['a.vmdk', 'a-000001.vmdk'])))));
      must(removeTemporaries(join(base, '..')));
      expect(must(findLeftovers(join(base, '..'), new Set())).temporaries).toEqual([]);
      for (const path of [base, delta]) must(rewrapDescriptor(path, kek, next));
      expect(contentOf(delta).equals(expected)).toBe(true);
    },
  );
});
