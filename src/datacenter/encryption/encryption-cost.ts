import { fail, ok, type Result } from '../../base/result.ts';
import { type IoMeasured, startIoMeasure } from '../../storage/io-measure.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { partOf } from '../disks/disk-rewrite.ts';
import type { Fault } from '../faults.ts';
import { datastoreNameOf } from '../indexes.ts';
import { type Operation, waitFor } from '../operation.ts';
import { datastoreByName, datastoreSpace, fromStorageWork } from '../places.ts';
import type { DatastoreRow, VmRow } from '../rows.ts';

export interface EncryptionCostRequest {
  readonly vmId: string;
  readonly sizeBytes: number;
  /** Of each load on each disk. */
  readonly milliseconds: number;
}

/** What one load costs with and without encryption. */
export interface EncryptionCost extends IoMeasured {
  readonly vm: VmRow;
  readonly datastore: string;
}

/** What encryption costs where a VM's first disk lies: two scratch disks of that datastore are measured, never the VM's. */
export function* measureEncryptionCost(
  datacenter: Datacenter,
  caller: Caller,
  { vmId, sizeBytes, milliseconds }: EncryptionCostRequest,
): Operation<readonly EncryptionCost[]> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const datastore = datastoreByName(datacenter, datastoreNameOf(vm.disks[0]?.fileName ?? vm.vmxPath));
  if (!datastore.ok) return datastore;
  const allowed = demandPrivilege(datacenter, caller, 'Datastore.AllocateSpace', datastore.value);
  if (!allowed.ok) return allowed;
  const folder = folderWithRoom(datacenter, datastore.value, 2 * sizeBytes);
  if (!folder.ok) return folder;
  const started = startIoMeasure({ folder: folder.value, sizeBytes, milliseconds });
  const measured = yield* waitFor(started, partOf);
  if (!measured.ok) return fail(fromStorageWork(measured.fault, vm.name));
  return ok(measured.value.map((one) => ({ ...one, vm, datastore: datastore.value.name })));
}

function folderWithRoom(
  datacenter: Datacenter,
  datastore: DatastoreRow,
  neededBytes: number,
): Result<string, Fault> {
  const { folder, freeBytes } = datastoreSpace(datacenter, datastore);
  if (freeBytes >= neededBytes) return ok(folder);
  return fail({ kind: 'InsufficientStorageSpace', datastore: datastore.name, neededBytes, freeBytes });
}
