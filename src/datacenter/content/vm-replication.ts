import { existsSync, readdirSync } from 'node:fs';
import { fail, ok, type Result } from '../../base/result.ts';
import { removeFolderIfEmpty } from '../../storage/datastore.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation } from '../file-operations.ts';
import type { Operation } from '../operation.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { DatastoreRow, VmRow } from '../rows.ts';
import { replicaFolder } from '../vm/vmx-places.ts';
import { beginCopyOut, copyDisksUnderLock } from './vm-copy-out.ts';

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
  const checked = checkReplication(datacenter, caller, request);
  if (!checked.ok) return checked;
  const { vm, store } = checked.value;
  const replicaPath = replicaFolder(store.name, vm.uuid);
  const place = fileOf(datacenter, replicaPath);
  if (!place.ok) return place;
  const folder = place.value;
  const files = beginCopyOut(datacenter, caller, vm, 'replicate', { folderPath: replicaPath });
  if (!files.ok) return files;
  const copied = yield* copyDisksUnderLock(datacenter, caller, { vm, folder, sealing: 'kept' });
  // A failed copy has left nothing; what lies there then was there before.
  if (!copied.ok) files.value.disown();
  const changed = !copied.ok
    ? copied
    : datacenter.commit<VmRow>(caller, 'replicate a VM', (tx) => {
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
        files.value.decide(tx, { syncsHome: true });
        tx.event({
          eventTypeId: 'com.vmware.vcHms.replicationConfiguredEvent',
          message: `${vm.name} is replicated to ${replication.folder}, at most ${request.rpoMinutes} minutes old`,
          vm: { id: vm.id, name: vm.name },
          datastore: { id: store.id, name: store.name },
        });
        return ok(after);
      });
  const ended = changed.ok ? files.value.finish() : files.value.abandon();
  if (!changed.ok) removeFolderIfEmpty(folder);
  return changed.ok && !ended.ok ? ended : changed;
}

/** The VM and the replica's datastore, where nothing speaks against replication. */
export function checkReplication(
  datacenter: Datacenter,
  caller: Caller,
  request: ReplicationRequest,
): Result<{ readonly vm: VmRow; readonly store: DatastoreRow }, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, vm);
  if (!allowed.ok) return allowed;
  const checked = checkReplicable(datacenter, vm);
  if (!checked.ok) return checked;
  const store = datacenter.get('datastores', request.datastoreId);
  if (store === undefined) return fail({ kind: 'NotFound', type: 'Datastore', name: request.datastoreId });
  const space = demandPrivilege(datacenter, caller, 'Datastore.AllocateSpace', store);
  return space.ok ? ok({ vm, store }) : space;
}

function checkReplicable(reader: Pick<Datacenter, 'get'>, vm: VmRow): Result<void, Fault> {
  const supported = checkWithEncryption(reader, vm, 'EncryptedReplication');
  if (!supported.ok) return supported;
  if (vm.replication === undefined) return ok(undefined);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'VM',
    rule: `${vm.name} is replicated already, to ${vm.replication.folder}.`,
    remedy: `Disable-VMReplication ${quote(vm.name)}`,
  });
}

/** Turns replication off and removes the replica. */
export function disableReplication(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
): Result<VmRow, Fault> {
  const checked = checkEndOfReplication(datacenter, caller, vmId);
  if (!checked.ok) return checked;
  const known = checked.value;
  const files = beginFileOperation(datacenter, caller, known, 'end the replication of', () => ok({}));
  if (!files.ok) return files;
  const folder = known.replication?.folder;
  const removes = folder === undefined ? ok([]) : filesIn(datacenter, folder);
  const changed = !removes.ok
    ? removes
    : datacenter.commit<VmRow>(caller, 'end the replication of a VM', (tx) => {
        const vm = tx.get('vms', vmId);
        if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
        const held = requirePrivilege(datacenter, caller, PRIVILEGE, vm);
        if (!held.ok) return held;
        const after: VmRow = { ...vm, replication: undefined };
        tx.put('vms', after);
        files.value.decide(tx, { syncsHome: true, removes: removes.value });
        tx.event({
          eventTypeId: 'com.vmware.vcHms.replicationUnconfiguredEvent',
          message: `${vm.name} is no longer replicated`,
          vm: { id: vm.id, name: vm.name },
        });
        return ok(after);
      });
  const ended = changed.ok ? files.value.finish() : files.value.abandon();
  const replica = folder === undefined ? undefined : fileOf(datacenter, folder);
  if (changed.ok && replica?.ok === true) removeFolderIfEmpty(replica.value);
  return changed.ok && !ended.ok ? ended : changed;
}

export function checkEndOfReplication(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
): Result<VmRow, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, vm);
  if (!allowed.ok) return allowed;
  if (vm.replication !== undefined) return ok(vm);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'VM',
    rule: `${vm.name} is not replicated.`,
    remedy: `Enable-VMReplication ${quote(vm.name)} -Datastore NAME`,
  });
}

/** The files of a replica as datastore paths; none where it is gone. */
function filesIn(datacenter: Datacenter, folderPath: string): Result<string[], Fault> {
  const folder = fileOf(datacenter, folderPath);
  if (!folder.ok) return folder;
  if (!existsSync(folder.value)) return ok([]);
  const names = attempt(folder.value, 'list', () => readdirSync(folder.value));
  return names.ok ? ok(names.value.map((name) => `${folderPath}/${name}`)) : fail(fromStorage(names.fault));
}
