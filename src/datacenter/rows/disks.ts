import type { SharesLevel } from './hosts.ts';
import type { CryptoKeyId } from './keys.ts';
import type { Named } from './named.ts';

export interface DatastoreRow extends Named {
  readonly parentId: string;
  readonly type: 'VMFS' | 'NFS';
  /** Folder of the host's file system, absolute, or relative to the state file's folder. */
  readonly path: string;
  readonly capacityBytes: number;
}

export interface DiskRow {
  /** Device key: 2000 is the first disk on the first SCSI controller. */
  readonly key: number;
  readonly label: string;
  /** Datastore path of the descriptor: `[datastore1] app-01/app-01.vmdk`. */
  readonly fileName: string;
  readonly capacityBytes: number;
  readonly thin: boolean;
  readonly persistence: 'Persistent' | 'IndependentPersistent' | 'IndependentNonPersistent';
  readonly storagePolicyId: string;
  /** Derived from the descriptor, where the wrapped data key lives. */
  readonly keyId: CryptoKeyId | null;
  /** The key of what a re-encryption in place has not come to yet: needed until it is finished. */
  readonly oldKeyId?: CryptoKeyId | undefined;
  /** Several VMs may have it at once (multi-writer). */
  readonly isShared?: boolean;
  /** The device of a raw device mapping. */
  readonly rawDevice?: string;
  /** The mapping is in physical compatibility mode, which snapshots leave out. */
  readonly isRawPhysical?: boolean;
  readonly flashReadCacheBytes?: number;
  /** Absent: Normal shares, no limit. */
  readonly ioAllocation?: DiskAllocation;
}

/** What a disk gets of its datastore's I/O. */
export interface DiskAllocation {
  readonly sharesLevel: SharesLevel;
  /** Of the level Custom alone. */
  readonly shares?: number;
  /** I/O operations; null: unlimited. */
  readonly limitPerSecond: number | null;
}

/** The process that serves a VM's disks, keyed by the VM's id: there from its start until its end was told. */
export interface DiskServerRow {
  readonly id: string;
  readonly pid: number;
  /** It has moved the guest, and so memory that the VM's seed does not make. */
  readonly keepsMemory: boolean;
}
