import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import {
  createVmFolder,
  datastorePathOf,
  fileNameFor,
  formatDatastorePath,
  parseDatastorePath,
  removeFolderIfEmpty,
  requireFreeSpace,
  resolveInDatastore,
  spaceOf,
} from '../../src/storage/datastore.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { createDisk, inspectDisk, removeDisk } from '../../src/storage/disk-file.ts';
import { bundleChild } from './child-process.ts';
import { faultOf, must, newKek, run } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

describe('a datastore path', () => {
  it.each(['[datastore1] app-01/app-01.vmdk', '[ds (1)] a', '[datastore1]'])(
    'is read and written: %s',
    (text) => {
      expect(formatDatastorePath(must(parseDatastorePath(text)))).toBe(text);
    },
  );

  it.each([
    '',
    'app-01.vmdk',
    '[ds]x/../y',
    '[ds] ../x',
    '[ds] /etc/passwd',
    '[ds] a//b',
    '[ds] a\\b',
    '[ds] a\0b',
    '[] a',
  ])('is refused: %j', (text) => {
    expect(faultOf(parseDatastorePath(text)).kind).toBe('InvalidDatastorePath');
  });

  it('is read and written for any name and folders', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9 ._()-]{1,12}$/).filter((text) => !/^\.+$|^ | $/.test(text));
    fc.assert(
      fc.property(part, fc.array(part, { maxLength: 4 }), (datastore, parts) => {
        const path = { datastore, path: parts.join('/') };
        expect(must(parseDatastorePath(formatDatastorePath(path)))).toEqual(path);
      }),
    );
  });
});

describe('a datastore', () => {
  const root = scratchFolder();
  const store = { name: 'datastore1', folder: join(root, 'datastore1') };
  mkdirSync(store.folder);

  it('lets no path lead out of it', () => {
    writeFileSync(join(root, 'outside.vmdk'), '');
    symlinkSync(root, join(store.folder, 'out'));
    symlinkSync(join(root, 'outside.vmdk'), join(store.folder, 'link.vmdk'));
    mkdirSync(join(store.folder, 'in'));
    symlinkSync('in', join(store.folder, 'also-in'));
    for (const path of ['out/outside.vmdk', 'out', 'link.vmdk', '../outside.vmdk', 'in/../../x']) {
      expect(faultOf(resolveInDatastore(store, path)).kind, path).toBe('InvalidDatastorePath');
    }
    const inside = must(resolveInDatastore(store, 'also-in/new.vmdk'));
    expect(inside).toBe(join(store.folder, 'also-in', 'new.vmdk'));
    expect(datastorePathOf(store, inside)).toEqual({ datastore: 'datastore1', path: 'also-in/new.vmdk' });
    expect(datastorePathOf(store, join(root, 'outside.vmdk'))).toBe(undefined);
  });

  it('gives each VM a folder of its own, which goes when it is empty', () => {
    const first = must(createVmFolder(store, 'app/01'));
    const second = must(createVmFolder(store, 'app/01'));
    expect([first.name, second.name]).toEqual(['app_01', 'app_01_1']);
    const path = join(first.folder, 'app_01.vmdk');
    must(createDisk({ path, capacityBytes: MiB, isThin: true, kek: newKek('k') }));
    expect(must(removeFolderIfEmpty(first.folder))).toBe(false);
    must(removeDisk(path));
    must(removeDisk(path));
    expect(must(removeFolderIfEmpty(first.folder))).toBe(true);
  });

  it('is for its owner only, under any umask', async () => {
    const child = await bundleChild('umask-child.ts', root);
    for (const umask of ['000', '022', '077', '777']) {
      expect(run('sh', '-c', `umask ${umask} && ${process.execPath} ${child} ${store.folder}`)).toBe(
        '700 600 600',
      );
    }
  });

  it('knows its space', () => {
    const { capacityBytes, freeBytes } = must(spaceOf(store.folder));
    expect(freeBytes).toBeLessThanOrEqual(capacityBytes);
    must(requireFreeSpace(store.folder, 1));
    expect(faultOf(requireFreeSpace(store.folder, capacityBytes * 2))).toMatchObject({
      kind: 'InsufficientSpace',
      neededBytes: capacityBytes * 2,
    });
  });

  it('makes file names of VM names', () => {
    expect(['web', 'a/b:c', '..', '', 'x.', 'ü'.repeat(200)].map((name) => fileNameFor(name).length)).toEqual(
      [3, 5, 1, 1, 2, 100],
    );
  });
});

describe('a disk on a datastore', () => {
  it.each([
    ['missing', () => undefined, 'FileNotFound'],
    ['short', (extent: string) => writeFileSync(extent, 'short'), 'InvalidFileFormat'],
    ['a link', (extent: string) => symlinkSync('/etc/passwd', extent), 'CannotAccessFile'],
    ['a folder', (extent: string) => mkdirSync(extent), 'InvalidFileFormat'],
  ])('is refused when its extent is %s', (_, make, kind) => {
    const folder = scratchFolder();
    const path = join(folder, 'a.vmdk');
    must(createDisk({ path, capacityBytes: MiB, isThin: true }));
    unlinkSync(join(folder, 'a-flat.vmdk'));
    make(join(folder, 'a-flat.vmdk'));
    expect(faultOf(inspectDisk(path)).kind).toBe(kind);
    expect(faultOf(openDisk(path, { access: 'read' })).kind).toBe(kind);
  });
});
