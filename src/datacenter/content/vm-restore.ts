import { basename, join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { MiB } from '../../base/units.ts';
import { type ConversionPlan, planConversion, startConversion } from '../../storage/conversion.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { readVmx } from '../../storage/vm-home.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { filesOfDisk } from '../disks/disk-change.ts';
import { withoutLink } from '../disks/linked-clones.ts';
import { refuseSharedDisks } from '../disks/shared-disks.ts';
import { encrypts } from '../encryption/policy-rules.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation } from '../file-operations.ts';
import {
  ensureCryptoSafe,
  giveKeyToHosts,
  keyForNewData,
  keyForOldData,
  safeHostsAround,
} from '../hosts/host-encryption.ts';
import { datastoreNameOf } from '../indexes.ts';
import { createKey } from '../keys/create-key.ts';
import { keyProviderAt } from '../keys/entity-default-provider.ts';
import { recordHeldKey } from '../keys/held-keys.ts';
import { keyProvider } from '../keys/key-providers.ts';
import type { Waiting } from '../keys/key-service.ts';
import { settleNewKey } from '../keys/new-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import { datastoreByName, fileOf, folderOf, fromStorage, pathIn } from '../places.ts';
import type { CryptoKeyId, DiskRow, HostRow, StoragePolicyRow, VmRow } from '../rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID, VM_ENCRYPTION_POLICY_ID } from '../vcenter.ts';
import { guestIdHere } from '../vm/guest-ids.ts';
import { newGuestSeed } from '../vm/guest-seed.ts';
import { createVm } from '../vm/vm-create.ts';
import { homeFilesOf, writeNextHome } from '../vm/vm-files.ts';
import { removeVm } from '../vm/vm-remove.ts';
import { factsOfVmx } from '../vm/vmx-facts.ts';
import { type BackupManifest, readManifest } from './backup-manifest.ts';

/**
 * Restoring a backup. Its files are plain text; whether the restored VM is encrypted is decided anew: by the policy
 * that is named, by the one that the VM had, under a key that is named, else by the policy of the VM it goes into.
 */
export interface RestoreRequest {
  /** The backup's folder, absolute. */
  readonly folder: string;
  readonly place: { readonly hostId: string; readonly folderId: string; readonly datastoreId: string };
  /** Name of the new VM; that of the backup unless given. */
  readonly name?: string;
  /** The VM whose disks are replaced; unless given, a new VM is made. */
  readonly targetVmId?: string;
  readonly policyId?: string;
  readonly useOriginalPolicy?: boolean;
  readonly keyId?: string;
}

export interface Restored {
  readonly vm: VmRow;
  /** The backed-up VM was encrypted, the restored one is not. */
  readonly isNoLongerEncrypted: boolean;
}

export function* restoreVm(
  datacenter: Datacenter,
  caller: Caller,
  request: RestoreRequest,
): Operation<Restored> {
  const manifest = readManifest(request.folder);
  if (!manifest.ok) return fail(fromStorage(manifest.fault));
  const target = yield* targetVm(datacenter, caller, request, manifest.value);
  if (!target.ok) return target;
  const restored = yield* restoreInto(datacenter, caller, {
    ...request,
    manifest: manifest.value,
    vm: target.value,
  });
  if (restored.ok) {
    const isNoLongerEncrypted = manifest.value.keyId !== null && restored.value.keyId === null;
    return ok({ vm: restored.value, isNoLongerEncrypted });
  }
  yield* datacenter.keys.discardNew(target.value.uuid);
  // The new VM is nothing without its disks.
  if (request.targetVmId === undefined)
    removeVm(datacenter, caller, { vmId: target.value.id, deletePermanently: true });
  return restored;
}

/** The VM to restore into: the one that was named, or a new one without disks. */
function* targetVm(
  datacenter: Datacenter,
  caller: Caller,
  request: RestoreRequest,
  manifest: BackupManifest,
): Operation<VmRow> {
  if (request.targetVmId !== undefined) {
    const vm = datacenter.get('vms', request.targetVmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.targetVmId });
    const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, vm);
    if (!allowed.ok) return allowed;
    const fit = checkTarget(datacenter, vm);
    return fit.ok ? ok(vm) : fit;
  }
  const path = join(request.folder, manifest.vmx);
  const vmx = readVmx(path);
  if (!vmx.ok) return fail(fromStorage(vmx.fault));
  const facts = factsOfVmx(vmx.value.settings, path);
  if (!facts.ok) return facts;
  const { numCpu, coresPerSocket, memoryBytes, guestId, notes } = facts.value;
  return yield* createVm(datacenter, caller, {
    ...request.place,
    name: request.name ?? manifest.vm,
    diskBytes: [],
    diskFormat: 'thin',
    memoryBytes: Math.max(4 * MiB, memoryBytes - (memoryBytes % (4 * MiB))),
    numCpu,
    coresPerSocket,
    guestId: guestIdHere(datacenter, guestId),
    notes,
    networkIds: [],
  });
}

const PRIVILEGE = 'VirtualMachine.Provisioning.DiskRandomAccess';

function checkTarget(datacenter: Datacenter, vm: VmRow): Result<void, Fault> {
  if (vm.powerState !== 'PoweredOff') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Restoring its disks',
      requestedState: 'PoweredOff',
      existingState: vm.powerState,
    });
  }
  if (vm.snapshots.length > 0) return fail({ kind: 'InvalidState', reason: 'HasSnapshots', entity: vm.name });
  return refuseSharedDisks(datacenter, vm, vm.disks);
}

interface Restore extends RestoreRequest {
  readonly manifest: BackupManifest;
  readonly vm: VmRow;
}

function* restoreInto(datacenter: Datacenter, caller: Caller, restore: Restore): Operation<VmRow> {
  const { vm } = restore;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const sealing = yield* sealingOf(datacenter, caller, restore, host);
  if (!sealing.ok) return sealing;
  const { kek } = sealing.value;
  if (vm.vtpm !== undefined && kek === undefined)
    return fail({ kind: 'InvalidState', reason: 'HasVirtualTpmDecrypt', entity: vm.name });
  const old =
    vm.keyId === null ? undefined : yield* keyForOldData(datacenter, caller, host, vm.keyId, vm.name);
  if (old?.ok === false) return old;
  let plans: readonly PlannedRestore[] = [];
  const files = beginFileOperation(datacenter, caller, vm, 'restore', (current) => {
    const planned = planRestore(datacenter, current, restore);
    if (!planned.ok) return planned;
    plans = planned.value;
    return ok({ diskFolders: [folderOf(current.vmxPath)], newFiles: homeFilesOf(current).next });
  });
  if (!files.ok) return files;
  const disks = yield* writeDisks(datacenter, vm, plans, sealing.value);
  const seed = newGuestSeed();
  const home = disks.ok
    ? writeNextHome(
        datacenter,
        { ...vm, disks: disks.value, keyId: kek?.id ?? null, seed },
        { from: old?.value, to: kek },
      )
    : disks;
  const done =
    disks.ok && home.ok
      ? commitRestore(
          datacenter,
          caller,
          { ...restore, host, disks: disks.value, seed, ...sealing.value },
          (tx, removes) => files.value.decide(tx, { renames: homeFilesOf(vm).renames, removes }),
        )
      : fail(disks.ok ? (home as { fault: Fault }).fault : disks.fault);
  const ended = done.ok ? files.value.finish() : files.value.abandon();
  return done.ok && !ended.ok ? ended : done;
}

interface Sealing {
  readonly kek: KeyEncryptionKey | undefined;
  readonly policy: StoragePolicyRow;
}

/** The policy that the restored VM gets, and the key of its home and disks if that encrypts. */
function* sealingOf(
  datacenter: Datacenter,
  caller: Caller,
  restore: Restore,
  host: HostRow,
): Waiting<Sealing> {
  const { vm, manifest } = restore;
  const policy = policyOf(datacenter, restore);
  if (!policy.ok) return policy;
  if (!encrypts(policy.value) && restore.keyId === undefined)
    return ok({ kek: undefined, policy: policy.value });
  const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.EncryptNew', vm);
  if (!allowed.ok) return allowed;
  const named: CryptoKeyId | null =
    restore.keyId === undefined
      ? restore.policyId === undefined && restore.useOriginalPolicy !== true
        ? vm.keyId
        : null
      : { keyId: restore.keyId, providerId: manifest.keyId?.providerId ?? defaultProvider(datacenter) };
  const provider = keyProviderAt(datacenter, host.id, named?.providerId);
  if (!provider.ok) return provider;
  const safe = yield* ensureCryptoSafe(datacenter, caller, host.id, provider.value, vm.name);
  if (!safe.ok) return safe;
  const kek =
    named === null
      ? yield* createKey(datacenter, caller, provider.value, {
          component: 'Virtual Machine',
          name: vm.name,
          identifier: vm.uuid,
        })
      : yield* keyForNewData(datacenter, caller, safe.value, named, vm.name);
  return kek.ok ? ok({ kek: kek.value, policy: policy.value }) : kek;
}

function defaultProvider(datacenter: Datacenter): string {
  const provider = keyProvider(datacenter, undefined);
  return provider.ok ? provider.value.name : '';
}

function policyOf(
  datacenter: Datacenter,
  { vm, manifest, ...request }: Restore,
): Result<StoragePolicyRow, Fault> {
  const original = datacenter.find('storagePolicies', 'name', manifest.policy.toLowerCase())[0];
  if (request.useOriginalPolicy === true && original === undefined)
    return fail({ kind: 'NotFound', type: 'SpbmStoragePolicy', name: manifest.policy });
  const withKey = request.keyId === undefined ? vm.storagePolicyId : VM_ENCRYPTION_POLICY_ID;
  const id = request.policyId ?? (request.useOriginalPolicy === true ? original?.id : withKey);
  const policy = datacenter.get('storagePolicies', id ?? DATASTORE_DEFAULT_POLICY_ID);
  return policy === undefined
    ? fail({ kind: 'NotFound', type: 'SpbmStoragePolicy', name: id ?? '' })
    : ok(policy);
}

interface PlannedRestore {
  readonly key: number;
  readonly plan: ConversionPlan;
}

function planRestore(datacenter: Datacenter, vm: VmRow, restore: Restore): Result<PlannedRestore[], Fault> {
  const home = fileOf(datacenter, folderOf(vm.vmxPath));
  if (!home.ok) return home;
  const reserved = new Set<string>();
  const plans: PlannedRestore[] = [];
  for (const { key, file } of restore.manifest.disks) {
    const name = freeName(vm, reserved);
    reserved.add(name);
    const plan = planConversion({
      kind: 'clone',
      source: join(restore.folder, file),
      targetFolder: home.value,
      targetName: name,
      replacesSource: false,
    });
    if (!plan.ok) return fail(fromStorage(plan.fault));
    plans.push({ key, plan: plan.value });
  }
  return ok(plans);
}

/** `app-01.vmdk`, `app-01_1.vmdk`, …: the first that neither the VM nor this restore uses. */
function freeName(vm: VmRow, reserved: ReadonlySet<string>): string {
  const base = basename(vm.vmxPath, '.vmx');
  const used = new Set(vm.disks.map((disk) => basename(disk.fileName)));
  for (let index = 0; ; index++) {
    const name = `${base}${index === 0 ? '' : `_${index}`}.vmdk`;
    if (!used.has(name) && !reserved.has(name)) return name;
  }
}

function* writeDisks(
  datacenter: Datacenter,
  vm: VmRow,
  plans: readonly PlannedRestore[],
  { kek, policy }: Sealing,
): Waiting<DiskRow[]> {
  const store = datastoreByName(datacenter, datastoreNameOf(vm.vmxPath));
  if (!store.ok) return store;
  const disks: DiskRow[] = [];
  for (const [index, { key, plan }] of plans.entries()) {
    const written = yield* waitFor(startConversion(plan, kek === undefined ? {} : { target: kek }));
    if (!written.ok) return fail(fromStorage(written.fault, vm.name));
    disks.push({
      key,
      label: `Hard disk ${index + 1}`,
      fileName: pathIn(datacenter, store.value, plan.target),
      capacityBytes: plan.source.capacityBytes,
      thin: plan.source.isThin,
      persistence: 'Persistent',
      storagePolicyId: policy.id,
      keyId: kek?.id ?? null,
    });
  }
  return ok(disks);
}

type Decide = (tx: Parameters<Parameters<Datacenter['commit']>[2]>[0], removes: string[]) => void;

function commitRestore(
  datacenter: Datacenter,
  caller: Caller,
  restore: Restore &
    Sealing & { readonly host: HostRow; readonly disks: readonly DiskRow[]; readonly seed: number },
  decide: Decide,
): Result<VmRow, Fault> {
  const { vm, kek, policy, host, disks, seed } = restore;
  const hosts = kek === undefined ? [] : safeHostsAround(datacenter, host);
  if (kek !== undefined) giveKeyToHosts(datacenter, hosts, kek);
  return datacenter.commit<VmRow>(caller, 'restore a VM', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const held = requirePrivilege(datacenter, caller, PRIVILEGE, current);
    if (!held.ok) return held;
    const fit = checkTarget(datacenter, current);
    if (!fit.ok) return fit;
    const removes: string[] = [];
    for (const disk of current.disks) {
      const files = filesOfDisk(datacenter, disk);
      if (!files.ok) return files;
      removes.push(...files.value);
    }
    const after = withoutLink({
      ...current,
      disks,
      keyId: kek?.id ?? null,
      seed,
      storagePolicyId: policy.id,
      migrateEncryption: kek === undefined ? current.migrateEncryption : 'required',
    });
    tx.put('vms', after);
    if (kek !== undefined) {
      recordHeldKey(
        tx,
        hosts.map((one) => one.id),
        kek.id,
      );
      settleNewKey(tx, kek.id);
    }
    decide(tx, removes);
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `${vm.name} was restored from the backup of ${restore.manifest.vm}${kek === undefined ? '' : `, encrypted with key ${kek.id.keyId} of ${kek.id.providerId}`}`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok(after);
  });
}
