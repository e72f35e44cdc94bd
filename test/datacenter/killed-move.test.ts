import { describe, expect, test } from 'vitest';
import { json, newState, type State, start, vseal } from '../main-job/vseal.ts';

/** Where the process that moves a VM is killed: both hosts' data planes and vCenter die at once. */
const MEMORY_POINTS = [
  'move.begun',
  'vmotion.round-sent',
  'vmotion.round-sent:1',
  'move.memory-arrived',
  'state.append:1',
  'state.sync:1',
  'state.durable:1',
  'move.switched',
];
const FILE_POINTS = [
  'file-operation.begun',
  'move.files-copied',
  'move.memory-arrived',
  'file-operation.decided',
  'file-operation.removed',
  'file-operation.removed:1',
  'file-operation.settled',
];

/** Points after the commit that decides. */
const IS_DECIDED = /^(?:move\.switched|state\.durable:1|file-operation\.(?:decided|removed|settled).*)$/;

async function labWithRunningVm(): Promise<State> {
  const state = newState();
  const made = await start(state, ['lab', 'new', '--hosts', '2', '--vms', '1']).ended;
  expect(made.code).toBe(0);
  await json(
    state,
    'Get-VM | Set-VM -MemoryMB 64 -Confirm:$false | Start-VM | Select-Object Name | ConvertTo-Json',
  );
  return state;
}

interface Found {
  readonly Host: string;
  readonly Power: string;
  readonly Disk: string;
  readonly Folders: readonly string[];
}

/** A new shell looks: the VM is on, on one host, its disk is there, and no second copy of its files. */
const look = (state: State): Promise<Found> =>
  json<Found>(
    state,
    `$vm = Get-VM
     $folders = @(Get-ChildItem '${state.folder}/datastores/*/*' | ForEach-Object Name)
     [pscustomobject]@{
       Host = "$($vm.VMHost)"; Power = "$($vm.PowerState)"; Folders = $folders
       Disk = (Get-HardDisk $vm).Filename
     } | ConvertTo-Json`,
  );

describe('a move that was killed', () => {
  test.each(MEMORY_POINTS)('at %s leaves the VM on one host, and it can move again', async (point) => {
    const state = await labWithRunningVm();
    expect((await vseal(state, 'Get-VM | Move-VM -Destination esx-02.lab.local', point)).signal).toBe(
      'SIGKILL',
    );
    const found = await look(state);
    expect(found.Power).toBe('PoweredOn');
    if (point.startsWith('state.')) expect(['esx-01.lab.local', 'esx-02.lab.local']).toContain(found.Host);
    else expect(found.Host).toBe(IS_DECIDED.test(point) ? 'esx-02.lab.local' : 'esx-01.lab.local');
    const back = found.Host === 'esx-01.lab.local' ? 'esx-02.lab.local' : 'esx-01.lab.local';
    await json(state, `Get-VM | Move-VM -Destination ${back} | Select-Object Name | ConvertTo-Json`);
    expect((await look(state)).Host).toBe(back);
  });

  test.each(FILE_POINTS)('with its files at %s leaves one whole set of them', async (point) => {
    const state = await labWithRunningVm();
    const move = 'Get-VM | Move-VM -Destination esx-02.lab.local -Datastore datastore2';
    expect((await vseal(state, move, point)).signal).toBe('SIGKILL');
    const found = await look(state);
    const decided = IS_DECIDED.test(point);
    expect(found).toMatchObject({
      Power: 'PoweredOn',
      Host: decided ? 'esx-02.lab.local' : 'esx-01.lab.local',
      Disk: `[datastore${decided ? 2 : 1}] vm-001/vm-001.vmdk`,
    });
    const again = decided ? 'datastore1' : 'datastore2';
    await json(state, `Get-VM | Move-VM -Datastore ${again} | Select-Object Name | ConvertTo-Json`);
    expect((await look(state)).Disk).toContain(`[${again}] vm-001`);
  });
});
