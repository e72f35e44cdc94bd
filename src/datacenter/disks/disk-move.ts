import { basename } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import {
  type ConversionPlan,
  type ConversionProgress,
  planConversion,
  startConversion,
} from '../../storage/conversion.ts';
import { conversionTo, type DiskFormat } from '../../storage/disk-format.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation } from '../file-operations.ts';
import { datastoreNameOf } from '../indexes.ts';
import type { Waiting } from '../keys/key-service.ts';
import { keysForZeros } from '../keys/vm-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import { datastoreByName, fileOf, folderOf, fromStorage, fromStorageWork, removeEmptied } from '../places.ts';
import type { DatastoreRow, DiskRow, VmRow } from '../rows.ts';
import { filesOfDisk } from './disk-change.ts';
import { makeFolderOn } from './disk-folder.ts';
import type { DiskOfVm } from './disks.ts';
import { refuseLinkedClone } from './linked-clones.ts';
import { refuseSharedDisks } from './shared-disks.ts';
import { storageFormatOf } from './storage-format.ts';

/** One disk on its way to another datastore or format, or copied beside its VM: as the ciphertext that it is. */

export interface DiskMove {
  readonly vmId: string;
  /** The device key. */
  readonly key: number;
  /** The disk's own unless given. */
  readonly datastoreId?: string;
  /** As it is unless given. */
  readonly format?: DiskFormat;
}

const PRIVILEGE = 'Resource.ColdMigrate';

export function* moveDisk(datacenter: Datacenter, caller: Caller, request: DiskMove): Operation<DiskOfVm> {
  const checked = checkMove(datacenter, caller, request);
  if (!checked.ok) return checked;
  const { vm, datastore } = checked.value;
  let plan: (PlannedMove & { readonly folder: string }) | undefined;
  const files = beginFileOperation(datacenter, caller, vm, 'move a disk of', () => {
    const again = checkMove(datacenter, caller, request);
    if (!again.ok) return again;
    const folder = makeFolderOn(datacenter, again.value.vm, again.value.datastore);
    if (!folder.ok) return folder;
    const planned = planCopy(datacenter, again.value.disk, folder.value, request.format);
    if (!planned.ok) {
      removeEmptied(datacenter, [folder.value]);
      return planned;
    }
    plan = { ...planned.value, folder: folder.value };
    return ok({ diskFolders: [folder.value], isPlannedAnew: true });
  });
  if (!files.ok || plan === undefined)
    return files.ok ? fail({ kind: 'NothingToMove', entity: vm.name }) : files;
  const { disk, conversion, folder } = plan;
  const copied = yield* copy(datacenter, caller, vm, conversion);
  const fileName = `${folder}/${basename(conversion.target)}`;
  const old = filesOfDisk(datacenter, disk);
  const moved = !copied.ok
    ? copied
    : !old.ok
      ? old
      : datacenter.commit<DiskOfVm>(caller, 'move a disk', (tx) => {
          const current = tx.get('vms', vm.id);
          if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
          const held = requirePrivilege(datacenter, caller, PRIVILEGE, current);
          if (!held.ok) return held;
          if (current.snapshots.length > 0)
            return fail({ kind: 'InvalidState', reason: 'HasSnapshotsDisk', entity: vm.name });
          const there: DiskRow = { ...disk, fileName, thin: conversion.isThin };
          const disks = current.disks.map((other) => (other.key === disk.key ? there : other));
          const after: VmRow = { ...current, disks };
          tx.put('vms', after);
          files.value.decide(tx, { syncsHome: true, removes: old.value });
          tx.event({
            eventTypeId: 'VmRelocatedEvent',
            message: `${disk.label} of ${vm.name} was moved from ${disk.fileName} to ${fileName}`,
            vm: { id: vm.id, name: vm.name },
            datastore: { id: datastore.id, name: datastore.name },
          });
          return ok({ vm: after, disk: there });
        });
  const ended = moved.ok ? files.value.finish() : files.value.abandon();
  removeEmptied(datacenter, [moved.ok ? folderOf(disk.fileName) : folder]);
  return moved.ok && !ended.ok ? ended : moved;
}

function checkMove(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskMove,
): Result<{ readonly vm: VmRow; readonly disk: DiskRow; readonly datastore: DatastoreRow }, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, vm);
  if (!allowed.ok) return allowed;
  const open = refuseLocked(vm);
  if (!open.ok) return open;
  const alone = refuseLinkedClone(datacenter, vm);
  if (!alone.ok) return alone;
  if (vm.snapshots.length > 0)
    return fail({ kind: 'InvalidState', reason: 'HasSnapshotsDisk', entity: vm.name });
  const disk = vm.disks.find(({ key }) => key === request.key);
  if (disk === undefined) return fail({ kind: 'NotFound', type: 'HardDisk', name: String(request.key) });
  const own = refuseSharedDisks(datacenter, vm, [disk]);
  if (!own.ok) return own;
  const { datastoreId } = request;
  const datastore =
    datastoreId === undefined
      ? datastoreByName(datacenter, datastoreNameOf(disk.fileName))
      : ok(datacenter.get('datastores', datastoreId));
  if (!datastore.ok) return datastore;
  if (datastore.value === undefined)
    return fail({ kind: 'NotFound', type: 'Datastore', name: datastoreId ?? '' });
  const space = demandPrivilege(datacenter, caller, 'Datastore.AllocateSpace', datastore.value);
  if (!space.ok) return space;
  const isThere = datastore.value.name === datastoreNameOf(disk.fileName);
  return isThere && hasFormat(datacenter, disk, request.format)
    ? fail({ kind: 'NothingToMove', entity: `${vm.name}, ${disk.label}` })
    : ok({ vm, disk, datastore: datastore.value });
}

/** What is eager zeroed is thick, too. */
function hasFormat(datacenter: Datacenter, disk: DiskRow, format: DiskFormat | undefined): boolean {
  if (format === undefined) return true;
  if (format !== 'eagerZeroedThick') return disk.thin === (format === 'thin');
  return storageFormatOf(datacenter, disk) === format;
}

interface PlannedMove {
  readonly disk: DiskRow;
  readonly conversion: ConversionPlan;
}

function planCopy(
  datacenter: Datacenter,
  disk: DiskRow,
  folderPath: string,
  format: DiskFormat | undefined,
): Result<PlannedMove, Fault> {
  const source = fileOf(datacenter, disk.fileName);
  if (!source.ok) return source;
  const folder = fileOf(datacenter, folderPath);
  if (!folder.ok) return folder;
  const plan = planConversion({
    kind: 'copy',
    source: source.value,
    targetFolder: folder.value,
    replacesSource: true,
    ...(format !== undefined && conversionTo(format)),
  });
  if (!plan.ok) return fail(fromStorage(plan.fault));
  const { neededBytes, freeBytes } = plan.value;
  return freeBytes < neededBytes
    ? fail({
        kind: 'InsufficientStorageSpace',
        datastore: datastoreNameOf(folderPath),
        neededBytes,
        freeBytes,
      })
    : ok({ disk, conversion: plan.value });
}

/** Gives the keys only to a copy that fills in zeros; any other moves the ciphertext as it is. */
function* copy(datacenter: Datacenter, caller: Caller, vm: VmRow, plan: ConversionPlan): Waiting<void> {
  const source = plan.needsKeys ? yield* keysForZeros(datacenter, caller, vm) : ok([]);
  if (!source.ok) return source;
  const copied = yield* waitFor(startConversion(plan, { source: source.value }), (progress) =>
    plan.dataBytes === 0 ? 0 : (progress as ConversionProgress).doneBytes / plan.dataBytes,
  );
  return copied.ok ? ok(undefined) : fail(fromStorageWork(copied.fault, vm.name));
}
