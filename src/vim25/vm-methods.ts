import { fail } from '../base/result.ts';
import { createSnapshot, removeSnapshots, revertToSnapshot } from '../datacenter/disks/snapshots.ts';
import { unlockVm } from '../datacenter/encryption/vm-lock.ts';
import { atOnce, type Operation } from '../datacenter/operation.ts';
import type { VmRow } from '../datacenter/rows.ts';
import { powerOffOperation, powerOnVm } from '../datacenter/vm/vm-power.ts';
import { removeVm } from '../datacenter/vm/vm-remove.ts';
import { reconfigureVm } from '../datacenter/vm/vm-settings.ts';
import { suspendVm } from '../datacenter/vm/vm-suspend.ts';
import { markAsTemplate, markAsVm } from '../datacenter/vm/vm-template.ts';
import type { Value } from '../values/value.ts';
import { cloneOperation } from './clone-spec.ts';
import { methods, taskMethods, valueOrThrow } from './invoke.ts';
import { reconfigure } from './reconfigure.ts';
import { migrateOperation, relocateOperation } from './relocate-spec.ts';
import { required, textArgument } from './spec.ts';
import type { VimView } from './view.ts';

taskMethods('VirtualMachine', [
  {
    name: 'ReconfigVM',
    parameters: ['VirtualMachineConfigSpec spec'],
    descriptionId: 'VirtualMachine.reconfigure',
    operation: ({ session, id }, args) => reconfigure(session, id, required(args, 0, 'spec')),
  },
  {
    name: 'PowerOnVM',
    parameters: ['ManagedObjectReference host'],
    descriptionId: 'VirtualMachine.powerOn',
    operation: ({ session, id }) => powerOnVm(session.datacenter, session.caller, id),
  },
  {
    name: 'PowerOffVM',
    parameters: [],
    descriptionId: 'VirtualMachine.powerOff',
    operation: ({ session, id }) => powerOffOperation(session.datacenter, session.caller, id),
  },
  {
    name: 'SuspendVM',
    parameters: [],
    descriptionId: 'VirtualMachine.suspend',
    operation: ({ session, id }) => suspendVm(session.datacenter, session.caller, id),
  },
  {
    name: 'ResetVM',
    parameters: [],
    descriptionId: 'VirtualMachine.reset',
    operation: resetOperation,
  },
  {
    name: 'CryptoUnlock',
    parameters: [],
    descriptionId: 'VirtualMachine.cryptoUnlock',
    operation: ({ session, id }) => unlockVm(session.datacenter, session.caller, id),
  },
  {
    name: 'CreateSnapshot',
    parameters: ['string name', 'string description', 'bool memory', 'bool quiesce'],
    makesObject: true,
    descriptionId: 'VirtualMachine.createSnapshot',
    operation: snapshotOperation,
  },
  {
    name: 'RemoveAllSnapshots',
    parameters: ['bool consolidate'],
    descriptionId: 'VirtualMachine.removeAllSnapshots',
    operation: removeAllSnapshots,
  },
  {
    name: 'RevertToCurrentSnapshot',
    parameters: ['ManagedObjectReference host', 'bool suppressPowerOn'],
    descriptionId: 'VirtualMachine.revertToCurrentSnapshot',
    operation: revertToCurrent,
  },
  {
    name: 'MigrateVM',
    parameters: [
      'ManagedObjectReference pool',
      'ManagedObjectReference host',
      'VirtualMachineMovePriority priority',
      'VirtualMachinePowerState state',
    ],
    descriptionId: 'VirtualMachine.migrate',
    operation: migrateOperation,
  },
  {
    name: 'RelocateVM',
    parameters: ['VirtualMachineRelocateSpec spec', 'VirtualMachineMovePriority priority'],
    descriptionId: 'VirtualMachine.relocate',
    operation: relocateOperation,
  },
  {
    name: 'CloneVM',
    parameters: ['ManagedObjectReference folder', 'string name', 'VirtualMachineCloneSpec spec'],
    makesObject: true,
    descriptionId: 'VirtualMachine.clone',
    operation: cloneOperation,
  },
  {
    name: 'Destroy',
    parameters: [],
    descriptionId: 'VirtualMachine.destroy',
    operation: ({ session, id }) =>
      atOnce(() => removeVm(session.datacenter, session.caller, { vmId: id, deletePermanently: true })),
  },
  {
    name: 'Rename',
    parameters: ['string newName'],
    descriptionId: 'VirtualMachine.rename',
    operation: ({ session, id }, args) =>
      atOnce(() =>
        reconfigureVm(session.datacenter, session.caller, id, { name: textArgument(args, 0) ?? '' }),
      ),
  },
]);

methods('VirtualMachine', [
  {
    name: 'MarkAsTemplate',
    parameters: [],
    run: ({ session, id }, args) => {
      valueOrThrow(markAsTemplate(session.datacenter, session.caller, id), 'MarkAsTemplate', args.length);
      return null;
    },
  },
  {
    name: 'MarkAsVirtualMachine',
    parameters: ['ManagedObjectReference pool', 'ManagedObjectReference host'],
    run: ({ session, id }, args) => {
      valueOrThrow(markAsVm(session.datacenter, session.caller, id), 'MarkAsVirtualMachine', args.length);
      return null;
    },
  },
  {
    name: 'UnregisterVM',
    parameters: [],
    run: ({ session, id }, args) => {
      const request = { vmId: id, deletePermanently: false };
      valueOrThrow(removeVm(session.datacenter, session.caller, request), 'UnregisterVM', args.length);
      return null;
    },
  },
]);

taskMethods('VirtualMachineSnapshot', [
  {
    name: 'RemoveSnapshot',
    parameters: ['bool removeChildren', 'bool consolidate'],
    descriptionId: 'VirtualMachineSnapshot.remove',
    operation: ({ session, id }, args) =>
      removeSnapshots(session.datacenter, session.caller, {
        vmId: vmOfSnapshot(session.datacenter.rows('vms'), id)?.id ?? '',
        snapshotId: id,
        children: args[0] === true,
      }),
  },
  {
    name: 'RevertToSnapshot',
    parameters: ['ManagedObjectReference host', 'bool suppressPowerOn'],
    descriptionId: 'VirtualMachineSnapshot.revert',
    operation: ({ session, id }) => {
      const vmId = vmOfSnapshot(session.datacenter.rows('vms'), id)?.id ?? '';
      return revertToSnapshot(session.datacenter, session.caller, { vmId, snapshotId: id });
    },
  },
]);

/** Off and on again, as pressing the button does. */
function* resetOperation({ session, id }: VimView): Operation<VmRow> {
  const { datacenter, caller } = session;
  const off = yield* powerOffOperation(datacenter, caller, id);
  return off.ok ? yield* powerOnVm(datacenter, caller, id) : off;
}

function snapshotOperation({ session, id }: VimView, args: readonly Value[]): Operation<unknown> {
  const [name, description, memory, quiesce] = args;
  return createSnapshot(session.datacenter, session.caller, {
    vmId: id,
    name: typeof name === 'string' ? name : '',
    description: typeof description === 'string' ? description : '',
    memory: memory === true,
    quiesce: quiesce === true,
  });
}

function* removeAllSnapshots({ session, id }: VimView): Operation<VmRow> {
  const { datacenter, caller } = session;
  for (;;) {
    const vm = datacenter.get('vms', id);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: id });
    const root = vm.snapshots.find(({ parentId }) => parentId === null);
    if (root === undefined) return { ok: true, value: vm };
    const request = { vmId: id, snapshotId: root.id, children: true };
    const removed = yield* removeSnapshots(datacenter, caller, request);
    if (!removed.ok) return removed;
  }
}

function* revertToCurrent({ session, id }: VimView): Operation<VmRow> {
  const { datacenter, caller } = session;
  const snapshotId = datacenter.get('vms', id)?.currentSnapshotId ?? null;
  if (snapshotId === null) return fail({ kind: 'NotFound', type: 'Snapshot', name: 'the current one' });
  return yield* revertToSnapshot(datacenter, caller, { vmId: id, snapshotId });
}

function vmOfSnapshot(vms: Iterable<VmRow>, snapshotId: string): VmRow | undefined {
  for (const vm of vms) if (vm.snapshots.some(({ id }) => id === snapshotId)) return vm;
  return undefined;
}
