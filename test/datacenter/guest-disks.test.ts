import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { json, newFolder, newState, start } from '../main-job/vseal.ts';
import { needsCommand } from '../requirements.ts';

describe.skipIf(needsCommand('/usr/sbin/mke2fs', 'e2fsprogs'))('the disks that a guest tells of', () => {
  it('are the file systems on the VM’s disks, those of an encrypted VM too, while it runs', async () => {
    const state = newState('memory');
    expect((await start(state, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
    const image = join(newFolder(), 'data.img');
    writeFileSync(image, '');
    truncateSync(image, 64 * 1024 ** 2);
    execFileSync('/usr/sbin/mke2fs', ['-q', '-F', '-t', 'ext4', '-M', '/srv/data', image]);
    const seen = await json<Record<string, unknown>>(
      state,
      `New-VM target -DiskMB 8 -MemoryMB 64 -VMHost esx-01.lab.local -Datastore datastore1 | Out-Null
      Copy-DatastoreItem '${image}' '[datastore1] target/data.img'; New-HardDisk target -DiskPath '[datastore1] target/data.img' | Out-Null
      Enable-VMEncryption target -WarningAction Ignore | Out-Null
      $off = (Get-VM target).Guest.Disks.Count
      $disks = (Start-VM target).Guest.Disks
      [pscustomobject]@{
        Off = $off; Disks = @($disks | ForEach-Object { "$($_.Path) $($_.FileSystemType) $($_.Capacity) $($_.FreeSpace -gt 50MB)" })
        Api = @((Get-VM target).ExtensionData.Guest.Disk | ForEach-Object { $_.DiskPath })
      } | ConvertTo-Json`,
    );
    expect(seen).toEqual({ Off: 0, Disks: ['/srv/data ext4 67108864 True'], Api: ['/srv/data'] });
  });
});
