import { MiB } from '../base/units.ts';
import { folderOf } from '../datacenter/places.ts';
import type { DiskRow, VmRow } from '../datacenter/rows.ts';
import { guestName } from '../datacenter/vm/guest-names.ts';
import { vmAdvancedSettings } from '../datacenter/vm/vm-advanced.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { knownValue } from './known-value.ts';
import { dateOf, keyIdOf, listOf, make, powerStateOf, refOf } from './make.ts';
import { allocationInfo } from './resource-allocation.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';
import { devicesOf } from './vm-devices.ts';
import { settingsInVmx } from './vmx-lines.ts';

/** `config` of a VM, or of a snapshot with the disks that it has. */
export function configInfo(vm: VmRow, session: VimSession): VimObject {
  const lines = settingsInVmx(vm, '');
  return make('VirtualMachineConfigInfo', {
    changeVersion: dateText(vm.createdMs),
    modified: dateOf(vm.createdMs),
    name: vm.name,
    guestFullName: guestName(vm.guestId),
    guestId: vm.guestId,
    alternateGuestName: '',
    version: vm.hardwareVersion,
    uuid: vm.uuid,
    instanceUuid: vm.uuid,
    createDate: dateOf(vm.createdMs),
    template: vm.isTemplate,
    annotation: vm.notes,
    files: () => fileInfo(vm),
    flags: () =>
      make('VirtualMachineFlagInfo', {
        disableAcceleration: false,
        snapshotDisabled: false,
        snapshotLocked: false,
        cbrcCacheEnabled: false,
        vvtdEnabled: false,
        vbsEnabled: false,
        ...settingsInVmx(vm, 'flags'),
      }),
    tools: () => make('ToolsConfigInfo', settingsInVmx(vm, 'tools')),
    defaultPowerOps: () =>
      make('VirtualMachineDefaultPowerOpInfo', {
        powerOffType: 'hard',
        suspendType: 'hard',
        resetType: 'hard',
      }),
    hardware: () => hardwareOf(vm, session),
    bootOptions: () =>
      make('VirtualMachineBootOptions', { networkBootProtocol: 'ipv4', ...settingsInVmx(vm, 'bootOptions') }),
    cpuAllocation: () => allocationInfo(vm, 'cpu'),
    memoryAllocation: () => allocationInfo(vm, 'memory'),
    memoryReservationLockedToMax: false,
    swapPlacement: 'inherit',
    extraConfig: () => extraConfig(vm),
    datastoreUrl: () => datastoreUrls(vm, session),
    keyId: keyIdOf(vm.keyId),
    migrateEncryption: vm.migrateEncryption,
    ...lines,
    ftEncryptionMode: () => ftMode(vm, session, lines['ftEncryptionMode']),
  });
}

/** What Fault Tolerance does while nothing is set: an encrypted VM's traffic is always encrypted. */
function ftMode(vm: VmRow, session: VimSession, set: Value | undefined): Value {
  const unset = vm.keyId === null ? 'ftEncryptionOpportunistic' : 'ftEncryptionRequired';
  return knownValue(session, 'VirtualMachineConfigSpecEncryptedFtModes', set ? toText(set) : unset);
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function hardwareOf(vm: VmRow, session: VimSession): VimObject {
  return make('VirtualHardware', {
    numCPU: vm.numCpu,
    numCoresPerSocket: vm.coresPerSocket,
    memoryMB: Math.round(vm.memoryBytes / MiB),
    device: () => devicesOf(vm, session),
  });
}

export function fileInfo(vm: VmRow): VimObject {
  const home = `${folderOf(vm.vmxPath)}/`;
  return make('VirtualMachineFileInfo', {
    vmPathName: vm.vmxPath,
    snapshotDirectory: home,
    suspendDirectory: home,
    logDirectory: home,
  });
}

/** What Get-AdvancedSetting lists, but for what is unset. */
function extraConfig(vm: VmRow): Value {
  const set = vmAdvancedSettings(vm).filter(({ value }) => value !== '');
  return listOf(
    'OptionValue',
    set.map(({ name, value }) => make('OptionValue', { key: name, value })),
  );
}

function datastoreUrls(vm: VmRow, { datacenter }: VimSession): Value {
  const rows = datastoreNamesOf(vm).flatMap((name) =>
    datacenter.find('datastores', 'name', name.toLowerCase()),
  );
  return listOf(
    'VirtualMachineConfigInfoDatastoreUrlPair',
    rows.map((row) =>
      make('VirtualMachineConfigInfoDatastoreUrlPair', { name: row.name, url: datastoreUrl(row.id) }),
    ),
  );
}

export function datastoreUrl(id: string): string {
  return `ds:///vmfs/volumes/${id}/`;
}

/** The datastores that a VM has files on: its home's first. */
export function datastoreNamesOf(vm: VmRow): string[] {
  const paths = [vm.vmxPath, ...vm.disks.map(({ fileName }) => fileName)];
  return [...new Set(paths.map((path) => path.slice(1, path.indexOf(']'))))];
}

/** `config` as a snapshot has it: the VM as it is now, over the disks of then. */
export function configOfSnapshot(vm: VmRow, snapshotId: string, session: VimSession): VimObject | null {
  const snapshot = vm.snapshots.find(({ id }) => id === snapshotId);
  if (snapshot === undefined) return null;
  const disks = snapshot.disks.flatMap(({ key, fileName }): DiskRow[] => {
    const disk = vm.disks.find((candidate) => candidate.key === key);
    return disk === undefined ? [] : [{ ...disk, fileName }];
  });
  return configInfo({ ...vm, disks }, session);
}

/** `snapshot` of a VM: its tree, and the snapshot that it runs on. */
export function snapshotInfo(vm: VmRow): VimObject | null {
  if (vm.snapshots.length === 0) return null;
  return make('VirtualMachineSnapshotInfo', {
    currentSnapshot: vm.currentSnapshotId === null ? null : refOf(vm.currentSnapshotId),
    rootSnapshotList: () => snapshotTrees(vm, null),
  });
}

function snapshotTrees(vm: VmRow, parentId: string | null): Value {
  const children = vm.snapshots.filter((snapshot) => snapshot.parentId === parentId);
  return listOf(
    'VirtualMachineSnapshotTree',
    children.map((snapshot) =>
      make('VirtualMachineSnapshotTree', {
        snapshot: refOf(snapshot.id),
        vm: refOf(vm.id),
        name: snapshot.name,
        description: snapshot.description,
        id: Number(/\d+$/.exec(snapshot.id)?.[0] ?? 0),
        createTime: dateOf(snapshot.createdMs),
        state: powerStateOf(snapshot.powerState),
        quiesced: snapshot.quiesced,
        childSnapshotList: () => snapshotTrees(vm, snapshot.id),
        replaySupported: false,
      }),
    ),
  );
}
