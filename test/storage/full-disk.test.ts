import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { withKeyBytes } from '../../src/crypto/secret-key.ts';
import { needsCommand } from '../requirements.ts';
import { bundleChild } from './child-process.ts';
import { newKek, run } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

describe.skipIf(needsCommand('unshare', 'util-linux'))('a datastore that is really full', () => {
  const folder = scratchFolder();
  let child: string;
  beforeAll(async () => {
    child = await bundleChild('full-disk-child.ts', folder);
    withKeyBytes(newKek('kek-1').key, (bytes) => writeFileSync(join(folder, 'kek'), bytes));
  });

  it('fails the conversion with InsufficientSpace and keeps the disk, alone', () => {
    const small = join(folder, 'small');
    const script = `mkdir ${small} && mount -t tmpfs -o size=40m tmpfs ${small} && ${process.execPath} ${child} ${small} ${folder}/kek`;
    const output = run('unshare', '--map-root-user', '--mount', 'sh', '-c', script);
    expect(JSON.parse(output)).toEqual({
      fault: 'InsufficientSpace',
      files: ['app-01-flat.vmdk', 'app-01.vmdk'],
      intact: true,
      replaced: 'InsufficientSpace',
      kept: 'old content',
    });
  });
});
