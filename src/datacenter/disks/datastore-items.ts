import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { copyFile } from '../../storage/file-copy.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { lockVm } from '../file-operations.ts';
import { datastoreNameOf } from '../indexes.ts';
import { datastoreByName, fileOf, folderOf, fromStorage } from '../places.ts';
import type { VmRow } from '../rows.ts';

/**
 * Files of datastores, up and down. The files of an encrypted VM leave or come only with Cryptographer.Access on
 * it: they are copied as they are, ciphertext included, and each copy leaves an event.
 */

/** A file here: `[datastore1] app-01/app-01.vmx`; or on this machine, absolute. */
export interface Place {
  readonly datastorePath?: string;
  readonly file?: string;
}

export interface CopiedItem {
  readonly name: string;
  readonly target: string;
  readonly sizeBytes: number;
}

export function copyDatastoreItem(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly from: Place; readonly to: Place },
): Result<CopiedItem, Fault> {
  const from = openPlace(datacenter, caller, request.from, 'Datastore.Browse');
  if (!from.ok) return from;
  const to = openPlace(datacenter, caller, request.to, 'Datastore.FileManagement');
  if (!to.ok) return to;
  const vm = from.value.vm ?? to.value.vm;
  if (to.value.vm !== undefined && to.value.vm.powerState !== 'PoweredOff') {
    return fail({
      kind: 'InvalidPowerState',
      entity: to.value.vm.name,
      operation: 'Uploading into its folder',
      requestedState: 'PoweredOff',
      existingState: to.value.vm.powerState,
    });
  }
  const lock = vm === undefined ? undefined : lockVm(datacenter, vm, 'copy files of');
  if (lock?.ok === false) return lock;
  const copied = copyFile(from.value.file, to.value.file);
  lock?.value.release({ remove: true });
  if (!copied.ok) return fail(fromStorage(copied.fault));
  const target = request.to.datastorePath ?? to.value.file;
  const recorded = datacenter.commit<undefined>(caller, 'copy a file', (tx) => {
    for (const one of [from.value.vm, to.value.vm]) {
      if (one === undefined || !isEncrypted(one)) continue;
      tx.event({
        eventTypeId: 'com.vmware.vc.crypto.Operation',
        message: `A file of the encrypted virtual machine ${one.name} was copied: ${basename(from.value.file)}`,
        vm: { id: one.id, name: one.name },
        arguments: {
          operation: one === from.value.vm ? 'Download' : 'Upload',
          file: basename(from.value.file),
        },
      });
    }
    const store = from.value.datastore ?? to.value.datastore;
    tx.event({
      eventTypeId: 'DatastoreFileCopiedEvent',
      message: `${request.from.datastorePath ?? from.value.file} was copied to ${target}`,
      ...(store && { datastore: { id: store.id, name: store.name } }),
    });
    return ok(undefined);
  });
  if (!recorded.ok) return recorded;
  return ok({ name: basename(to.value.file), target, sizeBytes: copied.value });
}

interface OpenPlace {
  readonly file: string;
  readonly vm: VmRow | undefined;
  readonly datastore: { readonly id: string; readonly name: string } | undefined;
}

function openPlace(
  datacenter: Datacenter,
  caller: Caller,
  place: Place,
  privilege: string,
): Result<OpenPlace, Fault> {
  const { datastorePath } = place;
  if (datastorePath === undefined) return ok({ file: place.file ?? '', vm: undefined, datastore: undefined });
  const store = datastoreByName(datacenter, datastoreNameOf(datastorePath));
  if (!store.ok) return store;
  const allowed = demandPrivilege(datacenter, caller, privilege, store.value);
  if (!allowed.ok) return allowed;
  const vm = vmOfFile(datacenter, datastorePath);
  if (vm !== undefined && isEncrypted(vm)) {
    const held = demandPrivilege(datacenter, caller, 'Cryptographer.Access', vm);
    if (!held.ok) return held;
  }
  const file = fileOf(datacenter, datastorePath);
  return file.ok ? ok({ file: file.value, vm, datastore: store.value }) : file;
}

/** The VM whose folder, or one of whose disks' folders, the file lies in; a disk may be a snapshot's alone. */
export function vmOfFile(datacenter: Datacenter, datastorePath: string): VmRow | undefined {
  const folder = folderOf(datastorePath).toLowerCase();
  const isHere = (path: string): boolean => folderOf(path).toLowerCase() === folder;
  return datacenter
    .find(
      'vms',
      'datastore',
      datastoreByName(datacenter, datastoreNameOf(datastorePath)).ok ? nameOf(datacenter, datastorePath) : '',
    )
    .find(
      ({ vmxPath, disks, snapshots }) =>
        isHere(vmxPath) ||
        [...disks, ...snapshots.flatMap((snapshot) => snapshot.disks)].some(({ fileName }) =>
          isHere(fileName),
        ),
    );
}

/** The datastore's name as the rows spell it. */
function nameOf(datacenter: Datacenter, datastorePath: string): string {
  const store = datastoreByName(datacenter, datastoreNameOf(datastorePath));
  return store.ok ? store.value.name : '';
}

function isEncrypted(vm: VmRow): boolean {
  return vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
}

/** True for a folder, where a file is to go into it under its own name. */
export function isFolder(datacenter: Datacenter, place: Place): boolean {
  const file =
    place.datastorePath === undefined ? ok(place.file ?? '') : fileOf(datacenter, place.datastorePath);
  if (!file.ok) return false;
  const stat = attempt(file.value, 'stat', () => lstatSync(file.value));
  return stat.ok && stat.value.isDirectory();
}
