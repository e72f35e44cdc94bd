import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { FolderRow, VmRow } from '../rows.ts';
import { removeVm } from '../vm/vm-remove.ts';
import { removeContainer } from './inventory-change.ts';

export interface FolderRemoval {
  readonly folderId: string;
  /** The VMs' files go too; else they only leave the inventory. */
  readonly deletePermanently: boolean;
}

/**
 * Removes a folder of VMs with all that it holds: VMs and templates, then the folders below it. Nothing is removed
 * while one of the VMs is not off. A folder of anything else must be empty.
 */
export function removeFolder(
  datacenter: Datacenter,
  caller: Caller,
  { folderId, deletePermanently }: FolderRemoval,
): Result<void, Fault> {
  const folder = datacenter.get('folders', folderId);
  // A datacenter's own folder of VMs is refused there, before anything of it is gone.
  if (folder?.type !== 'VM' || datacenter.get('datacenters', folder.parentId ?? '') !== undefined)
    return removeContainer(datacenter, caller, 'folders', folderId);
  const below = foldersBelow(datacenter, folder);
  for (const each of below) {
    const allowed = demandPrivilege(datacenter, caller, 'Folder.Delete', each);
    if (!allowed.ok) return allowed;
  }
  const vms = below.flatMap(({ id }) => datacenter.find('vms', 'parent', id));
  const running = vms.find(({ powerState }) => powerState !== 'PoweredOff');
  if (running !== undefined) return fail({ kind: 'InvalidState', reason: 'VmRunning', entity: running.name });
  for (const vm of clonesFirst(vms)) {
    const removed = removeVm(datacenter, caller, { vmId: vm.id, deletePermanently });
    if (!removed.ok) return removed;
  }
  for (const { id } of below.toReversed()) {
    const removed = removeContainer(datacenter, caller, 'folders', id);
    if (!removed.ok) return removed;
  }
  return ok(undefined);
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
