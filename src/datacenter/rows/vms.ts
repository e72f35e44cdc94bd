import type { DiskRow } from './disks.ts';
import type { SharesLevel } from './hosts.ts';
import type { CryptoKeyId } from './keys.ts';
import type { Named } from './named.ts';

export type PowerState = 'PoweredOff' | 'PoweredOn' | 'Suspended';

/** VirtualMachineConfigSpecEncryptedVMotionModes. */
export type MigrateEncryption = 'disabled' | 'opportunistic' | 'required';

export type WorkloadName = 'idle' | 'redis' | 'sqlserver' | 'uniform' | 'sequential' | 'custom';

export type HaRestartPriority = 'ClusterRestartPriority' | 'Disabled' | 'Low' | 'Medium' | 'High';

export type HaIsolationResponse = 'AsSpecifiedByCluster' | 'PowerOff' | 'DoNothing' | 'Shutdown';

export type DrsAutomationLevel =
  | 'FullyAutomated'
  | 'PartiallyAutomated'
  | 'Manual'
  | 'Disabled'
  | 'AsSpecifiedByCluster';

export type SwapfilePolicy = 'Inherit' | 'WithVM' | 'InHostDatastore';

/** What a VM gets of one resource: MHz of CPU, bytes of memory. */
export interface VmAllocation {
  readonly sharesLevel: SharesLevel;
  /** Of the level Custom alone: those of the others follow the size of the VM. */
  readonly shares?: number;
  readonly reservation: number;
  /** null: unlimited. */
  readonly limit: number | null;
}

/** What a guest does to its memory, where it is not what its workload does by itself. */
export interface GuestLoad {
  /** Page writes, in bytes of touched pages per second. */
  readonly bytesPerSecond?: number;
  readonly workingSetBytes?: number;
  /** Part of the writes that go to the hottest tenth of the working set; for `custom`. */
  readonly hotShare?: number;
  /** Part of the memory that holds data, 0 to 1. */
  readonly populated?: number;
}

/** A serial or parallel port: a file of a datastore, or for a serial port a network address. */
export interface PortRow {
  readonly kind: 'serial' | 'parallel';
  /** Device key: serial ports from 9000, parallel ones from 10000. */
  readonly key: number;
  readonly label: string;
  readonly backing: string;
}

/** What of a virtual TPM's endorsement key anybody may know; the private half is in the VM's NVRAM alone. */
export interface EndorsementKeyRow {
  readonly kind: 'RSA' | 'ECC';
  /** The signing request (PKCS #10): DER, base64. */
  readonly request: string;
  /** The certificate: DER, base64. */
  readonly certificate: string;
}

export interface VirtualTpmRow {
  readonly endorsementKeys: readonly EndorsementKeyRow[];
}

export interface SnapshotRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdMs: number;
  readonly powerState: PowerState;
  readonly parentId: string | null;
  readonly quiesced: boolean;
  /** The disks as they were: each the parent of what the VM has written since. */
  readonly disks: readonly { readonly key: number; readonly fileName: string }[];
  /** Datastore path of the file that keeps settings and NVRAM as they were (VMSN). */
  readonly stateFile?: string;
  /** The guest's memory is kept too: reverting gives a running VM. */
  readonly hasMemory?: boolean;
}

export interface VmRow extends Named {
  readonly folderId: string;
  readonly hostId: string;
  readonly resourcePoolId: string;
  readonly isTemplate: boolean;
  readonly powerState: PowerState;
  /** BIOS uuid: also the additional authenticated data of its sealed home files. */
  readonly uuid: string;
  readonly vmxPath: string;
  readonly numCpu: number;
  readonly coresPerSocket: number;
  readonly memoryBytes: number;
  readonly guestId: string;
  readonly hardwareVersion: string;
  readonly notes: string;
  readonly networkIds: readonly string[];
  readonly migrateEncryption: MigrateEncryption;
  /** Set when VM Home is encrypted. */
  readonly keyId: CryptoKeyId | null;
  readonly locked: boolean;
  readonly storagePolicyId: string;
  readonly disks: readonly DiskRow[];
  readonly snapshots: readonly SnapshotRow[];
  readonly currentSnapshotId: string | null;
  /** Of a linked clone: the VM and the snapshot that its disks are deltas over. */
  readonly linkedTo?: { readonly vmId: string; readonly snapshotId: string };
  /** What the VM is to the datacenter: encrypting the vCenter or the KMS would lock everybody out. */
  readonly role: 'vcenter' | 'kms' | null;
  readonly ports?: readonly PortRow[];
  readonly vtpm?: VirtualTpmRow | undefined;
  readonly replication?:
    | {
        readonly datastoreName: string;
        /** Folder of the replica, as a datastore path. */
        readonly folder: string;
        readonly rpoMinutes: number;
        readonly syncedMs: number;
      }
    | undefined;
  readonly faultTolerance?: { readonly secondaryHostId: string } | undefined;
  readonly workload: WorkloadName;
  /** What of the workload's own rates and sizes is set otherwise. */
  readonly guestLoad?: GuestLoad;
  /** What the cluster does with it, where that is not as the cluster says; PowerCLI's names. */
  readonly haRestartPriority?: HaRestartPriority;
  readonly haIsolationResponse?: HaIsolationResponse;
  readonly drsAutomationLevel?: DrsAutomationLevel;
  readonly swapfilePolicy?: SwapfilePolicy;
  /** Absent: Normal shares, nothing reserved, no limit. */
  readonly cpuAllocation?: VmAllocation;
  readonly memoryAllocation?: VmAllocation;
  /** The guest's name where its id is `otherGuest` or the like. */
  readonly alternateGuestName?: string;
  /** Advanced settings (vim: extraConfig) that mean nothing here but are kept. */
  readonly extraConfig?: Readonly<Record<string, string>>;
  /** Guest memory is made from it. Of an encrypted VM it is no row's: it stands sealed in the VMX. */
  readonly seed?: number | undefined;
  readonly createdMs: number;
}
