import { fail, ok, type Result } from '../base/result.ts';
import type { Datacenter } from './datacenter.ts';
import type { Fault } from './faults.ts';
import { isSince, type Release, releaseOf } from './releases.ts';
import { VCENTER_ID, type VCenterRow } from './rows.ts';

/**
 * What differs between vSphere releases, as data: the release that brought it, or null where no release has it.
 * `host`: the VM's host decides, so a VM on an old host of a new vCenter keeps to the old rule; `vcenter`: the
 * vCenter does. The 6.5 rules are the vendor's interoperability page;
 * the later releases' were written down without the pages at hand and are to be checked against them.
 */
interface Capability {
  readonly since: Release | null;
  readonly by: 'host' | 'vcenter';
  /** What it allows, for a table of all. */
  readonly description: string;
  /** Why nobody switches it: what it says is so whatever an administrator would like. */
  readonly fixedBecause?: string;
}

const BREAKS_CHAIN = 'a snapshot refers to the disk as it is, and rewriting the disk would break the chain';

export const CAPABILITIES = {
  EncryptedSuspend: {
    since: '6.7',
    by: 'host',
    description: 'Suspend and resume an encrypted VM',
  },
  EncryptedMemorySnapshot: {
    since: '6.7',
    by: 'host',
    description: 'Snapshot of an encrypted VM with its memory',
  },
  EncryptedDiskSnapshot: {
    since: '6.7',
    by: 'host',
    description: 'Snapshot of an encrypted VM without its memory',
  },
  ShallowRecryptWithSnapshots: {
    since: '6.7',
    by: 'host',
    description: 'New key for a VM whose snapshots form one chain',
  },
  EncryptWithSnapshots: {
    since: null,
    by: 'host',
    description: 'Encrypt a VM that has snapshots',
    fixedBecause: BREAKS_CHAIN,
  },
  DecryptWithSnapshots: {
    since: null,
    by: 'host',
    description: 'Decrypt a VM that has snapshots',
    fixedBecause: BREAKS_CHAIN,
  },
  DeepRecryptWithSnapshots: {
    since: null,
    by: 'host',
    description: 'New data keys for a VM that has snapshots',
    fixedBecause: BREAKS_CHAIN,
  },
  EncryptedCrossVCenterMigration: {
    since: '7.0',
    by: 'vcenter',
    description: 'Move an encrypted VM to another vCenter',
  },
  EncryptedFaultTolerance: { since: '7.0', by: 'host', description: 'Fault Tolerance for an encrypted VM' },
  EncryptedReplication: {
    since: '6.7',
    by: 'vcenter',
    description: 'vSphere Replication of an encrypted VM',
  },
  EncryptedContentLibrary: {
    since: '7.0',
    by: 'vcenter',
    description: 'An encrypted VM as a template of a content library',
  },
  EncryptedOvfExport: { since: null, by: 'vcenter', description: 'Export of an encrypted VM as OVF' },
  EncryptedSerialPort: { since: null, by: 'host', description: 'A serial port on an encrypted VM' },
  EncryptedParallelPort: { since: null, by: 'host', description: 'A parallel port on an encrypted VM' },
  EncryptedRawDevice: { since: null, by: 'host', description: 'A raw device mapping on an encrypted VM' },
  EncryptedSharedDisk: {
    since: null,
    by: 'host',
    description: 'A shared or multi-writer disk on an encrypted VM',
  },
  EncryptedFlashReadCache: {
    since: null,
    by: 'host',
    description: 'Flash read cache for a disk of an encrypted VM',
  },
  CryptoSafeDumpCollector: {
    since: null,
    by: 'host',
    description: 'Core dumps of a crypto-safe host to an ESXi Dump Collector',
  },
  CryptoUnlock: { since: '6.7', by: 'vcenter', description: 'Unlock a locked VM (Unlock-VM)' },
  VmCryptoState: {
    since: '6.7',
    by: 'vcenter',
    description: 'CryptoState of a VM (locked, unlocked)',
  },
  HostPendingIncapable: {
    since: '7.0',
    by: 'host',
    description: 'Turn off a host’s encryption mode (pendingIncapable until it reboots)',
  },
  VirtualTpm: { since: '6.7', by: 'host', description: 'A virtual TPM' },
  VirtualTpmReplace: {
    since: '8.0',
    by: 'vcenter',
    description: 'A clone with a virtual TPM of its own in place of a copy',
  },
  EntityDefaultKeyProvider: {
    since: '7.0',
    by: 'vcenter',
    description: 'A default key provider of a cluster or host folder',
  },
  NativeKeyProvider: { since: '7.0', by: 'vcenter', description: 'A native key provider' },
  TrustAuthority: {
    since: '7.0',
    by: 'vcenter',
    description: 'vSphere Trust Authority and its roles',
    fixedBecause: 'its roles and privileges are those of the release',
  },
} as const satisfies Readonly<Record<string, Capability>>;

export type CapabilityName = keyof typeof CAPABILITIES;

type Reader = Pick<Datacenter, 'get'>;

/** What a capability is asked for: a VM (its host decides), a host, or the vCenter itself. */
export interface Subject {
  readonly name: string;
  readonly hostId?: string;
}

export function vcenterRelease(reader: Reader): Release {
  return releaseOf(reader.get('vcenter', VCENTER_ID)?.version ?? '6.5.0');
}

/** The release that decides for a subject. */
export function releaseFor(reader: Reader, name: CapabilityName, subject: Subject): Release {
  const host = subject.hostId === undefined ? undefined : reader.get('hosts', subject.hostId);
  return CAPABILITIES[name].by === 'host' && host !== undefined
    ? releaseOf(host.version)
    : vcenterRelease(reader);
}

export function supports(reader: Reader, name: CapabilityName, subject: Subject): boolean {
  return switchOf(reader, name) ?? isIn(name, releaseFor(reader, name, subject));
}

/** Whether a release has the capability, before anybody switched it. */
export function isIn(name: CapabilityName, release: Release): boolean {
  const { since } = CAPABILITIES[name];
  return since !== null && isSince(release, since);
}

/** What the administrator set against the release's own rule, if anything. */
export function switchOf(reader: Reader, name: CapabilityName): boolean | undefined {
  if (fixedBecause(name) !== undefined) return undefined;
  const vcenter: VCenterRow | undefined = reader.get('vcenter', VCENTER_ID);
  return vcenter?.capabilities?.[name];
}

/** Why a capability cannot be switched; undefined where it can. */
export function fixedBecause(name: CapabilityName): string | undefined {
  const capability: Capability = CAPABILITIES[name];
  return capability.fixedBecause;
}

/** Refuses what the subject's release does not have, with the reason and the way out. */
export function requireCapability(
  reader: Reader,
  name: CapabilityName,
  subject: Subject,
): Result<void, Fault> {
  if (supports(reader, name, subject)) return ok(undefined);
  return fail({
    kind: 'NotSupported',
    capability: name,
    entity: subject.name,
    release: releaseFor(reader, name, subject),
  });
}
