import { MiB } from '../base/units.ts';
import { supports } from '../datacenter/capabilities.ts';
import type { VmRow } from '../datacenter/rows.ts';
import { guestName } from '../datacenter/vm/guest-names.ts';
import { vmAllocationOf } from '../datacenter/vm/vm-allocation.ts';
import { homeFilesOf } from '../datacenter/vm/vm-files.ts';
import { filesOfVm, linksOfDisk, type VmFile } from '../datacenter/vm/vm-layout.ts';
import type { Value } from '../values/value.ts';
import { customValues } from './custom-field-views.ts';
import { guestSummary } from './guest-view.ts';
import { dateOf, enumValue, listOf, longOf, make, powerStateOf, refOf } from './make.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** How a VM stands: `runtime`, `summary`, `storage` and `layoutEx`. */

export function vmStatus(vm: VmRow): 'green' | 'red' {
  return vm.locked ? 'red' : 'green';
}

export function runtimeInfo(vm: VmRow, session: VimSession): VimObject {
  const { datacenter } = session;
  const host = datacenter.get('hosts', vm.hostId);
  return make('VirtualMachineRuntimeInfo', {
    host: host === undefined ? null : refOf(host.id),
    connectionState: () => connectionState(vm, session),
    powerState: powerStateOf(vm.powerState),
    faultToleranceState: enumValue(
      'VirtualMachineFaultToleranceState',
      vm.faultTolerance === undefined
        ? 'notConfigured'
        : vm.powerState === 'PoweredOn'
          ? 'running'
          : 'enabled',
    ),
    bootTime: () => bootTime(vm, session),
    maxCpuUsage: () => (host === undefined ? null : vm.numCpu * host.cpuMhz),
    maxMemoryUsage: Math.round(vm.memoryBytes / MiB),
    recordReplayState: enumValue('VirtualMachineRecordReplayState', 'inactive'),
    cleanPowerOff: vm.powerState === 'PoweredOff' ? true : undefined,
    consolidationNeeded: false,
    paused: false,
    snapshotInBackground: false,
    // A name of 6.7: under 6.5 a locked VM shows by its connection state alone.
    cryptoState: () =>
      vm.keyId !== null && supports(datacenter, 'VmCryptoState', vm)
        ? vm.locked
          ? 'locked'
          : 'unlocked'
        : null,
  });
}

function connectionState(vm: VmRow, { datacenter }: VimSession): Value {
  const host = datacenter.get('hosts', vm.hostId);
  const state = (name: string): Value => enumValue('VirtualMachineConnectionState', name);
  if (vm.locked) return state('invalid');
  const isReachable = host?.connectionState === 'Connected' || host?.connectionState === 'Maintenance';
  return state(isReachable ? 'connected' : 'disconnected');
}

/** When it was last powered on, as the events tell. */
function bootTime(vm: VmRow, { datacenter }: VimSession): Value {
  if (vm.powerState !== 'PoweredOn') return null;
  for (const { entry } of datacenter.readLog()) {
    if (entry.type === 'event' && entry.eventTypeId === 'VmPoweredOnEvent' && entry.vm?.id === vm.id)
      return dateOf(entry.atMs);
  }
  return null;
}

export function summaryOf(vm: VmRow, session: VimSession): VimObject {
  return make('VirtualMachineSummary', {
    vm: refOf(vm.id),
    runtime: () => runtimeInfo(vm, session),
    config: () =>
      make('VirtualMachineConfigSummary', {
        name: vm.name,
        template: vm.isTemplate,
        vmPathName: vm.vmxPath,
        memorySizeMB: Math.round(vm.memoryBytes / MiB),
        cpuReservation: vmAllocationOf(vm, 'cpu').reservation,
        memoryReservation: Math.round(vmAllocationOf(vm, 'memory').reservation / MiB),
        numCpu: vm.numCpu,
        numEthernetCards: vm.networkIds.length,
        numVirtualDisks: vm.disks.length,
        uuid: vm.uuid,
        instanceUuid: vm.uuid,
        guestId: vm.guestId,
        guestFullName: guestName(vm.guestId),
        annotation: vm.notes,
        hwVersion: vm.hardwareVersion,
      }),
    guest: () => guestSummary(vm),
    storage: () => {
      const { committed, uncommitted } = spaceOf(vm, session);
      const now = dateOf(session.datacenter.clock.nowMs());
      return make('VirtualMachineStorageSummary', {
        committed,
        uncommitted,
        unshared: committed,
        timestamp: now,
      });
    },
    quickStats: () =>
      make('VirtualMachineQuickStats', { guestHeartbeatStatus: enumValue('ManagedEntityStatus', 'gray') }),
    overallStatus: enumValue('ManagedEntityStatus', vmStatus(vm)),
    customValue: () => customValues(session, vm.id),
  });
}

/** Bytes on disk, and what its thin disks may still grow by. */
function spaceOf(
  vm: VmRow,
  session: VimSession,
): { readonly committed: bigint; readonly uncommitted: bigint } {
  const used = filesOfVm(session.datacenter, vm).reduce((sum, file) => sum + file.allocatedBytes, 0);
  const provisioned = vm.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0);
  return { committed: longOf(used), uncommitted: longOf(Math.max(0, provisioned - used)) };
}

export function storageInfo(vm: VmRow, session: VimSession): VimObject {
  const { datacenter } = session;
  const name = vm.vmxPath.slice(1, vm.vmxPath.indexOf(']'));
  const [datastore] = datacenter.find('datastores', 'name', name.toLowerCase());
  const { committed, uncommitted } = spaceOf(vm, session);
  const usage =
    datastore === undefined
      ? []
      : [
          make('VirtualMachineUsageOnDatastore', {
            datastore: refOf(datastore.id),
            committed,
            uncommitted,
            unshared: committed,
          }),
        ];
  return make('VirtualMachineStorageInfo', {
    perDatastoreUsage: listOf('VirtualMachineUsageOnDatastore', usage),
    timestamp: dateOf(datacenter.clock.nowMs()),
  });
}

export function layoutEx(vm: VmRow, session: VimSession): VimObject {
  const files = filesOfVm(session.datacenter, vm);
  const keyOf = (fileName: string): number => files.findIndex(({ name }) => name === fileName);
  const disks = vm.disks.map((disk) =>
    make('VirtualMachineFileLayoutExDiskLayout', {
      key: disk.key,
      chain: listOf(
        'VirtualMachineFileLayoutExDiskUnit',
        linksOfDisk(session.datacenter, disk.fileName)
          .reverse()
          .map(({ fileName }) => make('VirtualMachineFileLayoutExDiskUnit', { fileKey: [keyOf(fileName)] })),
      ),
    }),
  );
  return make('VirtualMachineFileLayoutEx', {
    file: listOf('VirtualMachineFileLayoutExFileInfo', files.map(layoutFile)),
    disk: listOf('VirtualMachineFileLayoutExDiskLayout', disks),
    timestamp: dateOf(session.datacenter.clock.nowMs()),
  });
}

function layoutFile(file: VmFile, key: number): VimObject {
  return make('VirtualMachineFileLayoutExFileInfo', {
    key,
    name: file.name,
    type: fileKind(file.name),
    size: longOf(file.sizeBytes),
    uniqueSize: longOf(file.allocatedBytes),
    accessible: true,
  });
}

const FILE_KINDS: readonly (readonly [RegExp, string])[] = [
  [/-(flat|delta)\.vmdk$/, 'diskExtent'],
  [/\.vmdk$/, 'diskDescriptor'],
  [/\.vmx$/, 'config'],
  [/\.nvram$/, 'nvram'],
  [/\.vmsd$/, 'snapshotList'],
  [/\.vmsn$/, 'snapshotData'],
  [/\.vswp$/, 'swap'],
  [/\.vmss$/, 'suspend'],
  [/\.log$/, 'log'],
];

function fileKind(name: string): string {
  return FILE_KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'extendedConfig';
}

/** The older form of the layout: names alone. */
export function layoutOf(vm: VmRow): VimObject {
  const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  return make('VirtualMachineFileLayout', {
    configFile: [baseName(homeFilesOf(vm).nvram)],
    disk: listOf(
      'VirtualMachineFileLayoutDiskLayout',
      vm.disks.map(({ key, fileName }) =>
        make('VirtualMachineFileLayoutDiskLayout', { key, diskFile: [fileName] }),
      ),
    ),
  });
}
