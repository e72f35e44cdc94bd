import { beforeAll, describe, expect, test } from 'vitest';
import { copyState, newState, type State, start, vseal } from '../main-job/vseal.ts';

/** Two vCenters with VMs of the same names: a name is looked up on the server that -Server says. */
let here: State;
let there: State;
beforeAll(async () => {
  [here, there] = [newState('memory'), newState('memory')];
  const made = await Promise.all(
    [here, there].map((state) => start(state, ['lab', 'new', '--hosts', '1', '--vms', '2']).ended),
  );
  expect(made.map(({ code }) => code)).toEqual([0, 0]);
});

/** Runs a script that has the other vCenter in $other, as a server that is not the session's. */
async function withOther(script: string): Promise<{ readonly out: unknown; readonly stderr: string }> {
  const pair = { here: copyState(here, 'memory'), there: copyState(there, 'memory') };
  const ran = await vseal(
    pair.here,
    `$p = ConvertTo-SecureString 'VMware1!' -AsPlainText -Force
    $admin = [pscredential]::new('administrator@vsphere.local', $p)
    $other = Connect-VIServer ${pair.there.file} -Credential $admin -NotDefault
    ${script}`,
  );
  return { out: ran.stdout === '' ? undefined : (JSON.parse(ran.stdout) as unknown), stderr: ran.stderr };
}

const NOTES = `@{ here = (Get-VM vm-001).Notes; there = (Get-VM vm-001 -Server $other).Notes } | ConvertTo-Json`;

describe('-Server', () => {
  test.each([
    ['after the name', 'Set-VM vm-001 -Notes changed -Server $other -Confirm:$false | Out-Null'],
    ['before it', 'Set-VM -Server $other -Notes changed -VM vm-001 -Confirm:$false | Out-Null'],
  ])('says whose VM of that name is changed: %s', async (_, change) => {
    expect(await withOther(`${change}; ${NOTES}`)).toEqual({
      out: { here: '', there: 'changed' },
      stderr: '',
    });
  });

  test('is where a name is not found', async () => {
    const { stderr } = await withOther(
      'New-VM only-here -DiskMB 16 | Out-Null; Set-VM only-here -Notes x -Server $other -Confirm:$false',
    );
    expect(stderr).toContain("Could not find VirtualMachine with name 'only-here'.");
  });

  test('holds for names of entities and of VMs that a cmdlet looks up itself', async () => {
    const { out } = await withOther(`
      Enable-VMEncryption vm-001 -Server $other | Out-Null
      New-TagCategory c -Server $other | New-Tag t | Out-Null
      New-TagAssignment -Tag (Get-Tag t -Server $other) -Entity vm-001 -Server $other | Out-Null
      @{
        encrypted = @((Get-SecurityInfo vm-001 -Server $other).IsEncrypted, (Get-SecurityInfo vm-001).IsEncrypted)
        tags = @(Get-TagAssignment vm-001 -Server $other).Count
      } | ConvertTo-Json`);
    expect(out).toEqual({ encrypted: [true, false], tags: 1 });
  });

  test('is not needed for objects: they know where they are from', async () => {
    const { out } = await withOther(`
      Set-VM vm-001 -Notes changed -Server $other -Confirm:$false | Out-Null
      $vm = Get-VM vm-001 -Server $other
      @((Get-VIEvent $vm).EventTypeId) | Where-Object { $_ -eq 'VmReconfiguredEvent' } | ConvertTo-Json`);
    expect(out).toBe('VmReconfiguredEvent');
  });

  test('of objects is not needed either to find what has to do with them', async () => {
    const { out } = await withOther(`
      New-VM only-there -DiskMB 16 -Server $other | Out-Null
      $cluster = Get-Cluster -Server $other
      $vm = Get-VM only-there -Server $other
      @{
        piped = @($cluster | Get-VM).Name
        located = @(Get-VM -Location $cluster).Name
        here = @(Get-VM -Location $cluster -Server lab).Count
        byHost = @($vm | Get-VMHost | Get-VM).Name
        byFolder = @($vm | Get-Folder | Where-Object Name -EQ vm | Get-VM).Name
        byDatastore = @($vm | Get-Datastore | Get-VM only-there).Name
      } | ConvertTo-Json`);
    expect(out).toEqual({
      piped: ['vm-001', 'vm-002', 'only-there'],
      located: ['vm-001', 'vm-002', 'only-there'],
      here: 0,
      byHost: ['vm-001', 'vm-002', 'only-there'],
      byFolder: ['vm-001', 'vm-002', 'only-there'],
      byDatastore: 'only-there',
    });
  });
});
