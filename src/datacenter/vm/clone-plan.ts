import { fail, ok, type Result } from '../../base/result.ts';
import { randomUuid } from '../../crypto/random.ts';
import type { DiskFormat } from '../../storage/disk-format.ts';
import { demandPrivilege } from '../access/authorization.ts';
import { requireCapability } from '../capabilities.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { RewriteOptions } from '../disks/disk-rewrite.ts';
import { checkEncryptable } from '../encryption/encryption-conflicts.ts';
import { encrypts } from '../encryption/policy-rules.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { hostsToEnable } from '../hosts/host-encryption.ts';
import { datastoreNameOf } from '../indexes.ts';
import { checkInDatacenterOf } from '../inventory/datacenter-above.ts';
import { checkName } from '../inventory/inventory-tree.ts';
import { keyProviderAt } from '../keys/entity-default-provider.ts';
import type { CryptoKeyId, DatastoreRow, DiskRow, HostRow, KeyProviderRow, VmRow } from '../rows.ts';
import { VM_ENCRYPTION_POLICY_ID } from '../vcenter.ts';
import { NEW_VM_PLACES, rootPoolOf } from './vm-create.ts';

export interface CloneRequest {
  /** A VM or a template. */
  readonly sourceId: string;
  readonly name: string;
  readonly folderId: string;
  readonly hostId: string;
  readonly datastoreId: string;
  readonly notes?: string;
  readonly asTemplate: boolean;
  /** As the source's disks are unless given. */
  readonly format?: DiskFormat;
  /** For what `policyTarget` names; the rest keeps the source's. */
  readonly policyId?: string;
  /** VM Home, all disks, or both; both unless given. */
  readonly policyTarget?: PolicyTarget;
  /** The provider of the clone's key: of the source's key unless given, else the default one. */
  readonly providerName?: string;
  /** The clone gets the source's KEK instead of a new one. */
  readonly keepKey: boolean;
  /** Clones the disks as this snapshot has them. */
  readonly snapshotId?: string;
  /** Deltas over the snapshot's disks in place of copies. */
  readonly isLinked: boolean;
  /** The clone gets a virtual TPM of its own in place of a copy of the source's. */
  readonly replacesVtpm?: boolean;
  /** How fast the disks are copied. */
  readonly rewrite?: Pick<RewriteOptions, 'maxBytesPerSecond'>;
}

export type PolicyTarget = 'VMHome' | 'AllDisks' | 'VMHomeAndAllDisks';

/** What a clone will be, once everything that must hold holds. */
export interface ClonePlan {
  readonly source: VmRow;
  readonly name: string;
  readonly uuid: string;
  readonly notes: string | undefined;
  readonly folderId: string;
  readonly host: HostRow;
  readonly datastore: DatastoreRow;
  readonly asTemplate: boolean;
  readonly format: DiskFormat | undefined;
  readonly rewrite: Pick<RewriteOptions, 'maxBytesPerSecond'>;
  /** Of VM Home, and of the disks; each the source's unless given. */
  readonly policyIds: { readonly home: string | undefined; readonly disks: string | undefined };
  /** The disks that are copied, or lie under the deltas. */
  readonly disks: readonly DiskRow[];
  readonly linked: { readonly vmId: string; readonly snapshotId: string } | undefined;
  readonly replacesVtpm: boolean;
  /** Undefined: the clone is not encrypted. */
  readonly encryption:
    | {
        readonly provider: KeyProviderRow;
        /** Undefined: a new key is made. */
        readonly keptKeyId: CryptoKeyId | undefined;
        /** Device keys of the disks that are encrypted. */
        readonly diskKeys: readonly number[];
        /** The hosts whose encryption mode is turned on first. */
        readonly hostsToEnable: readonly HostRow[];
      }
    | undefined;
}

export function planClone(
  datacenter: Datacenter,
  caller: Caller,
  asked: CloneRequest,
): Result<ClonePlan, Fault> {
  const source = datacenter.get('vms', asked.sourceId);
  if (source === undefined) return fail({ kind: 'NotFound', type: 'VM', name: asked.sourceId });
  // A key provider for the clone of a plain VM asks for encryption, as it does for a new VM.
  const encryptsPlain =
    source.keyId === null && asked.providerName !== undefined && asked.policyId === undefined;
  const request = encryptsPlain ? { ...asked, policyId: VM_ENCRYPTION_POLICY_ID } : asked;
  const allowed = checkPrivileges(datacenter, caller, request, source);
  if (!allowed.ok) return allowed;
  const open = refuseLocked(source);
  if (!open.ok) return open;
  const name = checkName(request.name);
  if (!name.ok) return name;
  const taken = datacenter.find('vms', 'name', request.name.toLowerCase());
  if (taken.some(({ folderId }) => folderId === request.folderId))
    return fail({ kind: 'DuplicateName', type: 'VM', name: request.name });
  const host = datacenter.get('hosts', request.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: request.name });
  const datastore = datacenter.get('datastores', request.datastoreId);
  if (datastore === undefined)
    return fail({ kind: 'NotFound', type: 'Datastore', name: request.datastoreId });
  const disks = disksToClone(source, request);
  if (!disks.ok) return disks;
  const linked = linkOf(source, disks.value, request, datastore);
  if (!linked.ok) return linked;
  const encryption = encryptionOf(datacenter, caller, request, source, disks.value);
  if (!encryption.ok) return encryption;
  if (source.vtpm !== undefined && encryption.value === undefined)
    return fail({ kind: 'InvalidState', reason: 'HasVirtualTpmDecrypt', entity: source.name });
  const replacesVtpm = request.replacesVtpm === true && source.vtpm !== undefined;
  const replaceable = replacesVtpm
    ? requireCapability(datacenter, 'VirtualTpmReplace', source)
    : ok(undefined);
  if (!replaceable.ok) return replaceable;
  return ok({
    source,
    name: request.name,
    uuid: randomUuid(),
    notes: request.notes,
    folderId: request.folderId,
    host,
    datastore,
    asTemplate: request.asTemplate,
    format: request.format,
    rewrite: request.rewrite ?? {},
    policyIds: {
      home: request.policyTarget === 'AllDisks' ? undefined : request.policyId,
      disks: request.policyTarget === 'VMHome' ? undefined : request.policyId,
    },
    disks: disks.value,
    linked: linked.value,
    replacesVtpm,
    encryption: encryption.value,
  });
}

function checkPrivileges(
  datacenter: Datacenter,
  caller: Caller,
  request: CloneRequest,
  source: VmRow,
): Result<void, Fault> {
  const provisioning = source.isTemplate
    ? request.asTemplate
      ? 'CloneTemplate'
      : 'DeployTemplate'
    : request.asTemplate
      ? 'CreateTemplateFromVM'
      : 'Clone';
  const may = demandPrivilege(datacenter, caller, `VirtualMachine.Provisioning.${provisioning}`, source);
  if (!may.ok) return may;
  if (source.keyId !== null) {
    const clone = demandPrivilege(datacenter, caller, 'Cryptographer.Clone', source);
    if (!clone.ok) return clone;
  }
  const folder = datacenter.get('folders', request.folderId);
  if (folder === undefined) return fail({ kind: 'NotFound', type: 'Folder', name: request.folderId });
  const create = demandPrivilege(datacenter, caller, 'VirtualMachine.Inventory.CreateFromExisting', folder);
  if (!create.ok) return create;
  const host = datacenter.get('hosts', request.hostId);
  const together =
    host === undefined ? ok(undefined) : checkInDatacenterOf(datacenter, host, folder, NEW_VM_PLACES);
  if (!together.ok) return together;
  const datastore = datacenter.get('datastores', request.datastoreId);
  if (datastore === undefined)
    return fail({ kind: 'NotFound', type: 'Datastore', name: request.datastoreId });
  const space = demandPrivilege(datacenter, caller, 'Datastore.AllocateSpace', datastore);
  // A template is in no pool.
  if (!space.ok || request.asTemplate || host === undefined) return space;
  const pool = datacenter.get('resourcePools', rootPoolOf(datacenter, host));
  return pool === undefined ? space : demandPrivilege(datacenter, caller, 'Resource.AssignVMToPool', pool);
}

/** The source's disks as they are, or as the snapshot has them. */
function disksToClone(source: VmRow, { snapshotId }: CloneRequest): Result<readonly DiskRow[], Fault> {
  if (snapshotId === undefined) return ok(source.disks);
  const snapshot = source.snapshots.find(({ id }) => id === snapshotId);
  if (snapshot === undefined) return fail({ kind: 'NotFound', type: 'Snapshot', name: snapshotId });
  return ok(
    source.disks.flatMap((disk) => {
      const frozen = snapshot.disks.find(({ key }) => key === disk.key);
      return frozen === undefined ? [] : [{ ...disk, fileName: frozen.fileName }];
    }),
  );
}

/** A linked clone hangs on a snapshot, on the datastore of the disks, and keeps their encryption. */
function linkOf(
  source: VmRow,
  disks: readonly DiskRow[],
  request: CloneRequest,
  datastore: DatastoreRow,
): Result<ClonePlan['linked'], Fault> {
  if (!request.isLinked) return ok(undefined);
  const { snapshotId } = request;
  if (snapshotId === undefined) return fail({ kind: 'LinkedCloneNeedsSnapshot', entity: source.name });
  const elsewhere = disks.find(({ fileName }) => datastoreNameOf(fileName) !== datastore.name);
  if (elsewhere !== undefined) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'Datastore',
      rule: `A linked clone lies on the datastore of the disks that it is over: ${datastoreNameOf(elsewhere.fileName)}.`,
      remedy: `Give -Datastore ${datastoreNameOf(elsewhere.fileName)}.`,
    });
  }
  if (request.policyId !== undefined || request.providerName !== undefined)
    return fail({ kind: 'LinkedCloneKeepsKey', entity: request.name, source: source.name });
  return ok({ vmId: source.id, snapshotId });
}

function encryptionOf(
  datacenter: Datacenter,
  caller: Caller,
  request: CloneRequest,
  source: VmRow,
  disks: readonly DiskRow[],
): Result<ClonePlan['encryption'], Fault> {
  const { policyId } = request;
  const policy = policyId === undefined ? undefined : datacenter.get('storagePolicies', policyId);
  if (policyId !== undefined && policy === undefined)
    return fail({ kind: 'NotFound', type: 'SpbmStoragePolicy', name: policyId });
  const covers = (part: PolicyTarget): boolean =>
    (request.policyTarget ?? part) === part || request.policyTarget === 'VMHomeAndAllDisks';
  const isToBeEncrypted = (part: PolicyTarget, keyId: CryptoKeyId | null): boolean =>
    policy !== undefined && covers(part) ? encrypts(policy) : keyId !== null;
  const isEncrypted = isToBeEncrypted('VMHome', source.keyId);
  const encryptedDisks = disks.filter(({ keyId }) => isToBeEncrypted('AllDisks', keyId));
  if (!isEncrypted) {
    if (encryptedDisks.length > 0)
      return fail({ kind: 'InvalidState', reason: 'EncryptedDiskOnPlainVm', entity: request.name });
    // Plain text comes out of an encrypted VM.
    const may =
      source.keyId === null
        ? ok(undefined)
        : demandPrivilege(datacenter, caller, 'Cryptographer.Decrypt', source);
    return may.ok ? ok(undefined) : may;
  }
  const encryptable = source.keyId === null ? checkEncryptable(datacenter, source) : ok(undefined);
  if (!encryptable.ok) return encryptable;
  const folder = datacenter.get('folders', request.folderId);
  if (source.keyId === null && folder !== undefined) {
    const may = demandPrivilege(datacenter, caller, 'Cryptographer.EncryptNew', folder);
    if (!may.ok) return may;
  }
  const provider = keyProviderAt(
    datacenter,
    request.hostId,
    request.providerName ?? source.keyId?.providerId,
  );
  if (!provider.ok) return provider;
  const host = datacenter.get('hosts', request.hostId);
  const keeps = (request.keepKey || request.isLinked) && request.providerName === undefined;
  return ok({
    provider: provider.value,
    keptKeyId: keeps && source.keyId !== null ? source.keyId : undefined,
    diskKeys: encryptedDisks.map(({ key }) => key),
    hostsToEnable: host === undefined ? [] : hostsToEnable(datacenter, caller, host),
  });
}
