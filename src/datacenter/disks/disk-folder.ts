import { fail, ok, type Result } from '../../base/result.ts';
import { createVmFolder } from '../../storage/datastore.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { datastoreNameOf } from '../indexes.ts';
import { datastoreOf, folderOf, fromStorage } from '../places.ts';
import type { DatastoreRow, VmRow } from '../rows.ts';
import { disksOfOthersIn } from './shared-disks.ts';

/**
 * Where a VM's next disk on a datastore goes: the VM's home, or the folder in which its disks there lie already, or a
 * new one, named as that of a new VM. A folder that is another VM's is never used: it goes with that VM.
 */
export function makeFolderOn(
  datacenter: Datacenter,
  vm: VmRow,
  datastore: DatastoreRow,
): Result<string, Fault> {
  const home = folderOf(vm.vmxPath);
  if (datastoreNameOf(home) === datastore.name) return ok(home);
  const own = folderOfDisksOn(datacenter, vm, datastore);
  if (own !== undefined) return ok(own);
  const made = createVmFolder(datastoreOf(datacenter, datastore), vm.name);
  return made.ok
    ? ok(`[${datastore.name}] ${made.value.name}`)
    : fail(fromStorage(made.fault, datastore.name));
}

function folderOfDisksOn(datacenter: Datacenter, vm: VmRow, { name }: DatastoreRow): string | undefined {
  const homes = new Set(
    datacenter
      .find('vms', 'datastore', name)
      .filter(({ id }) => id !== vm.id)
      .map(({ vmxPath }) => folderOf(vmxPath)),
  );
  return vm.disks
    .filter(({ fileName }) => datastoreNameOf(fileName) === name)
    .map(({ fileName }) => folderOf(fileName))
    .find(
      (folder) =>
        !folder.endsWith(']') && !homes.has(folder) && disksOfOthersIn(datacenter, vm, folder).length === 0,
    );
}
