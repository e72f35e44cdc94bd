import type { VmRow } from './vms.ts';

/**
 * A change to a VM's files that is under way, keyed by the VM's id. While `preparing`, what is new is to be
 * removed if the work is cut; once `committed`, the renames and removals are to be finished. Paths are
 * datastore paths.
 */
export interface FileOperationRow {
  readonly id: string;
  /** Tells it from the VM's next one. */
  readonly token: string;
  readonly purpose: string;
  readonly phase: 'preparing' | 'committed';
  /** Folders in which disks are written anew: storage's own notes there tell new from old. */
  readonly diskFolders: readonly string[];
  /** New files that are no disks. */
  readonly newFiles: readonly string[];
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  readonly removes: readonly string[];
  /** VMX and list of snapshots are brought to what the VM's row says, before a file that they named goes. */
  readonly syncsHome?: true;
  /** Disks that become as large as the VM's row says. */
  readonly grows?: readonly { readonly fileName: string; readonly capacityBytes: number }[];
  /** While the VM itself is being made, or is gone from here: where its VMX will be, or was. */
  readonly vmxPath?: string;
  /** The VM comes from another vCenter. */
  readonly incoming?: HandOver;
  /** The VM has left for another vCenter, and is this there. */
  readonly outgoing?: HandOver & { readonly vm: VmRow };
}

/** One VM's move between two vCenters, as each of them knows it. */
export interface HandOver {
  readonly migrationId: string;
  /** The state file of the other vCenter. */
  readonly otherState: string;
}
