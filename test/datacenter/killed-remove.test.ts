import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newState, start, vseal } from '../main-job/vseal.ts';
import { withState } from './opened-state.ts';

/** A VM whose removal was decided is gone with its folder, lock file and note, however often what follows is killed. */
it.each([
  ['file-operation.decided'],
  ['file-operation.removed:1', 'state.append'],
  ['file-operation.settled', 'state.append'],
])('a removal that was killed at %s leaves nothing', async (...points) => {
  const state = newState('memory');
  expect((await start(state, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
  const made = await vseal(state, '$null = New-VM gone -DiskMB 1 -MemoryMB 4 -Datastore datastore1');
  expect([made.code, made.stderr]).toEqual([0, '']);
  const remove = 'Remove-VM gone -DeletePermanently -Confirm:$false';
  for (const [index, point] of points.entries())
    expect((await vseal(state, index === 0 ? remove : 'Get-VM', point)).signal).toBe('SIGKILL');
  expect((await vseal(state, 'Get-VM | Out-Null')).code).toBe(0);
  expect(existsSync(join(state.folder, 'datastores/datastore1/gone'))).toBe(false);
  expect(withState(state, (datacenter) => [...datacenter.rows('fileOperations')])).toEqual([]);
});
