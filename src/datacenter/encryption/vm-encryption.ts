import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { prepareConversion } from '../../storage/conversion.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { journalPath } from '../../storage/in-place-journal.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { convertDisks, convertInPlace, replaceDisks } from '../disks/disk-rewrite.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, type FileOperation } from '../file-operations.ts';
import {
  ensureCryptoSafe,
  giveKeyToHosts,
  keyForNewData,
  keyForOldData,
  safeHostsAround,
} from '../hosts/host-encryption.ts';
import { createKey } from '../keys/create-key.ts';
import { recordHeldKey } from '../keys/held-keys.ts';
import { reportRewriteFailure } from '../keys/key-failure-events.ts';
import type { Waiting } from '../keys/key-service.ts';
import { settleNewKey } from '../keys/new-keys.ts';
import { keysOfVm } from '../keys/vm-keys.ts';
import type { Operation } from '../operation.ts';
import { folderOf } from '../places.ts';
import type { HostRow, VmRow } from '../rows.ts';
import { newGuestSeed } from '../vm/guest-seed.ts';
import { homeFilesOf, writeNextHome, writeNextSettings } from '../vm/vm-files.ts';
import { checkEncryptable } from './encryption-conflicts.ts';
import {
  checkRewritable,
  type DecryptionRequest,
  type DiskDecryptionRequest,
  type DiskEncryptionRequest,
  decryptionOf,
  diskDecryptionOf,
  diskEncryptionOf,
  type EncryptionRequest,
  encryptionOf,
  type PolicyRequest,
  planDecryption,
  planDiskDecryption,
  planDiskEncryption,
  planEncryption,
  planPolicy,
  type RewritePlan,
} from './encryption-plan.ts';
import { reportPolicy } from './policy-events.ts';

/**
 * Encrypts VM Home and its disks under a new key. The VM is wholly plain until the commit, wholly encrypted after.
 * `shown` is the plan that the caller has made already; it is made anew under the VM's lock if anything has changed.
 */
export function encryptVm(
  datacenter: Datacenter,
  caller: Caller,
  request: EncryptionRequest,
  shown?: Result<RewritePlan, Fault>,
): Operation<VmRow> {
  const plan = (): Result<RewritePlan, Fault> => planEncryption(datacenter, caller, request);
  return change(datacenter, caller, encryptionOf(request), plan, shown);
}

/** Decrypts VM Home and every encrypted disk. */
export function decryptVm(
  datacenter: Datacenter,
  caller: Caller,
  request: DecryptionRequest,
): Operation<VmRow> {
  return change(datacenter, caller, decryptionOf(request), () => planDecryption(datacenter, caller, request));
}

/** Encrypts disks of an encrypted VM. */
export function encryptDisks(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskEncryptionRequest,
): Operation<VmRow> {
  return change(datacenter, caller, diskEncryptionOf(datacenter, request), () =>
    planDiskEncryption(datacenter, caller, request),
  );
}

/** Decrypts disks; VM Home stays encrypted. */
export function decryptDisks(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskDecryptionRequest,
): Operation<VmRow> {
  return change(datacenter, caller, diskDecryptionOf(request), () =>
    planDiskDecryption(datacenter, caller, request),
  );
}

/** Assigns a storage policy to VM Home and disks, and rewrites what that encrypts or decrypts, all at once. */
export function applyPolicy(
  datacenter: Datacenter,
  caller: Caller,
  request: PolicyRequest,
): Operation<VmRow> {
  return change(datacenter, caller, request, () => planPolicy(datacenter, caller, request));
}

function* change(
  datacenter: Datacenter,
  caller: Caller,
  request: PolicyRequest,
  plan: () => Result<RewritePlan, Fault>,
  shown?: Result<RewritePlan, Fault>,
): Operation<VmRow> {
  const changed = yield* planAndChange(datacenter, caller, request, plan, shown);
  const vm = changed.ok ? undefined : datacenter.get('vms', request.vmId);
  if (!changed.ok && vm !== undefined)
    reportRewriteFailure(datacenter, caller, vm, { isRekey: false, fault: changed.fault });
  return changed;
}

function* planAndChange(
  datacenter: Datacenter,
  caller: Caller,
  request: PolicyRequest,
  plan: () => Result<RewritePlan, Fault>,
  shown: Result<RewritePlan, Fault> | undefined,
): Operation<VmRow> {
  const first = shown ?? plan();
  if (!first.ok) return first;
  const { direction, vm } = first.value;
  if (direction === 'none') return assignOnly(datacenter, caller, request, first.value);
  let planned = first.value;
  const files = beginFileOperation(datacenter, caller, vm, direction, (current) => {
    // Another shell may have come first.
    const fresh = planned.seq === datacenter.seq ? first : plan();
    if (!fresh.ok) return fresh;
    planned = fresh.value;
    const diskFolders = [...new Set(planned.disks.map(({ disk }) => folderOf(disk.fileName)))];
    const nextHome = renamesOf(planned, current).map(({ from }) => from);
    return ok({
      diskFolders,
      newFiles: [...nextHome, ...journalsOf(planned)],
      commitsBefore: planned.makesKey,
      isPlannedAnew: true,
    });
  });
  if (!files.ok) return files;
  const rewrite = direction === 'encrypt' ? encryptUnderLock : decryptUnderLock;
  const result = yield* rewrite(datacenter, caller, planned, files.value);
  // What cannot be destroyed now is destroyed when the server next makes a key.
  if (!result.ok && planned.makesKey) yield* datacenter.keys.discardNew(vm.uuid);
  const ended = result.ok ? files.value.finish() : files.value.abandon();
  if (!result.ok) return result;
  return ended.ok ? result : ended;
}

/** Beside disks that are converted in place; before the commit they are new files like any other. */
function journalsOf({ disks }: RewritePlan): string[] {
  return disks.filter(({ plan }) => plan.isInPlace).map(({ disk }) => journalPath(disk.fileName));
}

/** Home files that are written under a next name: all of them, or the VMX alone, which names the disks. */
function renamesOf(plan: RewritePlan, vm: VmRow): readonly { readonly from: string; readonly to: string }[] {
  const { renames } = homeFilesOf(vm);
  return plan.home ? renames : renames.slice(0, 1);
}

/** Policies that ask for what is so already: no file changes. */
function assignOnly(
  datacenter: Datacenter,
  caller: Caller,
  request: PolicyRequest,
  plan: RewritePlan,
): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'assign a storage policy', (tx) => {
    const current = tx.get('vms', request.vmId);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: plan.vm.name });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Config.Settings', current);
    if (!allowed.ok) return allowed;
    const after = withPolicies(current, plan);
    tx.put('vms', after);
    reportPolicy(tx, plan);
    return ok(after);
  });
}

function* encryptUnderLock(
  datacenter: Datacenter,
  caller: Caller,
  plan: RewritePlan,
  files: FileOperation,
): Operation<VmRow> {
  const { vm, provider } = plan;
  if (provider === undefined) return fail({ kind: 'KeyProviderMissing' });
  const host = yield* ensureCryptoSafe(datacenter, caller, vm.hostId, provider, vm.name);
  if (!host.ok) return host;
  prepareConversion(plan.disks.map((disk) => disk.plan));
  const found = yield* keyFor(datacenter, caller, plan, host.value);
  if (!found.ok) return found;
  const kek = found.value;
  faultPoint('encrypt.key-made');
  const names = yield* convertDisks(datacenter, vm, plan.disks, { target: kek }, besideHome(plan));
  if (!names.ok) return names;
  const seed = newGuestSeed();
  const apply = (now: VmRow): VmRow => ({
    ...withPolicies(now, plan),
    ...(plan.home && { keyId: kek.id, migrateEncryption: 'required', seed }),
    disks: replaceDisks(withPolicies(now, plan).disks, names.value, { keyId: kek.id }),
  });
  const written = plan.home
    ? writeNextHome(datacenter, apply(vm), { from: undefined, to: kek })
    : writeNextSettings(datacenter, apply(vm));
  if (!written.ok) return written;
  faultPoint('encrypt.home-written');
  const hosts = safeHostsAround(datacenter, host.value);
  giveKeyToHosts(datacenter, hosts, kek);
  const committed = datacenter.commit<VmRow>(caller, 'encrypt a VM', (tx) => {
    const current = stillRewritable(datacenter, caller, tx, plan);
    if (!current.ok) return current;
    const after = apply(current.value);
    tx.put('vms', after);
    settleNewKey(tx, kek.id);
    recordHeldKey(
      tx,
      hosts.map((safe) => safe.id),
      kek.id,
    );
    files.decide(tx, { renames: renamesOf(plan, vm) });
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `${subjectOf(plan)} encrypted with key ${kek.id.keyId} of ${kek.id.providerId}.`,
      vm: { id: vm.id, name: vm.name },
      arguments: {
        operation: 'Encrypt',
        keyId: kek.id.keyId,
        keyProvider: kek.id.providerId,
        disks: String(plan.disks.length),
      },
    });
    reportPolicy(tx, plan);
    return ok(after);
  });
  if (!committed.ok) return committed;
  const converted = yield* convertInPlace(vm, plan.disks, [kek], plan.rewrite);
  return converted.ok ? committed : converted;
}

/** Home, or its VMX alone, is written after the disks: its folder is made durable once for both. */
function besideHome({ vm, rewrite }: RewritePlan) {
  return { ...rewrite, folderSyncedLater: folderOf(vm.vmxPath) };
}

/** A new key, the one that was asked for, or the one of VM Home for a disk that joins it. */
function* keyFor(
  datacenter: Datacenter,
  caller: Caller,
  plan: RewritePlan,
  host: HostRow,
): Waiting<KeyEncryptionKey> {
  const { vm, provider, givenKeyId } = plan;
  if (provider !== undefined && givenKeyId !== undefined) {
    const given = { keyId: givenKeyId, providerId: provider.name };
    return yield* keyForNewData(datacenter, caller, host, given, vm.name);
  }
  if (!plan.makesKey && vm.keyId !== null)
    return yield* keyForNewData(datacenter, caller, host, vm.keyId, vm.name);
  if (provider === undefined) return fail({ kind: 'KeyProviderMissing' });
  return yield* createKey(datacenter, caller, provider, {
    component: 'Virtual Machine',
    name: vm.name,
    identifier: vm.uuid,
  });
}

function* decryptUnderLock(
  datacenter: Datacenter,
  caller: Caller,
  plan: RewritePlan,
  files: FileOperation,
): Operation<VmRow> {
  const { vm } = plan;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const keys = yield* keysOfVm(datacenter, caller, vm, host, keyForOldData);
  if (!keys.ok) return keys;
  const names = yield* convertDisks(datacenter, vm, plan.disks, { source: keys.value }, besideHome(plan));
  if (!names.ok) return names;
  const seed = newGuestSeed();
  const apply = (now: VmRow): VmRow => ({
    ...withPolicies(now, plan),
    ...(plan.home && { keyId: null, seed }),
    disks: replaceDisks(withPolicies(now, plan).disks, names.value, { keyId: null }),
  });
  const written = plan.home
    ? writeNextHome(datacenter, apply(vm), { from: keys.value[0], to: undefined })
    : writeNextSettings(datacenter, apply(vm));
  if (!written.ok) return written;
  const committed = datacenter.commit<VmRow>(caller, 'decrypt a VM', (tx) => {
    const current = stillRewritable(datacenter, caller, tx, plan);
    if (!current.ok) return current;
    const after = apply(current.value);
    tx.put('vms', after);
    files.decide(tx, { renames: renamesOf(plan, vm) });
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `${subjectOf(plan)} decrypted.`,
      vm: { id: vm.id, name: vm.name },
      arguments: { operation: 'Decrypt', disks: String(plan.disks.length) },
    });
    reportPolicy(tx, plan);
    return ok(after);
  });
  if (!committed.ok) return committed;
  const converted = yield* convertInPlace(vm, plan.disks, keys.value, plan.rewrite);
  return converted.ok ? committed : converted;
}

function withPolicies(vm: VmRow, { assigned, policy }: RewritePlan): VmRow {
  return {
    ...vm,
    ...(assigned.home && { storagePolicyId: policy.id }),
    disks: vm.disks.map((disk) =>
      assigned.disks.includes(disk.key) ? { ...disk, storagePolicyId: policy.id } : disk,
    ),
  };
}

/** Under the state's lock: the VM is still what was planned for. */
function stillRewritable(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  { vm, direction }: RewritePlan,
): Result<VmRow, Fault> {
  const current = tx.get('vms', vm.id);
  if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
  const encrypts = direction === 'encrypt';
  const privilege = encrypts ? 'Cryptographer.Encrypt' : 'Cryptographer.Decrypt';
  const allowed = requirePrivilege(datacenter, caller, privilege, current);
  if (!allowed.ok) return allowed;
  const encryptable = encrypts ? checkEncryptable(tx, current) : ok(undefined);
  if (!encryptable.ok) return encryptable;
  const state = checkRewritable(current, encrypts ? 'encrypt' : 'decrypt');
  return state.ok ? ok(current) : state;
}

function subjectOf({ vm, home, disks }: RewritePlan): string {
  if (home) return `Virtual machine ${vm.name} was`;
  const labels = disks.map(({ disk }) => disk.label);
  return `${labels.join(', ')} of virtual machine ${vm.name} ${labels.length === 1 ? 'was' : 'were'}`;
}
