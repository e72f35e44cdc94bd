import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type KeyEncryptionKey, rewrapDescriptor } from '../../storage/disk-key.ts';
import { copyAnew } from '../../storage/durable-file.ts';
import { journalPath, requireWhole } from '../../storage/in-place-journal.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { rewrapVmx } from '../../storage/vm-home.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import { supports } from '../capabilities.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { hasIdeDisk } from '../disks/disk-device.ts';
import {
  convertDisks,
  convertInPlace,
  keepOldKeys,
  type PlannedDisk,
  planDisks,
  type RewriteOptions,
  replaceDisks,
} from '../disks/disk-rewrite.ts';
import { refuseLinkedClone, requireNoLinkedClones } from '../disks/linked-clones.ts';
import { chainOf } from '../disks/snapshot-deltas.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, type FileOperation } from '../file-operations.ts';
import { giveKeyToHosts, keyForNewData, keyForOldData, safeHostsAround } from '../hosts/host-encryption.ts';
import { createKey } from '../keys/create-key.ts';
import { recordHeldKey } from '../keys/held-keys.ts';
import { reportRewriteFailure } from '../keys/key-failure-events.ts';
import { keyProvider } from '../keys/key-providers.ts';
import type { Waiting } from '../keys/key-service.ts';
import { settleNewKey } from '../keys/new-keys.ts';
import { keysOfVm } from '../keys/vm-keys.ts';
import type { Operation } from '../operation.ts';
import { fileOf, folderOf, fromStorage } from '../places.ts';
import type { DiskRow, HostRow, KeyProviderRow, VmRow } from '../rows.ts';
import { updateNextSettings, writeNextSettings } from '../vm/vm-files.ts';

export interface RekeyRequest {
  readonly vmId: string;
  /** The provider of the new key; the one of the present key unless given. */
  readonly providerName?: string;
  /** A key that the provider has already, in place of a new one. */
  readonly keyId?: string;
  /** New data keys too: every block is written anew. The VM must be off. */
  readonly deep: boolean;
  /** VM Home gets the new key. */
  readonly home: boolean;
  /** Device keys of the disks that get it; `all`: those that are encrypted. */
  readonly disks: 'all' | readonly number[];
  /** For a deep rekey. */
  readonly rewrite?: RewriteOptions;
}

const PRIVILEGE = 'Cryptographer.Recrypt';

/** What must hold before a VM gets a new key. */
export function checkRekey(
  datacenter: Datacenter,
  caller: Caller,
  request: RekeyRequest,
): Result<Rekey, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  if (!request.deep && request.rewrite?.inPlace === true) {
    const rule = 'A shallow rekey writes no data, so there is nothing to do in place.';
    return fail({ kind: 'InvalidArgument', parameter: 'InPlace', rule, remedy: 'Give -Deep too.' });
  }
  if (vm.keyId === null) return fail({ kind: 'InvalidState', reason: 'NotEncrypted', entity: vm.name });
  if (vm.isTemplate) return fail({ kind: 'InvalidState', reason: 'IsTemplate', entity: vm.name });
  const alone = refuseLinkedClone(datacenter, vm);
  if (!alone.ok) return alone;
  const { disks: wanted } = request;
  const disks = vm.disks.filter(({ key, keyId }) =>
    wanted === 'all' ? keyId !== null : wanted.includes(key),
  );
  const plain = disks.filter(({ keyId }) => keyId === null);
  if (plain.length > 0)
    return fail({ kind: 'DisksNotEncrypted', entity: vm.name, disks: plain.map(({ label }) => label) });
  const snapshots = checkSnapshots(datacenter, vm, request.deep);
  if (!snapshots.ok) return snapshots;
  if (vm.powerState !== 'PoweredOff' && (request.deep || hasIdeDisk(vm))) {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: request.deep ? 'A deep rekey' : 'A rekey of a VM with an IDE controller',
      requestedState: 'PoweredOff',
      existingState: vm.powerState,
    });
  }
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, vm);
  if (!allowed.ok) return allowed;
  const provider = keyProvider(datacenter, request.providerName ?? vm.keyId.providerId);
  if (!provider.ok) return provider;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  return ok({
    vm,
    host,
    provider: provider.value,
    home: request.home,
    disks,
    givenKeyId: request.keyId,
  });
}

/** With snapshots only a shallow rekey goes, of one chain that no linked clone hangs on, where the release has it. */
function checkSnapshots(datacenter: Datacenter, vm: VmRow, deep: boolean): Result<void, Fault> {
  if (vm.snapshots.length === 0) return ok(undefined);
  if (deep || !isOneChain(vm) || !supports(datacenter, 'ShallowRecryptWithSnapshots', vm))
    return fail({ kind: 'InvalidState', reason: 'HasSnapshotsRekey', entity: vm.name });
  return requireNoLinkedClones(datacenter, vm);
}

/** True when the snapshots follow one another, and the VM the last of them. */
function isOneChain({ snapshots, currentSnapshotId }: VmRow): boolean {
  const parents = new Set(snapshots.map(({ parentId }) => parentId));
  return parents.size === snapshots.length && !parents.has(currentSnapshotId);
}

export interface Rekey {
  readonly vm: VmRow;
  readonly host: HostRow;
  readonly provider: KeyProviderRow;
  readonly home: boolean;
  readonly disks: readonly DiskRow[];
  readonly givenKeyId: string | undefined;
}

/**
 * A new key for a VM. Shallow: the home key and data keys are wrapped anew, no data is touched, at any power
 * state. Deep: each disk is written anew under a new data key. Cut at any moment, one key is valid for all of it.
 */
export function* rekeyVm(datacenter: Datacenter, caller: Caller, request: RekeyRequest): Operation<VmRow> {
  const first = checkRekey(datacenter, caller, request);
  if (!first.ok) return first;
  let rekey: Rekey = first.value;
  const files = beginFileOperation(datacenter, caller, rekey.vm, 'rekey', () => {
    const fresh = checkRekey(datacenter, caller, request);
    if (!fresh.ok) return fresh;
    rekey = fresh.value;
    const diskFolders = request.deep ? [...new Set(rekey.disks.map((disk) => folderOf(disk.fileName)))] : [];
    return ok({ diskFolders, newFiles: nextFiles(datacenter, rekey, request), isPlannedAnew: true });
  });
  if (!files.ok) return files;
  const result = yield* rekeyUnderLock(datacenter, caller, rekey, request, files.value);
  // What cannot be destroyed now is destroyed when the server next makes a key.
  if (!result.ok) {
    yield* datacenter.keys.discardNew(rekey.vm.uuid);
    reportRewriteFailure(datacenter, caller, rekey.vm, { isRekey: true, fault: result.fault });
  }
  const ended = result.ok ? files.value.finish() : files.value.abandon();
  return result.ok && !ended.ok ? ended : result;
}

/** The files that are rewritten under their next names: the VMX, and for a shallow rekey the descriptors. */
function rewrappedFiles(datacenter: Datacenter, { vm, home, disks }: Rekey, deep: boolean): string[] {
  return [
    ...(home || deep ? [vm.vmxPath] : []),
    ...(deep ? [] : disks.flatMap((disk) => descriptorsOf(datacenter, vm, disk))),
  ];
}

/** Descriptors of the disk as it is and as each snapshot has it, with all that they lie over. */
function descriptorsOf(datacenter: Datacenter, vm: VmRow, { key, fileName }: DiskRow): string[] {
  const past = vm.snapshots.flatMap(({ disks }) => disks.filter((disk) => disk.key === key));
  const tops = [fileName, ...past.map((disk) => disk.fileName)];
  return [...new Set(tops.flatMap((top) => chainOf(datacenter, top)))];
}

function nextFiles(datacenter: Datacenter, rekey: Rekey, { deep, rewrite }: RekeyRequest): string[] {
  const isInPlace = deep && rewrite?.inPlace === true;
  const journals = isInPlace ? rekey.disks.map(({ fileName }) => journalPath(fileName)) : [];
  return [...rewrappedFiles(datacenter, rekey, deep).map((path) => `${path}~`), ...journals];
}

function* rekeyUnderLock(
  datacenter: Datacenter,
  caller: Caller,
  rekey: Rekey,
  { deep, rewrite = {} }: RekeyRequest,
  files: FileOperation,
): Operation<VmRow> {
  const { vm, host, disks } = rekey;
  const current = yield* keysOfVm(datacenter, caller, vm, host, keyForOldData);
  if (!current.ok) return current;
  const made = yield* nextKey(datacenter, caller, rekey);
  if (!made.ok) return made;
  const next = made.value;
  faultPoint('rekey.key-made');
  const rewrapped = rewrapAll(datacenter, rekey, { deep, current: current.value, next });
  if (!rewrapped.ok) return rewrapped;
  let names = new Map<number, string>();
  let planned: readonly PlannedDisk[] = [];
  if (deep) {
    const plans = planDisks(datacenter, disks, 're-encrypt', rewrite);
    if (!plans.ok) return plans;
    planned = plans.value;
    const keys = { source: current.value, target: next };
    const converted = yield* convertDisks(datacenter, vm, planned, keys, rewrite);
    if (!converted.ok) return converted;
    names = converted.value;
    const after = { ...vm, disks: replaceDisks(vm.disks, names, {}) };
    const renamed = rekey.home ? updateNextSettings(datacenter, after) : writeNextSettings(datacenter, after);
    if (!renamed.ok) return renamed;
  } else for (const disk of disks) names.set(disk.key, disk.fileName);
  faultPoint('rekey.files-written');
  const hosts = safeHostsAround(datacenter, host);
  giveKeyToHosts(datacenter, hosts, next);
  const committed = datacenter.commit<VmRow>(caller, 'rekey a VM', (tx) => {
    const now = tx.get('vms', vm.id);
    if (now === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const allowed = requirePrivilege(datacenter, caller, PRIVILEGE, now);
    if (!allowed.ok) return allowed;
    if (now.snapshots.length !== vm.snapshots.length || now.currentSnapshotId !== vm.currentSnapshotId)
      return fail({ kind: 'InvalidState', reason: 'HasSnapshotsRekey', entity: now.name });
    const after: VmRow = {
      ...now,
      ...(rekey.home && { keyId: next.id }),
      disks: keepOldKeys(replaceDisks(now.disks, names, { keyId: next.id }), planned),
    };
    tx.put('vms', after);
    settleNewKey(tx, next.id);
    recordHeldKey(
      tx,
      hosts.map((safe) => safe.id),
      next.id,
    );
    files.decide(tx, {
      renames: rewrappedFiles(datacenter, rekey, deep).map((to) => ({ from: `${to}~`, to })),
    });
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `${rekey.home ? `Virtual machine ${vm.name}` : `${disks.map(({ label }) => label).join(', ')} of ${vm.name}`} was rekeyed (${deep ? 'deep' : 'shallow'}) with key ${next.id.keyId} of ${next.id.providerId}.`,
      vm: { id: vm.id, name: vm.name },
      arguments: {
        operation: deep ? 'DeepRecrypt' : 'ShallowRecrypt',
        keyId: next.id.keyId,
        keyProvider: next.id.providerId,
      },
    });
    return ok(after);
  });
  if (!committed.ok) return committed;
  const converted = yield* convertInPlace(vm, planned, [...current.value, next], rewrite);
  return converted.ok ? committed : converted;
}

function* nextKey(
  datacenter: Datacenter,
  caller: Caller,
  { vm, host, provider, givenKeyId }: Rekey,
): Waiting<KeyEncryptionKey> {
  if (givenKeyId !== undefined) {
    const given = { keyId: givenKeyId, providerId: provider.name };
    return yield* keyForNewData(datacenter, caller, host, given, vm.name);
  }
  return yield* createKey(datacenter, caller, provider, {
    component: 'Virtual Machine',
    name: vm.name,
    identifier: vm.uuid,
  });
}

/** Copies the VMX and descriptors to their next names and wraps the keys in the copies anew. */
function rewrapAll(
  datacenter: Datacenter,
  { vm, home, disks }: Rekey,
  keys: {
    readonly deep: boolean;
    readonly current: readonly KeyEncryptionKey[];
    readonly next: KeyEncryptionKey;
  },
): Result<void, Fault> {
  const keyOf = (id: VmRow['keyId']): KeyEncryptionKey | undefined =>
    keys.current.find((key) => key.id.keyId === id?.keyId && key.id.providerId === id.providerId);
  const targets: { path: string; current: KeyEncryptionKey | undefined; rewrap: typeof rewrapVmx }[] = [];
  if (home) targets.push({ path: vm.vmxPath, current: keyOf(vm.keyId), rewrap: rewrapVmx });
  if (!keys.deep) {
    for (const disk of disks) {
      const current = keyOf(disk.keyId);
      for (const path of descriptorsOf(datacenter, vm, disk))
        targets.push({ path, current, rewrap: rewrapDescriptor });
    }
  }
  for (const { path, current, rewrap } of targets) {
    const source = fileOf(datacenter, path);
    if (!source.ok) return source;
    if (current === undefined) continue;
    const whole = requireWhole(source.value);
    if (!whole.ok) return fail(fromStorage(whole.fault));
    const copy = `${source.value}~`;
    const copied = attempt(copy, 'copy', () => copyAnew(source.value, copy));
    if (!copied.ok) return fail(fromStorage(copied.fault));
    const rewrapped = rewrap(copy, current, keys.next);
    if (!rewrapped.ok) return fail(fromStorage(rewrapped.fault));
  }
  return ok(undefined);
}
