import { ok, type Result } from '../../base/result.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { PlannedChange } from '../planned-change.ts';
import type { FolderRow, VmRow } from '../rows.ts';
import { checkRemovable, removeVm } from '../vm/vm-remove.ts';
import { removeContainer } from './inventory-change.ts';

export interface FolderRemoval {
  readonly folderId: string;
  /** The VMs' files go too; else they only leave the inventory. */
  readonly deletePermanently: boolean;
}

/**
 * Removes a folder of VMs with all that it holds: VMs and templates, then the folders below it. Nothing is removed
 * while one of them may not be. A folder of anything else must be empty.
 */
export function removeFolder(
  datacenter: Datacenter,
  caller: Caller,
  removal: FolderRemoval,
): PlannedChange<void> {
  const folder = datacenter.get('folders', removal.folderId);
  // A datacenter's own folder of VMs is refused there, before anything of it is gone.
  if (folder?.type !== 'VM' || datacenter.get('datacenters', folder.parentId ?? '') !== undefined)
    return removeContainer(datacenter, caller, 'folders', removal.folderId);
  return {
    check: () => {
      const checked = checkRemoval(datacenter, caller, folder, removal);
      return checked.ok ? ok(undefined) : checked;
    },
    make: () => {
      const checked = checkRemoval(datacenter, caller, folder, removal);
      if (!checked.ok) return checked;
      const { folders, vms } = checked.value;
      for (const vm of clonesFirst(vms)) {
        const { deletePermanently } = removal;
        const removed = removeVm(datacenter, caller, { vmId: vm.id, deletePermanently });
        if (!removed.ok) return removed;
      }
      for (const { id } of folders.toReversed()) {
        const removed = removeContainer(datacenter, caller, 'folders', id).make();
        if (!removed.ok) return removed;
      }
      return ok(undefined);
    },
  };
}

function checkRemoval(
  datacenter: Datacenter,
  caller: Caller,
  folder: FolderRow,
  { deletePermanently }: FolderRemoval,
): Result<{ readonly folders: readonly FolderRow[]; readonly vms: readonly VmRow[] }, Fault> {
  const folders = foldersBelow(datacenter, folder);
  for (const each of folders) {
    const allowed = demandPrivilege(datacenter, caller, 'Folder.Delete', each);
    if (!allowed.ok) return allowed;
  }
  const vms = folders.flatMap(({ id }) => datacenter.find('vms', 'parent', id));
  for (const vm of vms) {
    const removable = checkRemovable(datacenter, caller, vm, { deletePermanently, goesWith: vms });
    if (!removable.ok) return removable;
  }
  return ok({ folders, vms });
}

/** The folder itself, then those below it, parents before children. */
function foldersBelow(datacenter: Datacenter, folder: FolderRow): FolderRow[] {
  const children = datacenter.find('folders', 'parent', folder.id);
  return [folder, ...children.flatMap((child) => foldersBelow(datacenter, child))];
}

/** A VM goes only after the linked clones that hang on it. */
function clonesFirst(vms: readonly VmRow[]): VmRow[] {
  const depth = (vm: VmRow): number => {
    const parent = vms.find(({ id }) => id === vm.linkedTo?.vmId);
    return parent === undefined ? 0 : 1 + depth(parent);
  };
  return [...vms].sort((a, b) => depth(b) - depth(a));
}
