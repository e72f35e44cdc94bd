import type { RehearsedFaults } from '../kmip/server/rehearsed-faults.ts';

/**
 * The rows of the state: immutable plain objects, one table per kind of managed object, keyed by
 * managed-object id (`vm-42`). Back references (which VMs a host has) are derived, never stored.
 */

export type PowerState = 'PoweredOff' | 'PoweredOn' | 'Suspended';
export type FolderType = 'Datacenter' | 'VM' | 'HostAndCluster' | 'Datastore' | 'Network';
/**
 * vim.host.CryptoState: `incapable` lacks AES-NI, `prepared` could be made safe, `safe` has a host key,
 * `pendingIncapable` (7.0) was turned off and keeps its key until it reboots.
 */
export type HostCryptoState = 'incapable' | 'prepared' | 'safe' | 'pendingIncapable';
export type HostConnectionState = 'Connected' | 'Disconnected' | 'NotResponding' | 'Maintenance';
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

/** vim.encryption.CryptoKeyId: which key of which key provider. The provider is known by its name. */
export interface CryptoKeyId {
  readonly keyId: string;
  readonly providerId: string;
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

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The vCenter itself: version, identity, and the counter that new ids come from. */
export interface VCenterRow extends Named {
  readonly version: string;
  readonly build: string;
  readonly instanceUuid: string;
  readonly nextId: number;
  readonly isLab: boolean;
  /** Capabilities that the administrator switched against the release's own rule. */
  readonly capabilities?: Readonly<Record<string, boolean>>;
}

export interface FolderRow extends Named {
  readonly type: FolderType;
  readonly parentId: string | null;
}

export interface DatacenterRow extends Named {
  readonly parentId: string;
  readonly vmFolderId: string;
  readonly hostFolderId: string;
  readonly datastoreFolderId: string;
  readonly networkFolderId: string;
}

export interface ClusterRow extends Named {
  readonly parentId: string;
  readonly haEnabled: boolean;
  readonly haFailoverLevel: number;
  readonly drsEnabled: boolean;
  readonly drsAutomationLevel: 'FullyAutomated' | 'PartiallyAutomated' | 'Manual' | 'Disabled';
  /** Absent: on. */
  readonly haAdmissionControlEnabled?: boolean;
  /** For VMs that have none of their own. Absent: Medium. */
  readonly haRestartPriority?: Exclude<HaRestartPriority, 'ClusterRestartPriority'>;
  /** The same. Absent: DoNothing. */
  readonly haIsolationResponse?: Exclude<HaIsolationResponse, 'AsSpecifiedByCluster'>;
  readonly evcMode?: string;
}

export type SharesLevel = 'Low' | 'Normal' | 'High' | 'Custom';

/** What a resource pool gets of one resource: MHz of CPU, bytes of memory. */
export interface PoolAllocation {
  readonly sharesLevel: SharesLevel;
  readonly shares: number;
  readonly reservation: number;
  readonly isExpandable: boolean;
  /** null: unlimited. */
  readonly limit: number | null;
}

/** The root pool of a cluster or stand-alone host has that as its parent. */
export interface ResourcePoolRow extends Named {
  readonly parentId: string;
  /** Absent: the defaults that resource-allocation.ts has. */
  readonly cpu?: PoolAllocation;
  readonly memory?: PoolAllocation;
}

export interface HostRow extends Named {
  /** A cluster, or a host folder for a stand-alone host. */
  readonly parentId: string;
  readonly connectionState: HostConnectionState;
  /** Of a host that is off: it was in maintenance mode and will be. */
  readonly comesUpInMaintenance?: boolean;
  readonly powerState: 'PoweredOn' | 'PoweredOff' | 'Standby';
  readonly version: string;
  readonly build: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly processorType: string;
  readonly numCpu: number;
  readonly cpuMhz: number;
  readonly memoryBytes: number;
  readonly aesNi: boolean;
  readonly cryptoState: HostCryptoState;
  readonly hostKey: CryptoKeyId | null;
  readonly datastoreIds: readonly string[];
  /** The ESXi Dump Collector that its core dumps go to. */
  readonly dumpCollector?: { readonly address: string; readonly port: number } | undefined;
  /** The core dumps that it keeps. */
  readonly coreDumps?: readonly CoreDumpRow[];
  /** Advanced settings that differ from ESXi's defaults, by name: `Migrate.SdpsEnabled`. */
  readonly advancedSettings?: Readonly<Record<string, number>>;
  /** Absent: it runs in evaluation mode. */
  readonly licenseKey?: string | undefined;
}

export interface CoreDumpRow {
  readonly name: string;
  /** Datastore path. */
  readonly file: string;
  readonly createdMs: number;
  /** The host failed, or was asked for a dump and went on. */
  readonly reason: 'crash' | 'live';
  /** Of the dump itself, before it was sealed. */
  readonly sizeBytes: number;
  /** The host key that it is encrypted with. */
  readonly keyId: CryptoKeyId | null;
}

export interface DatastoreRow extends Named {
  readonly parentId: string;
  readonly type: 'VMFS' | 'NFS';
  /** Folder of the host's file system, absolute, or relative to the state file's folder. */
  readonly path: string;
  readonly capacityBytes: number;
}

export interface NetworkRow extends Named {
  readonly parentId: string;
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
  /** The guest's name where its id is `otherGuest` or the like. */
  readonly alternateGuestName?: string;
  /** Advanced settings (vim: extraConfig) that mean nothing here but are kept. */
  readonly extraConfig?: Readonly<Record<string, string>>;
  /** Guest memory is made from it. Of an encrypted VM it is no row's: it stands sealed in the VMX. */
  readonly seed?: number | undefined;
  readonly createdMs: number;
}

/** One thing a storage policy asks for: a capability of the storage, and the value it must have. */
export interface PolicyRule {
  readonly capability: string;
  readonly value: string | boolean;
}

export interface PolicyRuleSet {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
}

export interface StoragePolicyRow extends Named {
  readonly description: string;
  readonly isBuiltIn: boolean;
  /** Rules that hold whatever the datastore: those of I/O filters, encryption's among them. */
  readonly commonRules: readonly PolicyRule[];
  /** One of the sets has to be met whole. */
  readonly ruleSets: readonly PolicyRuleSet[];
}

/** How a server stood when it was last asked. */
export interface KeyServerHealth {
  readonly status: 'green' | 'yellow' | 'red';
  readonly detail: string;
  /** Since when it has been so. */
  readonly sinceMs: number;
  /** What the server says who made it, once it has been asked. */
  readonly vendor?: string;
}

export interface KeyServerRow {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly userName: string | null;
  /** SHA-256 of the server certificate that was trusted, hex. */
  readonly pinnedSha256: string | null;
  /** Absent until it is first asked. */
  readonly health?: KeyServerHealth;
  /** The VM that the embedded server runs in: it answers while that is on. */
  readonly vmId?: string;
  /** Faults that the embedded server plays, in every process. */
  readonly rehearsal?: RehearsedFaults;
}

/** A client certificate or signing request that is not in use yet; its private key is among the secrets. */
export interface PendingIdentity {
  readonly identity: string;
  readonly pem: string;
}

export interface KeyProviderRow extends Named {
  readonly isDefault: boolean;
  /** The embedded KMIP server stands behind it; its address is this process's own. */
  readonly embedded: boolean;
  readonly servers: readonly KeyServerRow[];
  readonly clientCertificatePem: string | null;
  /** Name of the client's certificate and key among the secrets; the embedded provider has its own. */
  readonly clientIdentity?: string;
  readonly pendingCertificate?: PendingIdentity;
  readonly pendingRequest?: PendingIdentity;
  /** Clusters and folders of hosts that it is the default provider of, by id. */
  readonly defaultForEntities?: readonly string[];
}

export interface UserRow extends Named {
  readonly passwordHash: string;
  readonly description: string;
}

export interface GroupRow extends Named {
  readonly description: string;
  /** Names of users and groups, lower case. */
  readonly members: readonly string[];
}

export interface RoleRow extends Named {
  readonly roleId: number;
  readonly label: string;
  readonly isSystem: boolean;
  readonly privileges: readonly string[];
}

/** A content library: a folder on a datastore. */
export interface ContentLibraryRow extends Named {
  readonly description: string;
  readonly datastoreId: string;
  /** Its folder, as a datastore path. */
  readonly folder: string;
}

/** What a library keeps of a VM. */
export interface ContentLibraryItemRow extends Named {
  readonly libraryId: string;
  readonly sourceVm: string;
  /** Its folder, as a datastore path. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly createdMs: number;
}

/** A kind of tag: whether an object may have several of it, and which kinds of objects may have one. */
export interface TagCategoryRow extends Named {
  readonly description: string;
  readonly cardinality: 'Single' | 'Multiple';
  /** PowerCLI's names: `VirtualMachine`; `All` for every kind. */
  readonly entityTypes: readonly string[];
}

export interface TagRow extends Named {
  readonly categoryId: string;
  readonly description: string;
}

/** id: `<tagId> <entityId>`. */
export interface TagAssignmentRow {
  readonly id: string;
  readonly tagId: string;
  readonly entityId: string;
}

/** id: `<entityId>:<principal>`: one permission a principal on an entity. */
export interface PermissionRow {
  readonly id: string;
  readonly entityId: string;
  readonly principal: string;
  readonly isGroup: boolean;
  readonly roleId: number;
  readonly propagate: boolean;
}

/**
 * A change to a VM's files that is under way, keyed by the VM's id. While `preparing`, what is new is to be
 * removed if the work is cut; once `committed`, the renames and removals are to be finished. Paths are
 * datastore paths.
 */
export interface FileOperationRow {
  readonly id: string;
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

/** The process that serves a VM's disks, keyed by the VM's id: there from its start until its end was told. */
export interface DiskServerRow {
  readonly id: string;
  readonly pid: number;
  /** It has moved the guest, and so memory that the VM's seed does not make. */
  readonly keepsMemory: boolean;
}

/** A key that was made and that nothing needs yet. */
export interface NewKeyRow {
  readonly id: string;
  readonly keyId: CryptoKeyId;
  /** The uuid of the VM or the id of the host that it is for. */
  readonly entity: string;
  /** The lock file of the process that made it. */
  readonly maker: string;
}

/** The hosts whose encryption modules hold a key: gone with a reboot. */
export interface HeldKeyRow {
  readonly id: string;
  readonly keyId: CryptoKeyId;
  readonly hostIds: readonly string[];
}

export interface Tables {
  readonly vcenter: VCenterRow;
  readonly folders: FolderRow;
  readonly datacenters: DatacenterRow;
  readonly clusters: ClusterRow;
  readonly resourcePools: ResourcePoolRow;
  readonly hosts: HostRow;
  readonly datastores: DatastoreRow;
  readonly networks: NetworkRow;
  readonly vms: VmRow;
  readonly storagePolicies: StoragePolicyRow;
  readonly keyProviders: KeyProviderRow;
  readonly users: UserRow;
  readonly groups: GroupRow;
  readonly roles: RoleRow;
  readonly permissions: PermissionRow;
  readonly contentLibraries: ContentLibraryRow;
  readonly contentLibraryItems: ContentLibraryItemRow;
  readonly tagCategories: TagCategoryRow;
  readonly tags: TagRow;
  readonly tagAssignments: TagAssignmentRow;
  readonly fileOperations: FileOperationRow;
  readonly diskServers: DiskServerRow;
  readonly newKeys: NewKeyRow;
  readonly heldKeys: HeldKeyRow;
}

export type TableName = keyof Tables;

export const ROOT_FOLDER_ID = 'group-d1';
export const VCENTER_ID = 'vcenter-1';
