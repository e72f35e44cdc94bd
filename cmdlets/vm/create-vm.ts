import { fail, ok, type Result } from '../../src/base/result.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { detachDisk } from '../../src/datacenter/disks/disk-change.ts';
import { attachDisk } from '../../src/datacenter/disks/existing-disk.ts';
import { createVmWithPolicy, planNewVmPolicy } from '../../src/datacenter/encryption/vm-create-encrypted.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import type { Operation } from '../../src/datacenter/operation.ts';
import type {
  DatastoreRow,
  FolderRow,
  HostRow,
  KeyProviderRow,
  StoragePolicyRow,
  VmRow,
} from '../../src/datacenter/rows.ts';
import { createVm, type NewVm } from '../../src/datacenter/vm/vm-create.ts';
import { removeVm } from '../../src/datacenter/vm/vm-remove.ts';
import { mayReconfigure } from '../../src/datacenter/vm/vm-settings.ts';
import type { Connection, Item } from '../../src/inventory/connection.ts';
import { diskFormatNamed } from '../../src/inventory/hard-disk.ts';
import { hostModeWarning } from '../../src/inventory/host-mode-warning.ts';
import { providerNameOf } from '../../src/inventory/key-provider.ts';
import type { Place } from '../../src/inventory/placement.ts';
import { bytesOfGigabytes } from '../../src/inventory/quantities.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { describeNewVm } from '../../src/inventory/rewrite-plan.ts';
import { runClone } from '../../src/inventory/run-clone.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { type SnapshotItem, snapshotType } from '../../src/inventory/snapshot.ts';
import type { Identified } from '../../src/inventory/vi-object.ts';
import { vmValue } from '../../src/inventory/virtual-machine.ts';
import {
  advancedOptions,
  configured,
  hardwareVersionOf,
  type OptionArguments,
  optionsOf,
} from '../../src/inventory/vm-options.ts';
import { TypedObject } from '../../src/values/object-type.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** What New-VM says of every VM whose files are written. */
interface WrittenArguments extends OptionArguments {
  readonly Name: string | undefined;
  readonly VMHost: TypedObject<Item<HostRow>> | undefined;
  readonly Datastore: TypedObject<Item<DatastoreRow>> | undefined;
  readonly Location: TypedObject<Item<FolderRow>> | undefined;
  readonly DiskStorageFormat: string | undefined;
  readonly StoragePolicy: TypedObject<Item<StoragePolicyRow>> | undefined;
  readonly KmsCluster: TypedObject<Item<KeyProviderRow>> | undefined;
  readonly Notes: string | undefined;
  readonly AdvancedOption: readonly Value[] | undefined;
  readonly RunAsync: boolean;
}

interface CloneArguments extends WrittenArguments {
  readonly ResourcePool: TypedObject<Item<Identified>> | undefined;
  readonly KeepKey: boolean;
  readonly LinkedClone: boolean;
  /** A snapshot, or the name of one of the VM that is cloned. */
  readonly ReferenceSnapshot: Value | undefined;
  readonly StoragePolicyTarget: string | undefined;
}

/** New-VM -VM and -Template. */
export function clone(invocation: Invocation, source: Item<VmRow>, args: CloneArguments): void {
  const snapshot = referenceSnapshot(source, args.ReferenceSnapshot);
  if (!snapshot.ok) {
    reportFault(invocation, snapshot.fault, args.ReferenceSnapshot);
    return;
  }
  const resourcePoolId = args.ResourcePool?.data.row.id;
  const settings = {
    ...optionsOf(args),
    ...advancedOptions(args.AdvancedOption),
    ...(resourcePoolId?.startsWith('resgroup-') === true && { resourcePoolId }),
  };
  const request = {
    ...args,
    Name: args.Name ?? `${source.row.name}-clone`,
    snapshotId: snapshot.value,
    settings,
  };
  runClone(invocation, source, request, { template: false, toValue: vmValue });
}

function referenceSnapshot(
  { row }: Item<VmRow>,
  given: Value | undefined,
): Result<string | undefined, Fault> {
  if (given === undefined || given === null) return ok(undefined);
  if (given instanceof TypedObject && given.objectType === snapshotType)
    return ok((given.data as SnapshotItem).row.id);
  const name = toText(given);
  const named = row.snapshots.filter((snapshot) => snapshot.name.toLowerCase() === name.toLowerCase());
  const [only] = named;
  if (only === undefined) return fail({ kind: 'NotFound', type: 'Snapshot', name });
  if (named.length === 1) return ok(only.id);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'ReferenceSnapshot',
    rule: `${row.name} has ${named.length} snapshots of the name '${name}'.`,
    remedy: `Give the snapshot itself: -ReferenceSnapshot (Get-Snapshot -VM '${row.name}' -Id ${only.id})`,
  });
}

interface NewArguments extends WrittenArguments {
  readonly DiskMB: readonly bigint[] | undefined;
  readonly DiskGB: readonly number[] | undefined;
  readonly DiskPath: readonly string[] | undefined;
  readonly MemoryMB: bigint | undefined;
  readonly MemoryGB: number | undefined;
  readonly NumCpu: number | undefined;
  readonly CoresPerSocket: number | undefined;
  readonly GuestId: string | undefined;
  readonly Version: string | undefined;
  readonly HardwareVersion: string | undefined;
  readonly NetworkName: readonly string[] | undefined;
  readonly Portgroup: readonly string[] | undefined;
  readonly Floppy: boolean;
  readonly CD: boolean;
  readonly SkipHardDisks: boolean;
  readonly VMSwapfilePolicy: string | undefined;
}

/** A VM that is made anew. */
export function createNew(
  invocation: Invocation,
  connection: Connection,
  place: Place,
  args: NewArguments,
): void {
  const name = args.Name ?? '';
  const { folderId, host, datastore } = place;
  const { datacenter, caller } = connection;
  const networks = networksNamed(connection, [...(args.NetworkName ?? []), ...(args.Portgroup ?? [])]);
  if (!networks.ok) {
    reportFault(invocation, networks.fault, name);
    return;
  }
  const hardwareVersion = hardwareVersionOf(args);
  const wanted: NewVm = {
    name,
    folderId,
    hostId: host.id,
    datastoreId: datastore.id,
    diskBytes: diskBytesOf(args),
    diskFormat: diskFormatNamed(args.DiskStorageFormat ?? 'Thin'),
    memoryBytes: Math.round(
      args.MemoryMB === undefined ? (args.MemoryGB ?? 0.25) * GB : Number(args.MemoryMB) * MB,
    ),
    numCpu: args.NumCpu ?? 1,
    coresPerSocket: args.CoresPerSocket ?? 1,
    guestId: args.GuestId ?? 'otherGuest',
    notes: args.Notes ?? '',
    networkIds: networks.value,
    ...(hardwareVersion !== undefined && { hardwareVersion }),
    ...(place.resourcePoolId !== undefined && { resourcePoolId: place.resourcePoolId }),
  };
  const hasPolicy = args.StoragePolicy !== undefined || args.KmsCluster !== undefined || args.SkipHardDisks;
  const asked = {
    skipHardDisks: args.SkipHardDisks,
    ...(args.StoragePolicy && { policyId: args.StoragePolicy.data.row.id }),
    ...(args.KmsCluster && { providerName: providerNameOf(args.KmsCluster) }),
  };
  const plan = hasPolicy ? planNewVmPolicy(datacenter, caller, wanted, asked) : ok(undefined);
  if (!plan.ok) {
    reportFault(invocation, plan.fault, name);
    return;
  }
  const settings = settingsOf(args);
  const allowed = mayReconfigure(datacenter, caller, folderId, settings);
  if (!allowed.ok) {
    reportFault(invocation, allowed.fault, name);
    return;
  }
  const disks = args.SkipHardDisks ? 'none' : 'all';
  const policy = plan.value === undefined ? '' : `; ${describeNewVm(plan.value, disks)}`;
  if (!invocation.shouldProcess(name, 'New-VM', `on ${host.name}, ${datastore.name}${policy}`)) return;
  const enabled = plan.value?.encryption?.hostsToEnable ?? [];
  const made = hasPolicy
    ? createVmWithPolicy(datacenter, caller, wanted, asked)
    : createVm(datacenter, caller, wanted);
  runTask(invocation, {
    connection,
    description: { descriptionId: 'Folder.createVm', name: 'CreateVM_Task', entity: { id: folderId, name } },
    activity: `Creating ${name}`,
    operation: configured(datacenter, caller, withDisks(connection, made, args.DiskPath ?? []), settings),
    toValue: (created) => vmValue(connection, created),
    runAsync: args.RunAsync,
    target: name,
    onEnded: hostModeWarning(invocation, connection, enabled, args.RunAsync),
  });
}

/** With -DiskPath a VM has those disks and no new ones, unless sizes are given too. */
function diskBytesOf({ DiskMB, DiskGB, DiskPath }: NewArguments): number[] {
  if (DiskMB !== undefined) return DiskMB.map((mb) => Number(mb) * MB);
  const unasked = DiskPath === undefined ? [4] : [];
  return (DiskGB ?? unasked).map(bytesOfGigabytes);
}

/** Attaches existing disks to the VM that was made; where one cannot be attached, the VM goes again. */
function* withDisks(
  { datacenter, caller }: Connection,
  made: Operation<VmRow>,
  paths: readonly string[],
): Operation<VmRow> {
  const empty = yield* made;
  if (!empty.ok) return empty;
  let vm = empty.value;
  for (const diskPath of paths) {
    const attached = attachDisk(datacenter, caller, { vmId: vm.id, controller: 'scsi', diskPath });
    if (!attached.ok) {
      // What was attached before it is somebody's data: it stays, and while it hangs at the VM, so does the VM.
      for (const { key } of vm.disks.filter((disk) => paths.includes(disk.fileName))) {
        const detached = detachDisk(datacenter, caller, { vmId: vm.id, key, deletePermanently: false });
        if (!detached.ok) return detached;
      }
      const removed = removeVm(datacenter, caller, { vmId: vm.id, deletePermanently: true });
      return removed.ok ? attached : removed;
    }
    vm = attached.value.vm;
  }
  return ok(vm);
}

function settingsOf(args: NewArguments) {
  const drives: Record<string, string> = {
    ...(args.Floppy && { 'floppy0.present': 'TRUE', 'floppy0.startConnected': 'FALSE' }),
    ...(args.CD && { 'ide1:0.present': 'TRUE', 'ide1:0.deviceType': 'cdrom-raw' }),
  };
  const extraConfig = { ...drives, ...advancedOptions(args.AdvancedOption).extraConfig };
  return {
    ...optionsOf({ ...args, swapfilePolicy: args.VMSwapfilePolicy }),
    ...(Object.keys(extraConfig).length > 0 && { extraConfig }),
  };
}

function networksNamed({ datacenter }: Connection, names: readonly string[]): Result<string[], Fault> {
  const ids: string[] = [];
  for (const name of names) {
    const [network] = datacenter.find('networks', 'name', name.toLowerCase());
    if (network === undefined) return fail({ kind: 'NotFound', type: 'Network', name });
    ids.push(network.id);
  }
  return ok(ids);
}
