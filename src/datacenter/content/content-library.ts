import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { randomUuid } from '../../crypto/random.ts';
import { createPrivateFolder, replaceFile } from '../../storage/durable-file.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { demandPrivilege, requirePrivilege, rootFolder } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import type { Fault } from '../faults.ts';
import { checkName } from '../inventory/inventory-tree.ts';
import type { Waiting } from '../keys/key-service.ts';
import type { Operation } from '../operation.ts';
import { datastoreOf, fileOf, fromStorage, pathIn } from '../places.ts';
import type { ContentLibraryItemRow, ContentLibraryRow, VmRow } from '../rows.ts';
import { vmxSettings } from '../vm/vm-files.ts';
import { beginCopyOut, checkOffForCopy, copyDisksUnderLock } from './vm-copy-out.ts';

/** Content libraries: folders on a datastore that keep copies of VMs as templates. */

const CREATE = 'ContentLibrary.CreateLocalLibrary';
const ADD = 'ContentLibrary.AddLibraryItem';
const REMOVE = 'ContentLibrary.DeleteLibraryItem';

export function createLibrary(
  datacenter: Datacenter,
  caller: Caller,
  wanted: { readonly name: string; readonly description: string; readonly datastoreId: string },
): Result<ContentLibraryRow, Fault> {
  const valid = checkName(wanted.name);
  if (!valid.ok) return valid;
  const store = datacenter.get('datastores', wanted.datastoreId);
  if (store === undefined) return fail({ kind: 'NotFound', type: 'Datastore', name: wanted.datastoreId });
  const allowed = demandPrivilege(datacenter, caller, CREATE, rootFolder(datacenter));
  if (!allowed.ok) return allowed;
  const folder = join(datastoreOf(datacenter, store).folder, `contentlib-${randomUuid()}`);
  const made = attempt(folder, 'mkdir', () => {
    createPrivateFolder(folder);
  });
  if (!made.ok) return fail(fromStorage(made.fault));
  const created = datacenter.commit<ContentLibraryRow>(caller, 'create a content library', (tx) => {
    const held = requirePrivilege(datacenter, caller, CREATE, rootFolder(tx));
    if (!held.ok) return held;
    if (datacenter.find('contentLibraries', 'name', wanted.name.toLowerCase()).length > 0)
      return fail({ kind: 'DuplicateName', type: 'ContentLibrary', name: wanted.name });
    const row: ContentLibraryRow = {
      ...wanted,
      id: tx.newId('library'),
      folder: pathIn(datacenter, store, folder),
    };
    tx.put('contentLibraries', row);
    tx.event({
      eventTypeId: 'com.vmware.cl.CreateLibraryEvent',
      message: `Created Library ${row.name}`,
      datastore: { id: store.id, name: store.name },
    });
    return ok(row);
  });
  if (!created.ok) removeFolder(folder);
  return created;
}

const TEMPLATE = 'template.vmx';

/** A copy of a VM in a library: its disks and its VMX. Of an encrypted VM, where supported, sealed as it is. */
export function* addLibraryItem(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly libraryId: string; readonly vmId: string; readonly name: string },
): Operation<ContentLibraryItemRow> {
  const library = datacenter.get('contentLibraries', request.libraryId);
  if (library === undefined)
    return fail({ kind: 'NotFound', type: 'ContentLibrary', name: request.libraryId });
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const valid = checkName(request.name);
  if (!valid.ok) return valid;
  const checked = checkItem(datacenter, caller, library, vm, request.name);
  if (!checked.ok)
    return checked.fault.kind === 'NoPermission'
      ? datacenter.commit(caller, 'denied', () => checked)
      : checked;
  const itemPath = `${library.folder}/${randomUuid()}`;
  const folder = fileOf(datacenter, itemPath);
  if (!folder.ok) return folder;
  const others = [TEMPLATE];
  const files = beginCopyOut(datacenter, caller, vm, 'copy to a library', { folderPath: itemPath, others });
  if (!files.ok) return files;
  const copied = yield* copyItem(datacenter, caller, vm, folder.value);
  const added = !copied.ok
    ? copied
    : datacenter.commit<ContentLibraryItemRow>(caller, 'add to a content library', (tx) => {
        const current = tx.get('vms', vm.id);
        if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
        const still = checkItem(datacenter, caller, library, current, request.name);
        if (!still.ok) return still;
        const row: ContentLibraryItemRow = {
          id: tx.newId('libraryitem'),
          name: request.name,
          libraryId: library.id,
          sourceVm: vm.name,
          folder: itemPath,
          files: copied.value,
          createdMs: datacenter.clock.nowMs(),
        };
        tx.put('contentLibraryItems', row);
        files.value.decide(tx, {});
        tx.event({
          eventTypeId: 'com.vmware.cl.CreateLibraryItemEvent',
          message: `Created Library Item ${row.name} in Library ${library.name}`,
          vm: { id: vm.id, name: vm.name },
        });
        return ok(row);
      });
  const ended = added.ok ? files.value.finish() : files.value.abandon();
  if (!added.ok) removeFolder(folder.value);
  return added.ok && !ended.ok ? ended : added;
}

/** Base names of the files: the VMX and the disks. */
function* copyItem(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  folder: string,
): Waiting<readonly string[]> {
  const copied = yield* copyDisksUnderLock(datacenter, caller, { vm, folder, sealing: 'kept' });
  if (!copied.ok) return copied;
  const vmx = writeTemplateVmx(vm, folder);
  return vmx.ok ? ok([TEMPLATE, ...copied.value.flatMap(({ files }) => files)]) : vmx;
}

function checkItem(
  datacenter: Datacenter,
  caller: Caller,
  library: ContentLibraryRow,
  vm: VmRow,
  name: string,
): Result<void, Fault> {
  const allowed = requirePrivilege(datacenter, caller, ADD, rootFolder(datacenter));
  if (!allowed.ok) return allowed;
  const template = requirePrivilege(
    datacenter,
    caller,
    'VirtualMachine.Provisioning.CreateTemplateFromVM',
    vm,
  );
  if (!template.ok) return template;
  const supported = checkWithEncryption(datacenter, vm, 'EncryptedContentLibrary');
  if (!supported.ok) return supported;
  const items = datacenter.find('contentLibraryItems', 'library', library.id);
  if (items.some((item) => item.name.toLowerCase() === name.toLowerCase()))
    return fail({ kind: 'DuplicateName', type: 'ContentLibraryItem', name });
  return checkOffForCopy(vm, 'Copying a VM into a content library');
}

function writeTemplateVmx(vm: VmRow, folder: string): Result<void, Fault> {
  const lines = [...vmxSettings({ ...vm, vtpm: undefined })].map(([name, value]) => `${name} = "${value}"\n`);
  const written = replaceFile(join(folder, TEMPLATE), Buffer.from(lines.join('')));
  return written.ok ? ok(undefined) : fail(fromStorage(written.fault));
}

export function removeLibraryItem(datacenter: Datacenter, caller: Caller, id: string): Result<void, Fault> {
  let folder: string | undefined;
  const removed = datacenter.commit<undefined>(caller, 'remove from a content library', (tx) => {
    const item = tx.get('contentLibraryItems', id);
    if (item === undefined) return fail({ kind: 'NotFound', type: 'ContentLibraryItem', name: id });
    const allowed = requirePrivilege(datacenter, caller, REMOVE, rootFolder(tx));
    if (!allowed.ok) return allowed;
    folder = item.folder;
    tx.remove('contentLibraryItems', id);
    tx.event({
      eventTypeId: 'com.vmware.cl.DeleteLibraryItemEvent',
      message: `Deleted Library Item ${item.name}`,
    });
    return ok(undefined);
  });
  const file = removed.ok && folder !== undefined ? fileOf(datacenter, folder) : undefined;
  return file?.ok === true ? removeFolder(file.value) : removed;
}

function removeFolder(folder: string): Result<void, Fault> {
  const removed = attempt(folder, 'remove', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return removed.ok ? ok(undefined) : fail(fromStorage(removed.fault));
}
