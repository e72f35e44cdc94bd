import type { VmRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { entityProperties, visibleRow, visibleRows } from './entity-fields.ts';
import { guestInfo } from './guest-view.ts';
import { enumValue, listOf, make, refOf, refsOf } from './make.ts';
import { resourceConfig } from './resource-allocation.ts';
import { defineView } from './view.ts';
import type { VimSession } from './vim-session.ts';
import { configInfo, configOfSnapshot, datastoreNamesOf, snapshotInfo } from './vm-config.ts';
import { layoutEx, layoutOf, runtimeInfo, storageInfo, summaryOf, vmStatus } from './vm-runtime.ts';

defineView<VmRow>({
  typeName: 'VirtualMachine',
  find: (session, id) => visibleRow(session, session.datacenter.get('vms', id)),
  all: (session) => visibleRows(session, session.datacenter.rows('vms')),
  properties: {
    ...entityProperties<VmRow>((vm) => ({
      id: vm.id,
      name: vm.name,
      parentId: vm.folderId,
      status: vmStatus(vm),
    })),
    config: configInfo,
    runtime: runtimeInfo,
    summary: summaryOf,
    resourceConfig,
    guest: guestInfo,
    storage: storageInfo,
    layout: layoutOf,
    layoutEx,
    snapshot: snapshotInfo,
    rootSnapshot: (vm) =>
      refsOf(vm.snapshots.filter(({ parentId }) => parentId === null).map(({ id }) => id)),
    resourcePool: (vm) => refOf(vm.resourcePoolId),
    datastore: datastoresOf,
    network: (vm) => refsOf(vm.networkIds),
    guestHeartbeatStatus: ({ powerState }) =>
      enumValue('ManagedEntityStatus', powerState === 'PoweredOn' ? 'green' : 'gray'),
    capability: () =>
      make('VirtualMachineCapability', {
        snapshotOperationsSupported: true,
        multipleSnapshotsSupported: true,
        poweredOffSnapshotsSupported: true,
        revertToSnapshotSupported: true,
        multipleCoresPerSocketSupported: true,
      }),
  },
});

function datastoresOf(vm: VmRow, { datacenter }: VimSession): Value {
  const rows = datastoreNamesOf(vm).flatMap((name) =>
    datacenter.find('datastores', 'name', name.toLowerCase()),
  );
  return listOf(
    'ManagedObjectReference',
    rows.map(({ id }) => refOf(id)),
  );
}

interface SnapshotOfVm {
  readonly vm: VmRow;
  readonly snapshotId: string;
}

function snapshotNamed(session: VimSession, id: string): SnapshotOfVm | undefined {
  for (const { row: vm } of visibleRows(session, session.datacenter.rows('vms')))
    if (vm.snapshots.some((snapshot) => snapshot.id === id)) return { vm, snapshotId: id };
  return undefined;
}

defineView<SnapshotOfVm>({
  typeName: 'VirtualMachineSnapshot',
  find: snapshotNamed,
  *all(session) {
    for (const { row: vm } of visibleRows(session, session.datacenter.rows('vms')))
      for (const { id } of vm.snapshots) yield { id, row: { vm, snapshotId: id } };
  },
  properties: {
    config: ({ vm, snapshotId }, session) => configOfSnapshot(vm, snapshotId, session),
    childSnapshot: ({ vm, snapshotId }) =>
      refsOf(vm.snapshots.filter(({ parentId }) => parentId === snapshotId).map(({ id }) => id)),
    vm: ({ vm }) => refOf(vm.id),
    value: () => [],
    availableField: () => [],
  },
});
