import { rmSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result.ts';
import { attempt } from '../storage/storage-fault.ts';
import { demandPrivilege, requirePrivilege } from './authorization.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import { checkWithEncryption } from './encryption-conflicts.ts';
import type { Fault } from './faults.ts';
import type { Operation } from './operation.ts';
import { fileOf, fromStorage } from './places.ts';
import type { VmRow } from './rows.ts';
import { copyDisksOut } from './vm-copy-out.ts';
import { syncVmx } from './vm-files.ts';
import { replicaFolder } from './vmx-places.ts';

/** vSphere Replication: a copy of the VM's disks on another datastore, made when replication is turned on. */

const PRIVILEGE = 'VirtualMachine.Hbr.ConfigureReplication';

export interface ReplicationRequest {
  readonly vmId: string;
  readonly datastoreId: string;
  readonly rpoMinutes: number;
}

export function* enableReplication(
  datacenter: Datacenter,
  caller: Caller,
  request: ReplicationRequest,
): Operation<VmRow> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, vm);
  if (!allowed.ok) return allowed;
  const checked = checkReplicable(datacenter, vm);
  if (!checked.ok) return checked;
  const store = datacenter.get('datastores', request.datastoreId);
  if (store === undefined) return fail({ kind: 'NotFound', type: 'Datastore', name: request.datastoreId });
  const space = demandPrivilege(datacenter, caller, 'Datastore.AllocateSpace', store);
  if (!space.ok) return space;
  const replicaPath = replicaFolder(store.name, vm.uuid);
  const place = fileOf(datacenter, replicaPath);
  if (!place.ok) return place;
  const folder = place.value;
  const copied = yield* copyDisksOut(datacenter, caller, { vm, folder, sealing: 'kept' });
  if (!copied.ok) return copied;
  const changed = datacenter.commit<VmRow>(caller, 'replicate a VM', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const held = requirePrivilege(datacenter, caller, PRIVILEGE, current);
    if (!held.ok) return held;
    const still = checkReplicable(tx, current);
    if (!still.ok) return still;
    const replication = {
      datastoreName: store.name,
      folder: replicaPath,
      rpoMinutes: request.rpoMinutes,
      syncedMs: datacenter.clock.nowMs(),
    };
    const after: VmRow = { ...current, replication };
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'com.vmware.vcHms.replicationConfiguredEvent',
      message: `${vm.name} is replicated to ${replication.folder}, at most ${request.rpoMinutes} minutes old`,
      vm: { id: vm.id, name: vm.name },
      datastore: { id: store.id, name: store.name },
    });
    return ok(after);
  });
  if (!changed.ok) {
    removeReplica(folder);
    return changed;
  }
  const written = syncVmx(datacenter, changed.value);
  return written.ok ? changed : written;
}

function checkReplicable(reader: Pick<Datacenter, 'get'>, vm: VmRow): Result<void, Fault> {
  const supported = checkWithEncryption(reader, vm, 'EncryptedReplication');
  if (!supported.ok) return supported;
  if (vm.replication === undefined) return ok(undefined);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'VM',
    rule: `${vm.name} is replicated already, to ${vm.replication.folder}.`,
    remedy: `Disable-VMReplication ${vm.name}`,
  });
}

/** Turns replication off and removes the replica. */
export function disableReplication(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
): Result<VmRow, Fault> {
  let folder: string | undefined;
  const changed = datacenter.commit<VmRow>(caller, 'end the replication of a VM', (tx) => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
    const allowed = requirePrivilege(datacenter, caller, PRIVILEGE, vm);
    if (!allowed.ok) return allowed;
    folder = vm.replication?.folder;
    const after: VmRow = { ...vm, replication: undefined };
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'com.vmware.vcHms.replicationUnconfiguredEvent',
      message: `${vm.name} is no longer replicated`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok(after);
  });
  if (!changed.ok) return changed;
  const replica = folder === undefined ? undefined : fileOf(datacenter, folder);
  if (replica?.ok === true) {
    const removed = removeReplica(replica.value);
    if (!removed.ok) return removed;
  }
  const written = syncVmx(datacenter, changed.value);
  return written.ok ? changed : written;
}

function removeReplica(folder: string): Result<void, Fault> {
  const removed = attempt(folder, 'remove', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return removed.ok ? ok(undefined) : fail(fromStorage(removed.fault));
}
