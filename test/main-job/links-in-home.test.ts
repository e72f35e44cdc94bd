import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newState, start, vseal } from './vseal.ts';

/**
 * A VM's folder may come from somebody else, with links under the names that operations write: what they lead to, in the
 * datastore or out of it, stays as it was.
 */
test('links under the names of swap file and next VMX and descriptor are not written through', async () => {
  const state = newState('memory');
  expect((await start(state, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
  const ran = async (text: string): Promise<void> => {
    const { code, stderr } = await vseal(state, `$ErrorActionPreference = 'Stop'; $null = & { ${text} }`);
    expect([code, stderr]).toEqual([0, '']);
  };
  await ran(
    `Get-VMHost | Set-VMHost -KmsCluster lab-kms
     New-VM guest -DiskMB 2 -MemoryMB 4 -VMHost esx-01.lab.local -Datastore datastore1 -KmsCluster lab-kms
     Remove-VM guest -Confirm:$false`,
  );
  const home = join(state.folder, 'datastores', 'datastore1', 'guest');
  const inside = join(state.folder, 'datastores', 'datastore1', 'inside.bin');
  const outside = join(state.folder, 'outside.bin');
  for (const victim of [inside, outside]) writeFileSync(victim, 'untouched');
  symlinkSync('../inside.bin', join(home, 'guest.vswp'));
  symlinkSync(outside, join(home, 'guest.vmx~'));
  symlinkSync(outside, join(home, 'guest.vmdk~'));
  await ran(
    `New-VM -VMFilePath '[datastore1] guest/guest.vmx' -VMHost esx-01.lab.local
     Start-VM guest`,
  );
  expect(statSync(join(home, 'guest.vswp')).size).toBe(4 * 1024 * 1024);
  await ran(
    `Stop-VM guest -Confirm:$false
     Set-VMEncryptionKey guest
     Set-VMEncryptionKey guest -Deep
     Disable-VMEncryption guest`,
  );
  for (const victim of [inside, outside]) expect(readFileSync(victim, 'utf8')).toBe('untouched');
});
