import type { CryptoKeyId } from './keys.ts';
import type { Named } from './named.ts';
import type { HaIsolationResponse, HaRestartPriority } from './vms.ts';

/**
 * vim.host.CryptoState: `incapable` lacks AES-NI, `prepared` could be made safe, `safe` has a host key,
 * `pendingIncapable` (7.0) was turned off and keeps its key until it reboots.
 */
export type HostCryptoState = 'incapable' | 'prepared' | 'safe' | 'pendingIncapable';

export type HostConnectionState = 'Connected' | 'Disconnected' | 'NotResponding' | 'Maintenance';

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
  readonly drsRules?: readonly DrsRuleRow[];
  readonly drsGroups?: readonly DrsGroupRow[];
}

/** `Must…` rules are broken by nobody, `Should…` ones are broken where there is no other way. */
export type DrsVmHostRuleType = 'MustRunOn' | 'ShouldRunOn' | 'MustNotRunOn' | 'ShouldNotRunOn';

interface DrsRule {
  /** Its number in the cluster; the older rule has the lower one. */
  readonly key: number;
  readonly name: string;
  readonly isEnabled: boolean;
}

/** VMs that run on one host together, or each on another. */
export interface DrsVmRuleRow extends DrsRule {
  readonly kind: 'affinity' | 'antiAffinity';
  readonly vmIds: readonly string[];
}

/** VMs of a group, and whether they run on the hosts of a group; groups go by their names. */
export interface DrsVmHostRuleRow extends DrsRule {
  readonly kind: 'vmHost';
  readonly type: DrsVmHostRuleType;
  readonly vmGroup: string;
  readonly hostGroup: string;
}

export type DrsRuleRow = DrsVmRuleRow | DrsVmHostRuleRow;

export interface DrsGroupRow {
  readonly name: string;
  readonly kind: 'VMGroup' | 'VMHostGroup';
  readonly memberIds: readonly string[];
}

export type SharesLevel = 'Low' | 'Normal' | 'High' | 'Custom';

/** What a resource pool gets of one resource: MHz of CPU, bytes of memory. */
export interface PoolAllocation {
  readonly sharesLevel: SharesLevel;
  readonly shares: number;
  readonly reservation: number;
  /** What the reservation does not cover is asked of the parent. */
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
  /** Of a host that is off or disconnected: it was in maintenance mode and will be. */
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
