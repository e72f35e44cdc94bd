import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { bytesOf, type PlannedDisk, planDisks, type RewriteOptions } from '../disks/disk-rewrite.ts';
import { refuseLinkedClone } from '../disks/linked-clones.ts';
import type { Fault } from '../faults.ts';
import { checkNoDumpCollector } from '../hosts/host-dump-collector.ts';
import { hostsToEnable } from '../hosts/host-encryption.ts';
import { keyProviderAt } from '../keys/entity-default-provider.ts';
import type { DiskRow, HostRow, KeyProviderRow, StoragePolicyRow, VmRow } from '../rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID, VM_ENCRYPTION_POLICY_ID } from '../vcenter.ts';
import { checkEncryptable } from './encryption-conflicts.ts';
import { encrypts } from './policy-rules.ts';
import { checkPowerOnLoop } from './vm-role.ts';

/**
 * What encrypts a VM is its storage policies: one for VM Home, one for each disk. A change of policies is planned
 * here: what has to be rewritten for it, and whether it may be.
 */
export interface PolicyRequest {
  readonly vmId: string;
  /** VM Home gets the policy. */
  readonly home: boolean;
  /** Device keys of the disks that get it. */
  readonly disks: 'all' | readonly number[];
  readonly policyId: string;
  /** The key provider of a new key; unless given, a disk gets the key that VM Home has. */
  readonly providerName?: string;
  /** A key that the provider has already, in place of a new one. */
  readonly keyId?: string;
  /** Encrypts the VM of a key management server all the same. */
  readonly force?: boolean;
  readonly rewrite?: RewriteOptions;
}

export interface EncryptionRequest {
  readonly vmId: string;
  /** Name of the key provider; the default one unless given. */
  readonly providerName?: string;
  readonly policyId?: string;
  /** VM Home only. */
  readonly skipHardDisks?: boolean;
  /** Encrypts the VM of a key management server all the same. */
  readonly force?: boolean;
  readonly rewrite?: RewriteOptions;
}

export interface DecryptionRequest {
  readonly vmId: string;
  readonly rewrite?: RewriteOptions;
}

/** What a change of policies would do: shown by -WhatIf, and the basis of the work itself. */
export interface RewritePlan {
  readonly vm: VmRow;
  /** The last commit that it knows of: while there is no other, it need not be made anew. */
  readonly seq: number;
  /** `none`: policies are assigned, and what they ask for is so already. */
  readonly direction: 'encrypt' | 'decrypt' | 'none';
  /** VM Home itself is rewritten. */
  readonly home: boolean;
  /** The disks that are rewritten. */
  readonly disks: readonly PlannedDisk[];
  readonly assigned: { readonly home: boolean; readonly disks: readonly number[] };
  readonly policy: StoragePolicyRow;
  /** Where a key is made for an encryption, or where VM Home's comes from. */
  readonly provider: KeyProviderRow | undefined;
  readonly makesKey: boolean;
  /** The key that was asked for by its id. */
  readonly givenKeyId?: string;
  /** The hosts whose encryption mode is turned on first. */
  readonly hostsToEnable: readonly HostRow[];
  readonly rewrite: RewriteOptions;
  readonly dataBytes: number;
  readonly neededBytes: number;
}

/** The policy request that encrypts a whole VM. */
export function encryptionOf(request: EncryptionRequest): PolicyRequest {
  const { vmId, providerName, policyId, skipHardDisks, force, rewrite } = request;
  return {
    vmId,
    home: true,
    disks: skipHardDisks === true ? [] : 'all',
    policyId: policyId ?? VM_ENCRYPTION_POLICY_ID,
    ...(providerName !== undefined && { providerName }),
    ...(force !== undefined && { force }),
    ...(rewrite !== undefined && { rewrite }),
  };
}

/** The policy request that decrypts a whole VM. */
export function decryptionOf(request: DecryptionRequest): PolicyRequest {
  return { ...request, home: true, disks: 'all', policyId: DATASTORE_DEFAULT_POLICY_ID };
}

/**
 * Everything that must hold before a VM is encrypted, in the order in which the community module checks:
 * already encrypted, host, snapshots, power state, policy; then what only the model knows.
 */
export function planEncryption(
  datacenter: Datacenter,
  caller: Caller,
  request: EncryptionRequest,
): Result<RewritePlan, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm !== undefined && vm.keyId !== null)
    return fail({ kind: 'InvalidState', reason: 'AlreadyEncrypted', entity: vm.name });
  const wanted = encryptionOf(request);
  const state = vm === undefined ? ok(undefined) : checkHostAndState(datacenter, vm, request.force === true);
  if (!state.ok) return state;
  const policy = datacenter.get('storagePolicies', wanted.policyId);
  if (policy !== undefined && !encrypts(policy)) return fail(notAnEncryptionPolicy(policy));
  return planPolicy(datacenter, caller, wanted);
}

/** What must hold before a VM is decrypted. */
export function planDecryption(
  datacenter: Datacenter,
  caller: Caller,
  request: DecryptionRequest,
): Result<RewritePlan, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm !== undefined && vm.keyId === null)
    return fail({ kind: 'InvalidState', reason: 'NotEncrypted', entity: vm.name });
  return planPolicy(datacenter, caller, decryptionOf(request));
}

export interface DiskEncryptionRequest {
  readonly vmId: string;
  /** Device keys. */
  readonly disks: readonly number[];
  /** VM Home's policy unless given. */
  readonly policyId?: string;
  readonly providerName?: string;
  readonly rewrite?: RewriteOptions;
}

/** Disks that are to be plain. */
export type DiskDecryptionRequest = Pick<DiskEncryptionRequest, 'vmId' | 'disks' | 'rewrite'>;

/** The policy request that encrypts disks of an encrypted VM. */
export function diskEncryptionOf(datacenter: Datacenter, request: DiskEncryptionRequest): PolicyRequest {
  const home = datacenter.get('vms', request.vmId)?.storagePolicyId;
  return { home: false, ...request, policyId: request.policyId ?? home ?? VM_ENCRYPTION_POLICY_ID };
}

/** As the community module checks: the VM is encrypted; the disks are not; then as for the whole VM. */
export function planDiskEncryption(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskEncryptionRequest,
): Result<RewritePlan, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  const wanted = diskEncryptionOf(datacenter, request);
  if (vm === undefined) return planPolicy(datacenter, caller, wanted);
  const disks = vm.disks.filter(({ key }) => request.disks.includes(key));
  const labels = disks.map(({ label }) => label);
  if (vm.keyId === null) return fail({ kind: 'DiskNeedsEncryptedHome', entity: vm.name, disks: labels });
  const state = checkHostAndState(datacenter, vm, false);
  if (!state.ok) return state;
  const policy = datacenter.get('storagePolicies', wanted.policyId);
  if (policy !== undefined && !encrypts(policy)) return fail(notAnEncryptionPolicy(policy));
  const done = disks.filter(({ keyId }) => keyId !== null).map(({ label }) => label);
  if (done.length > 0) return fail({ kind: 'DisksEncrypted', entity: vm.name, disks: done });
  return planPolicy(datacenter, caller, wanted);
}

/** The policy request that decrypts disks alone. */
export function diskDecryptionOf(request: DiskDecryptionRequest): PolicyRequest {
  return { ...request, home: false, policyId: DATASTORE_DEFAULT_POLICY_ID };
}

export function planDiskDecryption(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskDecryptionRequest,
): Result<RewritePlan, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  if (vm.keyId === null) return fail({ kind: 'InvalidState', reason: 'NotEncrypted', entity: vm.name });
  const state = checkRewritable(vm, 'decrypt');
  if (!state.ok) return state;
  const plain = vm.disks.filter(({ key, keyId }) => request.disks.includes(key) && keyId === null);
  if (plain.length > 0)
    return fail({ kind: 'DisksNotEncrypted', entity: vm.name, disks: plain.map(({ label }) => label) });
  return planPolicy(datacenter, caller, diskDecryptionOf(request));
}

export function notAnEncryptionPolicy(policy: StoragePolicyRow): Fault {
  return {
    kind: 'InvalidProfile',
    policy: policy.name,
    rule: 'It is not an encryption policy: it has no encryption rule.',
  };
}

/** What assigning a policy to VM Home and disks takes, or why it is refused. */
export function planPolicy(
  datacenter: Datacenter,
  caller: Caller,
  request: PolicyRequest,
): Result<RewritePlan, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const policy = datacenter.get('storagePolicies', request.policyId);
  if (policy === undefined)
    return fail({ kind: 'NotFound', type: 'SpbmStoragePolicy', name: request.policyId });
  const { disks: wanted } = request;
  const disks = wanted === 'all' ? vm.disks : vm.disks.filter(({ key }) => wanted.includes(key));
  const isEncryption = encrypts(policy);
  const changing = disks.filter((disk) => (disk.keyId === null) === isEncryption);
  const home = request.home && (vm.keyId === null) === isEncryption;
  const assigned = { home: request.home, disks: disks.map(({ key }) => key) };
  if (!home && changing.length === 0) {
    const allowed = demandPrivilege(datacenter, caller, 'VirtualMachine.Config.Settings', vm);
    if (!allowed.ok) return allowed;
    return ok({ ...NOTHING_TO_REWRITE, vm, seq: datacenter.seq, assigned, policy });
  }
  if (vm.isTemplate) return fail({ kind: 'InvalidState', reason: 'IsTemplate', entity: vm.name });
  const alone = refuseLinkedClone(datacenter, vm);
  if (!alone.ok) return alone;
  const { seq } = datacenter;
  const change: Change = { vm, seq, home, changing, assigned, policy, rewrite: request.rewrite ?? {} };
  return isEncryption
    ? planEncrypting(datacenter, caller, change, request)
    : planDecrypting(datacenter, caller, change);
}

const NOTHING_TO_REWRITE = {
  direction: 'none',
  home: false,
  disks: [],
  provider: undefined,
  makesKey: false,
  hostsToEnable: [],
  rewrite: {},
  dataBytes: 0,
  neededBytes: 0,
} as const;

type Change = Pick<RewritePlan, 'vm' | 'seq' | 'home' | 'assigned' | 'policy' | 'rewrite'> & {
  readonly changing: readonly DiskRow[];
};

function planEncrypting(
  datacenter: Datacenter,
  caller: Caller,
  change: Change,
  { providerName, keyId, force }: PolicyRequest,
): Result<RewritePlan, Fault> {
  const { vm, home, changing } = change;
  if (!home && vm.keyId === null)
    return fail({
      kind: 'DiskNeedsEncryptedHome',
      entity: vm.name,
      disks: changing.map(({ label }) => label),
    });
  const host = checkHostAndState(datacenter, vm, force === true);
  if (!host.ok) return host;
  const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.Encrypt', vm);
  if (!allowed.ok) return allowed;
  const wanted = providerName ?? (home ? undefined : vm.keyId?.providerId);
  const provider = keyProviderAt(datacenter, vm.hostId, wanted);
  if (!provider.ok) return provider;
  const planned = planDisks(datacenter, changing, 'encrypt', change.rewrite);
  if (!planned.ok) return planned;
  return ok({
    ...change,
    direction: 'encrypt',
    disks: planned.value,
    provider: provider.value,
    makesKey: keyId === undefined && (home || providerName !== undefined),
    ...(keyId !== undefined && { givenKeyId: keyId }),
    hostsToEnable: hostsToEnable(datacenter, caller, host.value),
    ...bytesOf(planned.value),
  });
}

/** Whether the VM's role, its host, snapshots and power state let anything of it be encrypted; gives the host. */
function checkHostAndState(datacenter: Datacenter, vm: VmRow, isForced: boolean): Result<HostRow, Fault> {
  const entity = vm.name;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity });
  // Before what could be mended: this refusal is for good.
  const loop = checkPowerOnLoop(vm, isForced || vm.keyId !== null);
  if (!loop.ok) return loop;
  if (host.cryptoState === 'incapable')
    return fail({ kind: 'HostNotCryptoCapable', host: host.name, entity });
  const collector = host.cryptoState === 'safe' ? ok(undefined) : checkNoDumpCollector(datacenter, host);
  if (!collector.ok) return collector;
  const encryptable = checkEncryptable(datacenter, vm);
  if (!encryptable.ok) return encryptable;
  const state = checkRewritable(vm, 'encrypt');
  return state.ok ? ok(host) : state;
}

function planDecrypting(datacenter: Datacenter, caller: Caller, change: Change): Result<RewritePlan, Fault> {
  const { vm, home, changing } = change;
  if (home && vm.vtpm !== undefined)
    return fail({ kind: 'InvalidState', reason: 'HasVirtualTpmDecrypt', entity: vm.name });
  const left = vm.disks.filter((disk) => disk.keyId !== null && !changing.includes(disk));
  if (home && left.length > 0)
    return fail({ kind: 'HomeNeedsPlainDisks', entity: vm.name, disks: left.map(({ label }) => label) });
  const state = checkRewritable(vm, 'decrypt');
  if (!state.ok) return state;
  const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.Decrypt', vm);
  if (!allowed.ok) return allowed;
  const planned = planDisks(datacenter, changing, 'decrypt', change.rewrite);
  if (!planned.ok) return planned;
  return ok({
    ...change,
    direction: 'decrypt',
    disks: planned.value,
    provider: undefined,
    makesKey: false,
    hostsToEnable: [],
    ...bytesOf(planned.value),
  });
}

/** Disks are rewritten only while nobody writes them and nothing refers to them. */
export function checkRewritable(vm: VmRow, direction: 'encrypt' | 'decrypt'): Result<void, Fault> {
  if (vm.snapshots.length > 0) {
    const reason = direction === 'encrypt' ? 'HasSnapshots' : 'HasSnapshotsDecrypt';
    return fail({ kind: 'InvalidState', reason, entity: vm.name });
  }
  if (vm.powerState === 'PoweredOff') return ok(undefined);
  return fail({
    kind: 'InvalidPowerState',
    entity: vm.name,
    operation: direction === 'encrypt' ? 'Encrypting a VM' : 'Decrypting a VM',
    requestedState: 'PoweredOff',
    existingState: vm.powerState,
  });
}
