import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { ConversionPlan } from '../storage/conversion.ts';
import { demandPrivilege, requirePrivilege } from './authorization.ts';
import type { Caller, Datacenter, Transaction } from './datacenter.ts';
import { convertDisks, type PlannedDisk, planDisks, replaceDisks } from './disk-rewrite.ts';
import { checkEncryptable } from './encryption-conflicts.ts';
import type { Fault } from './faults.ts';
import { beginFileOperation, type FileOperation } from './file-operations.ts';
import { checkNoDumpCollector } from './host-dump-collector.ts';
import {
  ensureCryptoSafe,
  giveKeyToHosts,
  hostsToEnable,
  keyForOldData,
  recordHeldKey,
  safeHostsAround,
} from './host-encryption.ts';
import { keyProvider } from './key-providers.ts';
import { settleNewKey } from './new-keys.ts';
import type { Operation } from './operation.ts';
import { folderOf } from './places.ts';
import type { HostRow, KeyProviderRow, StoragePolicyRow, VmRow } from './rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID, VM_ENCRYPTION_POLICY_ID } from './vcenter.ts';
import { homeFilesOf, writeNextHome } from './vm-files.ts';
import { keysOfVm } from './vm-keys.ts';
import { checkPowerOnLoop } from './vm-role.ts';

interface Rewrite {
  readonly privilege: string;
  readonly operation: string;
}

const ENCRYPTING: Rewrite = { privilege: 'Cryptographer.Encrypt', operation: 'Encrypting a VM' };
const DECRYPTING: Rewrite = { privilege: 'Cryptographer.Decrypt', operation: 'Decrypting a VM' };

export interface EncryptionRequest {
  readonly vmId: string;
  /** Name of the key provider; the default one unless given. */
  readonly providerName?: string;
  readonly policyId?: string;
  /** VM Home only. */
  readonly skipHardDisks?: boolean;
  /** Encrypts the VM of a key management server all the same. */
  readonly force?: boolean;
}

/** What an encryption or decryption would do: shown by -WhatIf, and the basis of the work itself. */
export interface RewritePlan {
  readonly vm: VmRow;
  readonly disks: readonly PlannedDisk[];
  readonly policy: StoragePolicyRow;
  /** Undefined for a decryption. */
  readonly provider: KeyProviderRow | undefined;
  /** The hosts whose encryption mode is turned on first. */
  readonly hostsToEnable: readonly HostRow[];
  readonly dataBytes: number;
  readonly neededBytes: number;
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
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const entity = vm.name;
  if (vm.keyId !== null) return fail({ kind: 'InvalidState', reason: 'AlreadyEncrypted', entity });
  // Before what could be mended: this refusal is for good.
  const loop = checkPowerOnLoop(vm, request.force === true);
  if (!loop.ok) return loop;
  if (host.cryptoState === 'incapable')
    return fail({ kind: 'HostNotCryptoCapable', host: host.name, entity });
  const collector = host.cryptoState === 'safe' ? ok(undefined) : checkNoDumpCollector(datacenter, host);
  if (!collector.ok) return collector;
  const encryptable = checkEncryptable(datacenter, vm);
  if (!encryptable.ok) return encryptable;
  if (vm.snapshots.length > 0) return fail({ kind: 'InvalidState', reason: 'HasSnapshots', entity });
  const state = checkRewritable(vm, ENCRYPTING.operation);
  if (!state.ok) return state;
  const policy = encryptionPolicy(datacenter, request.policyId ?? VM_ENCRYPTION_POLICY_ID);
  if (!policy.ok) return policy;
  const allowed = demandPrivilege(datacenter, caller, ENCRYPTING.privilege, vm);
  if (!allowed.ok) return allowed;
  const provider = keyProvider(datacenter, request.providerName);
  if (!provider.ok) return provider;
  const disks = planDisks(datacenter, request.skipHardDisks === true ? [] : vm.disks, 'encrypt');
  if (!disks.ok) return disks;
  return ok({
    vm,
    disks: disks.value,
    policy: policy.value,
    provider: provider.value,
    hostsToEnable: hostsToEnable(datacenter, caller, host),
    ...sizes(disks.value),
  });
}

/** What must hold before a VM is decrypted. */
export function planDecryption(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string },
): Result<RewritePlan, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const entity = vm.name;
  if (vm.keyId === null) return fail({ kind: 'InvalidState', reason: 'NotEncrypted', entity });
  if (vm.snapshots.length > 0) return fail({ kind: 'InvalidState', reason: 'HasSnapshotsDecrypt', entity });
  const state = checkRewritable(vm, DECRYPTING.operation);
  if (!state.ok) return state;
  const allowed = demandPrivilege(datacenter, caller, DECRYPTING.privilege, vm);
  if (!allowed.ok) return allowed;
  const policy = datacenter.get('storagePolicies', DATASTORE_DEFAULT_POLICY_ID);
  if (policy === undefined)
    return fail({ kind: 'NotFound', type: 'StoragePolicy', name: 'Datastore Default' });
  const encrypted = vm.disks.filter((disk) => disk.keyId !== null);
  const disks = planDisks(datacenter, encrypted, 'decrypt');
  if (!disks.ok) return disks;
  return ok({
    vm,
    disks: disks.value,
    policy,
    provider: undefined,
    hostsToEnable: [],
    ...sizes(disks.value),
  });
}

/** Encrypts VM Home and its disks under a new key. The VM is wholly plain until the commit, wholly encrypted after. */
export function* encryptVm(
  datacenter: Datacenter,
  caller: Caller,
  request: EncryptionRequest,
): Operation<VmRow> {
  const planned = planEncryption(datacenter, caller, request);
  if (!planned.ok) return planned;
  const { vm, provider } = planned.value;
  if (provider === undefined) return fail({ kind: 'KeyProviderMissing' });
  const begun = begin(datacenter, caller, vm, 'encrypt', () => planEncryption(datacenter, caller, request));
  if (!begun.ok) return begun;
  const { files, plan } = begun.value;
  const result = yield* encryptUnderLock(datacenter, caller, plan, provider, files);
  // What cannot be destroyed now is destroyed when the server next makes a key.
  if (!result.ok) yield* datacenter.keys.discardNew(vm.uuid);
  return settled(files, result);
}

/** Decrypts VM Home and every encrypted disk. */
export function* decryptVm(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string },
): Operation<VmRow> {
  const planned = planDecryption(datacenter, caller, request);
  if (!planned.ok) return planned;
  const begun = begin(datacenter, caller, planned.value.vm, 'decrypt', () =>
    planDecryption(datacenter, caller, request),
  );
  if (!begun.ok) return begun;
  const { files, plan } = begun.value;
  const result = yield* decryptUnderLock(datacenter, caller, plan, files);
  return settled(files, result);
}

interface Begun {
  readonly files: FileOperation;
  readonly plan: RewritePlan;
}

/** Takes the VM's lock and plans again under it: another shell may have come first. */
function begin(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  purpose: string,
  plan: () => Result<RewritePlan, Fault>,
): Result<Begun, Fault> {
  let fresh: RewritePlan | undefined;
  const files = beginFileOperation(datacenter, caller, vm, purpose, (current) => {
    const planned = plan();
    if (!planned.ok) return planned;
    fresh = planned.value;
    const diskFolders = [...new Set(fresh.disks.map(({ disk }) => folderOf(disk.fileName)))];
    return ok({ diskFolders, newFiles: homeFilesOf(current).next });
  });
  if (!files.ok) return files;
  if (fresh === undefined) throw new Error('the file operation did not plan');
  return ok({ files: files.value, plan: fresh });
}

function settled(files: FileOperation, result: Result<VmRow, Fault>): Result<VmRow, Fault> {
  const ended = result.ok ? files.finish() : files.abandon();
  if (!result.ok) return result;
  return ended.ok ? result : ended;
}

function* encryptUnderLock(
  datacenter: Datacenter,
  caller: Caller,
  plan: RewritePlan,
  provider: KeyProviderRow,
  files: FileOperation,
): Operation<VmRow> {
  const { vm, policy } = plan;
  const host = yield* ensureCryptoSafe(datacenter, caller, vm.hostId, provider, vm.name);
  if (!host.ok) return host;
  const made = yield* datacenter.keys.create(provider, {
    component: 'Virtual Machine',
    name: vm.name,
    identifier: vm.uuid,
  });
  if (!made.ok) return made;
  const kek = made.value;
  faultPoint('encrypt.key-made');
  const rewritten = yield* convertDisks(datacenter, vm, plan.disks, { target: kek });
  if (!rewritten.ok) return rewritten;
  const encrypted: VmRow = {
    ...vm,
    keyId: kek.id,
    storagePolicyId: policy.id,
    migrateEncryption: 'required',
    disks: replaceDisks(vm.disks, rewritten.value, { keyId: kek.id, storagePolicyId: policy.id }),
  };
  const home = writeNextHome(datacenter, encrypted, { from: undefined, to: kek });
  if (!home.ok) return home;
  faultPoint('encrypt.home-written');
  const hosts = safeHostsAround(datacenter, host.value);
  giveKeyToHosts(datacenter, hosts, kek);
  return datacenter.commit(caller, 'encrypt a VM', (tx) => {
    const checked = stillRewritable(datacenter, caller, tx, vm, ENCRYPTING);
    if (!checked.ok) return checked;
    const after = { ...encrypted, ...laterSettings(checked.value) };
    tx.put('vms', after);
    settleNewKey(tx, kek.id);
    recordHeldKey(
      tx,
      hosts.map((safe) => safe.id),
      kek.id,
    );
    files.decide(tx, { renames: homeFilesOf(vm).renames });
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `Virtual machine ${vm.name} was encrypted with key ${kek.id.keyId} of ${kek.id.providerId}.`,
      vm: { id: vm.id, name: vm.name },
      arguments: {
        operation: 'Encrypt',
        keyId: kek.id.keyId,
        keyProvider: kek.id.providerId,
        disks: String(plan.disks.length),
      },
    });
    return ok(after);
  });
}

function* decryptUnderLock(
  datacenter: Datacenter,
  caller: Caller,
  plan: RewritePlan,
  files: FileOperation,
): Operation<VmRow> {
  const { vm, policy } = plan;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined || vm.keyId === null) return fail({ kind: 'NoHost', entity: vm.name });
  const keys = yield* keysOfVm(datacenter, caller, vm, host, keyForOldData);
  if (!keys.ok) return keys;
  const rewritten = yield* convertDisks(datacenter, vm, plan.disks, { source: keys.value });
  if (!rewritten.ok) return rewritten;
  const plain: VmRow = {
    ...vm,
    keyId: null,
    storagePolicyId: policy.id,
    disks: replaceDisks(vm.disks, rewritten.value, { keyId: null, storagePolicyId: policy.id }),
  };
  const home = writeNextHome(datacenter, plain, { from: keys.value[0], to: undefined });
  if (!home.ok) return home;
  return datacenter.commit(caller, 'decrypt a VM', (tx) => {
    const checked = stillRewritable(datacenter, caller, tx, vm, DECRYPTING);
    if (!checked.ok) return checked;
    const after = {
      ...plain,
      ...laterSettings(checked.value),
      migrateEncryption: checked.value.migrateEncryption,
    };
    tx.put('vms', after);
    files.decide(tx, { renames: homeFilesOf(vm).renames });
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `Virtual machine ${vm.name} was decrypted.`,
      vm: { id: vm.id, name: vm.name },
      arguments: { operation: 'Decrypt', disks: String(plan.disks.length) },
    });
    return ok(after);
  });
}

/** Settings that another shell may have changed while the disks were being written. */
function laterSettings(current: VmRow): Pick<VmRow, 'name' | 'notes' | 'folderId' | 'resourcePoolId'> {
  const { name, notes, folderId, resourcePoolId } = current;
  return { name, notes, folderId, resourcePoolId };
}

/** Under the state's lock: the VM is still what was planned for. */
function stillRewritable(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  planned: VmRow,
  { privilege, operation }: Rewrite,
): Result<VmRow, Fault> {
  const current = tx.get('vms', planned.id);
  if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: planned.name });
  const allowed = requirePrivilege(datacenter, caller, privilege, current);
  if (!allowed.ok) return allowed;
  if (current.snapshots.length > 0)
    return fail({ kind: 'InvalidState', reason: 'HasSnapshots', entity: current.name });
  const encryptable = planned.keyId === null ? checkEncryptable(tx, current) : ok(undefined);
  if (!encryptable.ok) return encryptable;
  const state = checkRewritable(current, operation);
  return state.ok ? ok(current) : state;
}

function checkRewritable(vm: VmRow, operation: string): Result<void, Fault> {
  if (vm.powerState !== 'PoweredOff') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation,
      requestedState: 'PoweredOff',
      existingState: vm.powerState,
    });
  }
  return ok(undefined);
}

function encryptionPolicy(datacenter: Datacenter, policyId: string): Result<StoragePolicyRow, Fault> {
  const policy = datacenter.get('storagePolicies', policyId);
  if (policy === undefined) return fail({ kind: 'NotFound', type: 'StoragePolicy', name: policyId });
  if (policy.isEncryption) return ok(policy);
  return fail({
    kind: 'InvalidProfile',
    policy: policy.name,
    rule: 'It is not an encryption policy: it has no encryption rule.',
  });
}

function sizes(disks: RewritePlan['disks']): { dataBytes: number; neededBytes: number } {
  const sum = (bytes: (plan: ConversionPlan) => number): number =>
    disks.reduce((total, { plan }) => total + bytes(plan), 0);
  return { dataBytes: sum((plan) => plan.dataBytes), neededBytes: sum((plan) => plan.neededBytes) };
}
