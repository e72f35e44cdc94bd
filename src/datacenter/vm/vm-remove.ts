import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { inspectDisk } from '../../storage/disk-file.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { filesOfDisk } from '../disks/disk-change.ts';
import { requireNoLinkedClones } from '../disks/linked-clones.ts';
import { disksOfOthersIn, refuseSharedRemoval } from '../disks/shared-disks.ts';
import { syncHome } from '../disks/snapshot-files.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation } from '../file-operations.ts';
import { removeEntity } from '../inventory/entity-remove.ts';
import { lockPathOf } from '../lock-path.ts';
import { fileOf, folderOf, fromStorage, removeEmptied, siblingOf } from '../places.ts';
import type { VmRow } from '../rows.ts';

/** Takes a VM out of the inventory; `deletePermanently` removes its files too. */
export function removeVm(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly deletePermanently: boolean },
): Result<VmRow, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const { deletePermanently } = request;
  const removable = checkRemovable(datacenter, caller, vm, { deletePermanently, goesWith: [] });
  if (!removable.ok) return removable;
  const files = beginFileOperation(datacenter, caller, vm, 'remove', () => ok({}));
  if (!files.ok) return files;
  // Its files say the latest of it, should a shell have died before it wrote them; files that are gone say nothing.
  if (!deletePermanently) syncHome(datacenter, caller, datacenter.get('vms', vm.id) ?? vm);
  const removes = deletePermanently ? filesOfVm(datacenter, vm) : ok([]);
  const removed = !removes.ok
    ? removes
    : datacenter.commit<VmRow>(caller, 'remove a VM', (tx) => {
        const current = tx.get('vms', vm.id);
        if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
        const still = checkOff(current);
        if (!still.ok) return still;
        const held = requirePrivilege(datacenter, caller, privilegeFor(deletePermanently), current);
        if (!held.ok) return held;
        const own = deletePermanently ? refuseSharedRemoval(datacenter, vm, current.disks) : ok(undefined);
        if (!own.ok) return own;
        const kept = filesOfOthers(datacenter, vm, new Set(removes.value.map(folderOf)));
        if (!kept.ok) return kept;
        removeEntity(datacenter, tx, 'vms', vm.id);
        files.value.decide(tx, {
          removes: removes.value.filter((path) => !kept.value.has(path)),
          vmxPath: vm.vmxPath,
        });
        tx.event({
          eventTypeId: 'VmRemovedEvent',
          message: `Removed ${vm.name} from the inventory`,
          vm: { id: vm.id, name: vm.name },
        });
        return ok(current);
      });
  const ended = removed.ok ? files.value.finish() : files.value.abandon();
  if (!removed.ok) return removed;
  if (!ended.ok) return ended;
  if (deletePermanently && removes.ok)
    removeEmptied(datacenter, [vm.vmxPath, ...removes.value].map(folderOf));
  return removed;
}

/** Nothing speaks against its removal; linked clones that go with it do not. */
export function checkRemovable(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  {
    deletePermanently,
    goesWith,
  }: { readonly deletePermanently: boolean; readonly goesWith: readonly VmRow[] },
): Result<void, Fault> {
  const allowed = demandPrivilege(datacenter, caller, privilegeFor(deletePermanently), vm);
  if (!allowed.ok) return allowed;
  const off = checkOff(vm);
  return off.ok ? requireNoLinkedClones(datacenter, vm, { goesWith }) : off;
}

function privilegeFor(deletePermanently: boolean): string {
  return deletePermanently ? 'VirtualMachine.Inventory.Delete' : 'VirtualMachine.Inventory.Unregister';
}

function checkOff(vm: VmRow): Result<void, Fault> {
  return vm.powerState === 'PoweredOff'
    ? ok(undefined)
    : fail({ kind: 'InvalidState', reason: 'VmRunning', entity: vm.name });
}

/** A disk that another VM was given and that this one has no more may lie in its folder. */
function filesOfOthers(
  datacenter: Datacenter,
  vm: VmRow,
  folders: ReadonlySet<string>,
): Result<ReadonlySet<string>, Fault> {
  const kept = new Set<string>();
  for (const disk of [...folders].flatMap((folder) => disksOfOthersIn(datacenter, vm, folder))) {
    const files = filesOfDisk(datacenter, disk);
    if (!files.ok) return files;
    for (const path of files.value) kept.add(path);
  }
  return ok(kept);
}

/** Every file of the VM, as datastore paths: what lies in its folder, and its disks elsewhere, snapshots' too. */
function filesOfVm(datacenter: Datacenter, vm: VmRow): Result<string[], Fault> {
  const home = fileOf(datacenter, folderOf(vm.vmxPath));
  if (!home.ok) return home;
  const names = attempt(home.value, 'list', () => readdirSync(home.value));
  if (!names.ok) return fail(fromStorage(names.fault));
  const lockName = basename(lockPathOf(vm));
  const paths = names.value.filter((name) => name !== lockName).map((name) => siblingOf(vm.vmxPath, name));
  for (const disk of [...vm.disks, ...vm.snapshots.flatMap((snapshot) => snapshot.disks)]) {
    if (folderOf(disk.fileName) === folderOf(vm.vmxPath)) continue;
    const file = fileOf(datacenter, disk.fileName);
    if (!file.ok) return file;
    const info = inspectDisk(file.value);
    const files = info.ok ? info.value.files : [file.value];
    for (const path of files) {
      if (dirname(path) === dirname(file.value)) paths.push(siblingOf(disk.fileName, basename(path)));
    }
  }
  return ok(paths);
}
