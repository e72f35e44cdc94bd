import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyState, json, newState, type State, start, vseal } from '../main-job/vseal.ts';
import { type FoundVm, lookFor } from './opened-state.ts';

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

let labWithRunningVm: State;
beforeAll(async () => {
  labWithRunningVm = newState('memory');
  const made = await start(labWithRunningVm, ['lab', 'new', '--hosts', '2', '--vms', '1']).ended;
  expect(made.code).toBe(0);
  await json(
    labWithRunningVm,
    'Get-VM | Set-VM -MemoryMB 64 -Confirm:$false | Start-VM | Select-Object Name | ConvertTo-Json',
  );
});

/** The VM is there once. */
function look(state: State): FoundVm {
  const [vm, another] = lookFor(state, 'vm-001');
  expect(another).toBeUndefined();
  if (vm === undefined) throw new Error('the VM is gone');
  return vm;
}

/** Datastores that have a folder of the VM. */
const placesOf = ({ folder }: State): string[] =>
  ['datastore1', 'datastore2'].filter((name) =>
    readdirSync(join(folder, 'datastores', name)).includes('vm-001'),
  );

describe('a move that was killed', () => {
  test.each(MEMORY_POINTS)('at %s leaves the VM on one host, and it can move again', async (point) => {
    const state = copyState(labWithRunningVm, 'memory');
    expect((await vseal(state, 'Get-VM | Move-VM -Destination esx-02.lab.local', point)).signal).toBe(
      'SIGKILL',
    );
    const found = look(state);
    expect(found.power).toBe('PoweredOn');
    if (point.startsWith('state.')) expect(['esx-01.lab.local', 'esx-02.lab.local']).toContain(found.host);
    else expect(found.host).toBe(IS_DECIDED.test(point) ? 'esx-02.lab.local' : 'esx-01.lab.local');
    const back = found.host === 'esx-01.lab.local' ? 'esx-02.lab.local' : 'esx-01.lab.local';
    await json(state, `Get-VM | Move-VM -Destination ${back} | Select-Object Name | ConvertTo-Json`);
    expect(look(state).host).toBe(back);
  });

  test.each(FILE_POINTS)('with its files at %s leaves one whole set of them', async (point) => {
    const state = copyState(labWithRunningVm, 'memory');
    const move = 'Get-VM | Move-VM -Destination esx-02.lab.local -Datastore datastore2';
    expect((await vseal(state, move, point)).signal).toBe('SIGKILL');
    const found = look(state);
    const decided = IS_DECIDED.test(point);
    expect(found).toMatchObject({
      power: 'PoweredOn',
      host: decided ? 'esx-02.lab.local' : 'esx-01.lab.local',
      disks: [`[datastore${decided ? 2 : 1}] vm-001/vm-001.vmdk`],
    });
    expect(placesOf(state)).toEqual([decided ? 'datastore2' : 'datastore1']);
    const again = decided ? 'datastore1' : 'datastore2';
    await json(state, `Get-VM | Move-VM -Datastore ${again} | Select-Object Name | ConvertTo-Json`);
    expect(look(state).disks).toEqual([expect.stringContaining(`[${again}] vm-001`)]);
  });
});
