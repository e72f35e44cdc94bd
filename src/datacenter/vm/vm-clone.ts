import { basename } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { createVmFolder, removeFolderIfEmpty } from '../../storage/datastore.ts';
import { createDelta } from '../../storage/delta.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { sameKeyId } from '../../storage/key-id.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { convertDisks, planCopies } from '../disks/disk-rewrite.ts';
import { withoutLink } from '../disks/linked-clones.ts';
import type { Fault } from '../faults.ts';
import { beginNewVm, type FileOperation, lockVm } from '../file-operations.ts';
import {
  ensureCryptoSafe,
  giveKeyToHosts,
  keyForNewData,
  safeHostsAround,
} from '../hosts/host-encryption.ts';
import { createKey } from '../keys/create-key.ts';
import { recordHeldKey } from '../keys/held-keys.ts';
import type { Waiting } from '../keys/key-service.ts';
import { settleNewKey } from '../keys/new-keys.ts';
import { keyNamed, keysOfVm } from '../keys/vm-keys.ts';
import type { Operation } from '../operation.ts';
import { datastoreOf, fileOf, folderOf, fromStorage } from '../places.ts';
import type { DiskRow, HostRow, VmRow } from '../rows.ts';
import { type ClonePlan, type CloneRequest, planClone } from './clone-plan.ts';
import { newGuestSeed } from './guest-seed.ts';
import { copyHome, homeFilesOf } from './vm-files.ts';
import { rowOf } from './vtpm.ts';
import { type EndorsementKey, forgetKeys, withVtpm } from './vtpm-nvram.ts';

/**
 * Clones. A full clone has disks of its own, each under a data key of its own; its KEK is a new one unless the
 * source's is kept. A linked clone has deltas over the disks of a snapshot, and shares the source's KEKs for good:
 * that of a disk is its delta's, so that who has the keys of the clone's row reads all of the chain.
 */
export function* cloneVm(datacenter: Datacenter, caller: Caller, request: CloneRequest): Operation<VmRow> {
  const planned = planClone(datacenter, caller, request);
  if (!planned.ok) return planned;
  const { source } = planned.value;
  // Nobody rewrites the source's disks while they are read.
  const lock = lockVm(datacenter, source, 'clone');
  if (!lock.ok) return lock;
  try {
    const again = planClone(datacenter, caller, request);
    if (!again.ok) return again;
    const cloned = yield* cloneUnderLock(datacenter, caller, again.value);
    if (!cloned.ok) yield* datacenter.keys.discardNew(again.value.uuid);
    return cloned;
  } finally {
    lock.value.release({ remove: true });
  }
}

interface CloneKeys {
  readonly source: readonly KeyEncryptionKey[];
  /** VM Home's, and that of each disk that is encrypted anew. */
  readonly target: KeyEncryptionKey | undefined;
  readonly hosts: readonly HostRow[];
  /** Of a virtual TPM of the clone's own. */
  readonly vtpm: readonly EndorsementKey[] | undefined;
}

function* cloneUnderLock(datacenter: Datacenter, caller: Caller, plan: ClonePlan): Operation<VmRow> {
  const keys = yield* keysFor(datacenter, caller, plan);
  if (!keys.ok) return keys;
  const store = datastoreOf(datacenter, plan.datastore);
  const folder = createVmFolder(store, plan.name);
  if (!folder.ok) return fail(fromStorage(folder.fault, plan.datastore.name));
  const vmxPath = `[${plan.datastore.name}] ${folder.value.name}/${folder.value.name}.vmx`;
  const draft = draftOf(datacenter, plan, vmxPath, keys.value);
  const { vmx, nvram } = homeFilesOf(draft);
  const deltas = plan.linked ? draft.disks.flatMap(({ fileName }) => deltaFiles(fileName)) : [];
  const files = beginNewVm(datacenter, caller, draft, 'clone', {
    diskFolders: plan.linked ? [] : [folderOf(vmxPath)],
    newFiles: [vmx, nvram, ...deltas],
  });
  const cloned = files.ok
    ? yield* writeClone(datacenter, caller, {
        plan,
        clone: { ...draft, id: files.value.vmId },
        keys: keys.value,
        files: files.value,
      })
    : files;
  forgetKeys(keys.value.vtpm ?? []);
  if (!cloned.ok) removeFolderIfEmpty(folder.value.folder);
  return cloned;
}

/** The keys that open the source on the target's host, and the one that seals the clone. */
function* keysFor(datacenter: Datacenter, caller: Caller, plan: ClonePlan): Waiting<CloneKeys> {
  const { source, host, encryption } = plan;
  const opened = yield* keysOfVm(datacenter, caller, source, host);
  if (!opened.ok) return opened;
  if (encryption === undefined)
    return ok({ source: opened.value, target: undefined, hosts: [], vtpm: undefined });
  const safe = yield* ensureCryptoSafe(datacenter, caller, host.id, encryption.provider, plan.name);
  if (!safe.ok) return safe;
  const kept = encryption.keptKeyId;
  const target =
    kept === undefined
      ? yield* createKey(datacenter, caller, encryption.provider, {
          component: 'Virtual Machine',
          name: plan.name,
          identifier: plan.uuid,
        })
      : plan.linked
        ? heldAmong(opened.value, kept)
        : yield* keyForNewData(datacenter, caller, safe.value, kept, plan.name);
  if (!target.ok) return target;
  const hosts = safeHostsAround(datacenter, safe.value);
  giveKeyToHosts(datacenter, hosts, target.value);
  const vtpm = plan.replacesVtpm
    ? yield* datacenter.keys.endorsementKeys(`vTPM of ${plan.uuid}`)
    : ok(undefined);
  return vtpm.ok ? ok({ source: opened.value, target: target.value, hosts, vtpm: vtpm.value }) : vtpm;
}

function heldAmong(
  keys: readonly KeyEncryptionKey[],
  id: KeyEncryptionKey['id'],
): Result<KeyEncryptionKey, Fault> {
  const key = keys.find((candidate) => sameKeyId(candidate.id, id));
  return key === undefined ? fail({ kind: 'KeyNotFound', key: id, entity: 'the linked clone' }) : ok(key);
}

function draftOf(
  datacenter: Datacenter,
  plan: ClonePlan,
  vmxPath: string,
  { target: kek, vtpm }: CloneKeys,
): Omit<VmRow, 'id'> {
  const { source, encryption, host, linked } = plan;
  const base = basename(vmxPath, '.vmx');
  const disks = plan.disks.map((disk, index): DiskRow => {
    const isEncrypted = encryption?.diskKeys.includes(disk.key) ?? false;
    const name = linked ? `${base}${suffix(index)}-000001` : `${base}${suffix(index)}`;
    return {
      ...disk,
      fileName: `${folderOf(vmxPath)}/${name}.vmdk`,
      thin: plan.format === undefined ? disk.thin : plan.format === 'thin',
      keyId: linked ? disk.keyId : isEncrypted && kek !== undefined ? kek.id : null,
      storagePolicyId: plan.policyIds.disks ?? disk.storagePolicyId,
    };
  });
  return {
    ...withoutLink(source),
    name: plan.name,
    folderId: plan.folderId,
    hostId: host.id,
    resourcePoolId: datacenter.find('resourcePools', 'parent', host.parentId)[0]?.id ?? host.parentId,
    isTemplate: plan.asTemplate,
    powerState: 'PoweredOff',
    uuid: plan.uuid,
    vmxPath,
    notes: plan.notes ?? source.notes,
    keyId: kek?.id ?? null,
    migrateEncryption: kek === undefined ? source.migrateEncryption : 'required',
    locked: false,
    storagePolicyId: plan.policyIds.home ?? source.storagePolicyId,
    disks,
    snapshots: [],
    currentSnapshotId: null,
    role: null,
    seed: newGuestSeed(),
    createdMs: datacenter.clock.nowMs(),
    ...(linked && { linkedTo: linked }),
    ...(vtpm && { vtpm: rowOf(vtpm) }),
  };
}

const suffix = (index: number): string => (index === 0 ? '' : `_${index}`);

function deltaFiles(fileName: string): string[] {
  return [fileName, fileName.replace(/\.vmdk$/, '-delta.vmdk')];
}

interface CloneInMaking {
  readonly plan: ClonePlan;
  readonly clone: VmRow;
  readonly keys: CloneKeys;
  readonly files: FileOperation;
}

function* writeClone(datacenter: Datacenter, caller: Caller, making: CloneInMaking): Operation<VmRow> {
  const { plan, clone, keys, files } = making;
  const written = yield* writeFiles(datacenter, plan, clone, keys);
  const created = written.ok ? commitClone(datacenter, caller, making) : written;
  const ended = created.ok ? files.finish() : files.abandon();
  if (!created.ok) return created;
  return ended.ok ? created : ended;
}

function* writeFiles(datacenter: Datacenter, plan: ClonePlan, clone: VmRow, keys: CloneKeys): Waiting<void> {
  faultPoint('clone.begun');
  const copied = plan.linked
    ? makeDeltas(datacenter, plan, clone, keys)
    : yield* copyDisks(datacenter, plan, clone, keys);
  if (!copied.ok) return copied;
  faultPoint('clone.disks-written');
  const { vtpm } = keys;
  return copyHome(
    datacenter,
    plan.source,
    clone,
    {
      from: keys.source.find(({ id }) => plan.source.keyId !== null && sameKeyId(id, plan.source.keyId)),
      to: keys.target,
    },
    vtpm && ((nvram) => withVtpm(nvram, vtpm)),
  );
}

function makeDeltas(
  datacenter: Datacenter,
  { disks }: ClonePlan,
  clone: VmRow,
  keys: CloneKeys,
): Result<void, Fault> {
  for (const disk of clone.disks) {
    const parent = disks.find(({ key }) => key === disk.key);
    const path = fileOf(datacenter, disk.fileName);
    if (!path.ok) return path;
    const parentPath = fileOf(datacenter, parent?.fileName ?? '');
    if (!parentPath.ok) return parentPath;
    const kek = keyNamed(keys.source, disk.keyId);
    const made = createDelta({ path: path.value, parentPath: parentPath.value, ...(kek && { kek }) });
    if (!made.ok) return fail(fromStorage(made.fault));
  }
  return ok(undefined);
}

/** Encrypted and plain disks apart: a mixed VM stays mixed. */
function* copyDisks(datacenter: Datacenter, plan: ClonePlan, clone: VmRow, keys: CloneKeys): Waiting<void> {
  const { disks: sources } = plan;
  const copies = planCopies(datacenter, sources, clone.disks, plan.format);
  if (!copies.ok) return copies;
  for (const isEncrypted of [true, false]) {
    const group = copies.value.filter(({ disk }) => (disk.keyId !== null) === isEncrypted);
    const target = isEncrypted ? keys.target : undefined;
    const both = { source: keys.source, ...(target && { target }) };
    const copied = yield* convertDisks(datacenter, clone, group, both, plan.rewrite);
    if (!copied.ok) return copied;
  }
  return ok(undefined);
}

function commitClone(
  datacenter: Datacenter,
  caller: Caller,
  { plan, clone, keys, files }: CloneInMaking,
): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'clone a VM', (tx) => {
    const folder = tx.get('folders', clone.folderId);
    if (folder === undefined) return fail({ kind: 'NotFound', type: 'Folder', name: clone.folderId });
    const allowed = requirePrivilege(
      datacenter,
      caller,
      'VirtualMachine.Inventory.CreateFromExisting',
      folder,
    );
    if (!allowed.ok) return allowed;
    const source = tx.get('vms', plan.source.id);
    if (plan.linked && !source?.snapshots.some(({ id }) => id === plan.linked?.snapshotId))
      return fail({ kind: 'NotFound', type: 'Snapshot', name: plan.linked.snapshotId });
    const taken = datacenter.find('vms', 'name', clone.name.toLowerCase());
    if (taken.some((other) => other.folderId === clone.folderId))
      return fail({ kind: 'DuplicateName', type: 'VM', name: clone.name });
    tx.put('vms', clone);
    if (keys.target !== undefined) {
      settleNewKey(tx, keys.target.id);
      recordHeldKey(
        tx,
        keys.hosts.map(({ id }) => id),
        keys.target.id,
      );
    }
    files.decide(tx, {});
    tx.event({
      eventTypeId: 'VmClonedEvent',
      message: `${plan.source.name} was cloned to ${clone.name}${plan.asTemplate ? ' as a template' : ''}`,
      vm: { id: clone.id, name: clone.name },
      arguments: { source: plan.source.name, ...(clone.keyId && { keyId: clone.keyId.keyId }) },
    });
    return ok(clone);
  });
}
