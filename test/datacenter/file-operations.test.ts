import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { MiB } from '../../src/base/units.ts';
import { reconfigureDisk } from '../../src/datacenter/disks/disk-change.ts';
import { beginFileOperation } from '../../src/datacenter/file-operations.ts';
import { openDatacenter } from '../../src/datacenter/open.ts';
import { powerOffVm } from '../../src/datacenter/vm/vm-power.ts';
import { reconfigureVm } from '../../src/datacenter/vm/vm-settings.ts';
import { must, smallLab } from './small-lab.ts';

/** What is noted of a change to a VM's files, with two shells on one state. */

test('the end of one shell’s operation, which rides with its next commit, leaves the note of another’s', () => {
  const { datacenter, admin, ...lab } = smallLab(1);
  const vm = lab.addVm('app');
  must(powerOffVm(datacenter, admin, vm.id));
  const other = must(
    openDatacenter({
      statePath: datacenter.statePath,
      clock: systemClock,
      runtimeFolders: [],
      onNotice: () => undefined,
    }),
  );
  const [disk] = lab.vm(vm.id).disks;
  must(reconfigureDisk(datacenter, admin, { vmId: vm.id, key: disk?.key ?? 0, capacityBytes: 2 * MiB }));
  const begun = must(
    beginFileOperation(other, admin, lab.vm(vm.id), 'try', () => ({ ok: true, value: { newFiles: ['x'] } })),
  );
  must(reconfigureVm(datacenter, admin, vm.id, { notes: 'a commit' }));
  must(other.refresh());
  expect(other.get('fileOperations', vm.id)).toMatchObject({ phase: 'preparing', newFiles: ['x'] });
  begun.leave();
  other.close();
});
