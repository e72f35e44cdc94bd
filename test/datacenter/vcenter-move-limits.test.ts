import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import {
  requestAdmission,
  VMOTION_NETWORK_BITS_PER_SECOND,
} from '../../src/datacenter/migration/migration-admission.ts';
import { moveVmToVCenter } from '../../src/datacenter/migration/vcenter-move.ts';
import type { VCenterMoveRequest } from '../../src/datacenter/migration/vcenter-move-plan.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import type { Task } from '../../src/datacenter/tasks.ts';
import { powerOffVm } from '../../src/datacenter/vm/vm-power.ts';
import { must, type SmallLab, smallLab } from './small-lab.ts';

function vmThatIsOff(lab: SmallLab, name: string): VmRow {
  const vm = lab.addVm(name);
  must(powerOffVm(lab.datacenter, lab.admin, vm.id));
  return lab.vm(vm.id);
}

function startMove(here: SmallLab, there: SmallLab, vm: VmRow, more: Partial<VCenterMoveRequest> = {}): Task {
  const [host] = there.hosts;
  const request = {
    there: { datacenter: there.datacenter, caller: there.admin },
    hostId: host?.id ?? '',
    datastoreId: host?.datastoreIds[0] ?? '',
    ...more,
  };
  const side = { datacenter: here.datacenter, caller: here.admin };
  const task = { descriptionId: 'test', name: 'Test_Task', entity: null };
  return here.datacenter.tasks.start(here.admin, task, moveVmToVCenter(side, vm.id, request));
}

/** A storage migration of somebody else, which costs a host half of what it may bear. */
const storageMigration = (lab: SmallLab) =>
  requestAdmission(
    lab.datacenter,
    {
      networkBitsPerSecond: VMOTION_NETWORK_BITS_PER_SECOND,
      sourceHost: 'another host',
      destinationHost: lab.hosts[0]?.name ?? '',
      datastores: ['another datastore'],
    },
    'default',
  );

const vmsOf = ({ datacenter }: SmallLab): string[] =>
  [...datacenter.rows('vms')].map(({ name }) => name).sort();

test.each(['the source’s', 'the destination’s'])(
  'a move to another vCenter waits for %s limits, and high priority goes first',
  (whose) => {
    const [here, there] = [smallLab(1), smallLab(1)];
    const [first, urgent] = [vmThatIsOff(here, 'first'), vmThatIsOff(here, 'urgent')];
    const busy = whose === 'the source’s' ? here : there;
    const others = [storageMigration(busy), storageMigration(busy)];
    const moves = [startMove(here, there, first), startMove(here, there, urgent, { priority: 'high' })];
    for (let look = 0; look < 20; look++) here.datacenter.tasks.drain();
    expect(vmsOf(there)).toEqual([]);
    // Half of the host is free now: one of the two fits.
    others[0]?.release();
    const [later, sooner] = moves;
    if (later === undefined || sooner === undefined) throw new Error('two moves were started');
    here.datacenter.tasks.wait(sooner);
    expect(vmsOf(there)).toEqual(['urgent']);
    here.datacenter.tasks.wait(later);
    expect(vmsOf(there)).toEqual(['first', 'urgent']);
  },
);

test('a move to another vCenter copies no faster than it may', () => {
  const [here, there] = [smallLab(1), smallLab(1)];
  const vm = vmThatIsOff(here, 'slow');
  const home = join(dirname(here.datacenter.statePath), 'datastores');
  const [extent = ''] = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('-flat.vmdk'),
  );
  writeFileSync(join(home, extent), Buffer.alloc(MiB, 1));
  const startedMs = performance.now();
  const move = startMove(here, there, vm, { rewrite: { maxBytesPerSecond: MiB } });
  must(here.datacenter.tasks.wait(move));
  expect(performance.now() - startedMs).toBeGreaterThan(700);
  expect(vmsOf(there)).toEqual(['slow']);
});
