import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { MiB } from '../../src/base/units.ts';
import { reconfigureDisk } from '../../src/datacenter/disks/disk-change.ts';
import { createSnapshot } from '../../src/datacenter/disks/snapshots.ts';
import { encryptVm } from '../../src/datacenter/encryption/vm-encryption.ts';
import { beginFileOperation } from '../../src/datacenter/file-operations.ts';
import { openDatacenter } from '../../src/datacenter/open.ts';
import { fileOf } from '../../src/datacenter/places.ts';
import { setCapability } from '../../src/datacenter/server-version.ts';
import { powerOffVm } from '../../src/datacenter/vm/vm-power.ts';
import { reconfigureVm } from '../../src/datacenter/vm/vm-settings.ts';
import { must, smallLab } from './small-lab.ts';

/** What is noted of a change to a VM's files, with two shells on one state. */

test('the end of one shell’s operation, which rides with its next commit, leaves the note of another’s', () => {
  const { datacenter, admin, ...lab } = smallLab(1);
  const vm = lab.addVm('app');
  must(powerOffVm(datacenter, admin, vm.id));
  const other = secondShell(datacenter.statePath);
  const [disk] = lab.vm(vm.id).disks;
  must(reconfigureDisk(datacenter, admin, { vmId: vm.id, key: disk?.key ?? 0, capacityBytes: 2 * MiB }));
  const begun = must(
    beginFileOperation(other, admin, lab.vm(vm.id), 'try', () => ({ ok: true, value: { newFiles: ['x'] } })),
  );
  must(reconfigureVm(datacenter, admin, vm.id, { notes: 'a commit' }));
  must(other.refresh());
  expect(other.get('fileOperations', vm.id)).toMatchObject({ phase: 'preparing', newFiles: ['x'] });
  begun.leave();
});

/** A second shell on the lab's state. */
function secondShell(statePath: string) {
  const opened = openDatacenter({
    statePath,
    clock: systemClock,
    runtimeFolders: [],
    onNotice: () => undefined,
  });
  const other = must(opened);
  onTestFinished(() => other.close());
  return other;
}

test('a snapshot of a VM that another shell has encrypted meanwhile is refused, not made of what it was', () => {
  const lab = smallLab(1);
  const { datacenter, admin } = lab;
  const vm = lab.addVm('app');
  must(powerOffVm(datacenter, admin, vm.id));
  must(setCapability(datacenter, admin, 'EncryptedDiskSnapshot', true));
  const other = secondShell(datacenter.statePath);
  must(lab.run(encryptVm(datacenter, admin, { vmId: vm.id })));
  const snapshot = createSnapshot(other, admin, { vmId: vm.id, name: 'one', description: '' });
  let step = snapshot.next();
  while (step.done !== true) step = snapshot.next();
  expect(step.value).toMatchObject({ ok: false, fault: { kind: 'ConcurrentAccess' } });
  expect(other.get('vms', vm.id)?.snapshots).toEqual([]);
  // As a task it looks at the state first.
  const task = other.tasks.start(
    admin,
    { descriptionId: 'test', name: 'Test_Task', entity: null },
    createSnapshot(other, admin, { vmId: vm.id, name: 'two', description: '' }),
  );
  expect(must(other.tasks.wait(task)).vm.snapshots).toHaveLength(1);
});

test('what is to be removed of an operation that was cut stays when a snapshot of another VM keeps it', () => {
  const lab = smallLab(1);
  const { datacenter, admin } = lab;
  const [cut, keeper] = ['cut', 'keeper'].map((name) => lab.addVm(name));
  if (cut === undefined || keeper === undefined) throw new Error('two VMs were made');
  for (const { id } of [cut, keeper]) must(powerOffVm(datacenter, admin, id));
  must(lab.run(createSnapshot(datacenter, admin, { vmId: keeper.id, name: 'one', description: '' })));
  const [base] = keeper.disks;
  const begun = must(
    beginFileOperation(datacenter, admin, lab.vm(cut.id), 'try', () => ({
      ok: true,
      value: { newFiles: [base?.fileName ?? ''] },
    })),
  );
  begun.leave();
  const other = secondShell(datacenter.statePath);
  expect(other.get('fileOperations', cut.id)).toBeUndefined();
  expect(existsSync(must(fileOf(datacenter, base?.fileName ?? '')))).toBe(true);
});
