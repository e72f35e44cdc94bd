import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyState, folderOfVm, json, newState, type State, start, vseal } from '../main-job/vseal.ts';

/** A new VM is whole or is not there, whenever its shell is killed. */
const HOME = 'datastores/datastore1/fresh';
let lab: State;

beforeAll(async () => {
  lab = newState('memory');
  expect((await start(lab, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
});

/** The new VM's disks as a new shell has them after it has started the VM; undefined when there is none. */
function formatsOfFresh(state: State): Promise<string[] | null> {
  return json(
    state,
    `$vm = Get-VM fresh -ErrorAction Ignore
    $formats = if ($vm) { $null = Start-VM $vm; @(Get-HardDisk $vm | ForEach-Object { "$($_.StorageFormat)" }) }
    ConvertTo-Json $formats`,
  );
}

describe.each([
  ['plain', ''],
  ['encrypted', '-StoragePolicy "VM Encryption Policy"'],
])('New-VM of a %s VM', (_name, policy) => {
  it.each([
    ['Thin', 'file-operation.begun', false],
    ['Thin', 'vm-create.written', false],
    ['Thin', 'file-operation.decided', true],
    ['EagerZeroedThick', 'convert.chunk-written:20', false],
    ['EagerZeroedThick', 'vm-create.written', false],
    ['EagerZeroedThick', 'file-operation.decided', true],
  ] as const)('with %s disks, killed at %s, is not there or whole', async (format, point, isThere) => {
    const state = copyState(lab, 'memory');
    const command = `New-VM fresh -DiskMB 4, 4 -DiskStorageFormat ${format} -MemoryMB 64 -VMHost esx-01.lab.local -Datastore datastore1 ${policy}`;
    const killed = await vseal(state, command, point);
    expect(killed.signal, killed.stderr).toBe('SIGKILL');
    expect(await formatsOfFresh(state)).toEqual(isThere ? [format, format] : null);
    const home = join(state.folder, HOME);
    if (!isThere) expect(existsSync(home)).toBe(false);
    else expect(folderOfVm(join(home, 'fresh.vmx')).present.join()).not.toMatch(/conversion|\.tmp/);
  });
});
