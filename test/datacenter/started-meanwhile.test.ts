import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { runAtOnce } from '../../src/datacenter/operation.ts';
import { fileOf } from '../../src/datacenter/places.ts';
import { ADMINISTRATOR } from '../../src/datacenter/vcenter.ts';
import { powerOffVm, powerOnVm } from '../../src/datacenter/vm/vm-power.ts';
import { swapPathOf } from '../../src/datacenter/vm/vm-swap.ts';
import { newState, start } from '../main-job/vseal.ts';
import { withState } from './opened-state.ts';
import { must } from './small-lab.ts';

const caller = { user: ADMINISTRATOR };
const wrongState = { ok: false, fault: { kind: 'InvalidPowerState' } };

it('a VM that two shells start, or stop, at once has its swap file as long as it is on', async () => {
  const state = newState('memory');
  expect((await start(state, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
  withState(state, (one) =>
    withState(state, (other) => {
      const vm = [...one.rows('vms')].find(({ powerState }) => powerState === 'PoweredOff');
      if (vm === undefined) throw new Error('the lab has a VM that is off');
      const swap = must(fileOf(one, swapPathOf(vm)));
      const powerOn = (shell: Datacenter) => runAtOnce(powerOnVm(shell, caller, vm.id));
      must(powerOn(one));
      expect(powerOn(other)).toMatchObject(wrongState);
      expect(existsSync(swap)).toBe(true);
      must(powerOffVm(other, caller, vm.id));
      expect(powerOffVm(one, caller, vm.id)).toMatchObject(wrongState);
      expect(existsSync(swap)).toBe(false);
    }),
  );
});
