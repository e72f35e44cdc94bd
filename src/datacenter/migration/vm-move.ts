import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { Holder } from '../holder.ts';
import { ensureCryptoSafe, giveKeyToHosts, keyOnHost } from '../hosts/host-encryption.ts';
import { datastoreNameOf } from '../indexes.ts';
import { forgetInRules } from '../inventory/entity-remove.ts';
import { recordHeldKey } from '../keys/held-keys.ts';
import { keyProvider } from '../keys/key-providers.ts';
import type { Waiting } from '../keys/key-service.ts';
import { keysOfVm } from '../keys/vm-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import type { VmRow } from '../rows.ts';
import { holdForMove } from './held-migration.ts';
import { type AlsoCommitted, migrateLive, type Transfer } from './live-migration.ts';
import { requestAdmission, VMOTION_NETWORK_BITS_PER_SECOND } from './migration-admission.ts';
import { reportBeginning, reportFailure } from './migration-events.ts';
import { isEncrypted, type MovePlan, type MoveRequest, planMove } from './move-plan.ts';
import { beginRelocation, copyFiles, endRelocation, type Relocation } from './relocation.ts';
import type { EncryptionDecision } from './vmotion-encryption.ts';

export interface MoveResult {
  readonly vm: VmRow;
  readonly sourceHost: string;
  readonly destinationHost: string;
  readonly encryption: EncryptionDecision;
  /** Undefined when no memory moved. */
  readonly transfer: Transfer | undefined;
  /** Of disks, when files moved. */
  readonly copiedBytes: number | undefined;
}

/** Moves a VM: its memory when it is on, its place in the inventory, its files when a datastore is named. */
export function* moveVm(datacenter: Datacenter, caller: Caller, request: MoveRequest): Operation<MoveResult> {
  const planned = planMove(datacenter, caller, request);
  if (!planned.ok) return planned;
  const { vm, datastore } = planned.value;
  if (datastore === undefined) {
    const hold = holdForMove(datacenter, vm);
    if (!hold.ok) return hold;
    try {
      return yield* moveInTurn(datacenter, caller, request, { holder: hold.value.holder });
    } finally {
      hold.value.release();
    }
  }
  const relocation = beginRelocation(datacenter, caller, vm, {
    datastore,
    format: request.format,
    maxBytesPerSecond: request.rewrite?.maxBytesPerSecond,
  });
  if (!relocation.ok) return relocation;
  const moved = yield* moveInTurn(datacenter, caller, request, { relocation: relocation.value });
  const ended = endRelocation(datacenter, relocation.value, moved.ok);
  return moved.ok && !ended.ok ? ended : moved;
}

/** What a move works with: the copy of the files, or who else holds the VM and its memory. */
interface Means {
  readonly relocation?: Relocation;
  readonly holder?: Holder | undefined;
}

/** Waits until vCenter's limits allow it, then moves. The VM's lock is held. */
function* moveInTurn(
  datacenter: Datacenter,
  caller: Caller,
  request: MoveRequest,
  means: Means,
): Operation<MoveResult> {
  const first = planMove(datacenter, caller, request);
  if (!first.ok) return first;
  const { vm, source, destination, datastore, isLive } = first.value;
  if (!isLive && datastore === undefined) return yield* moveUnderLock(datacenter, caller, first.value, means);
  const admission = requestAdmission(
    datacenter,
    {
      sourceHost: source.name,
      destinationHost: destination.name,
      networkBitsPerSecond: VMOTION_NETWORK_BITS_PER_SECOND,
      datastores: datastore === undefined ? [] : [...new Set([datastoreNameOf(vm.vmxPath), datastore.name])],
    },
    request.priority ?? 'default',
  );
  try {
    if (!(yield* waitFor(admission.pending))) return fail({ kind: 'RequestCanceled', entity: vm.name });
    // Waiting its turn may have taken long: what was planned is planned again.
    const fresh = datacenter.refresh();
    if (!fresh.ok) return fresh;
    const plan = planMove(datacenter, caller, request);
    return plan.ok ? yield* moveUnderLock(datacenter, caller, plan.value, means) : plan;
  } finally {
    admission.release();
  }
}

function* moveUnderLock(
  datacenter: Datacenter,
  caller: Caller,
  plan: MovePlan,
  means: Means,
): Operation<MoveResult> {
  const ready = yield* readyKeys(datacenter, caller, plan);
  if (!ready.ok) return ready;
  const isLong = plan.isLive || means.relocation !== undefined;
  if (isLong) {
    const begun = reportBeginning(datacenter, caller, plan);
    if (!begun.ok) return begun;
    faultPoint('move.begun');
  }
  const moved = yield* carryOut(datacenter, caller, plan, means);
  if (!moved.ok && isLong) reportFailure(datacenter, caller, plan, moved.fault);
  return moved;
}

/** Files first, because copying them takes long; then memory; then the one commit for both. */
function* carryOut(
  datacenter: Datacenter,
  caller: Caller,
  plan: MovePlan,
  { relocation, holder }: Means,
): Operation<MoveResult> {
  const copied =
    relocation === undefined
      ? undefined
      : yield* copyFiles({ from: datacenter, to: datacenter }, caller, plan.vm, relocation);
  if (copied?.ok === false) return copied;
  faultPoint('move.files-copied');
  const alsoCommitted: AlsoCommitted = (tx, vm) => {
    if (relocation === undefined) return vm;
    // What the VM was changed to while its files were copied is not in the copy of its VMX.
    relocation.files.decide(tx, { syncsHome: true, removes: relocation.removes });
    return relocation.relocated(vm);
  };
  const facts = {
    sourceHost: plan.source.name,
    destinationHost: plan.destination.name,
    encryption: plan.encryption,
    copiedBytes: copied?.value.copiedBytes,
  };
  if (plan.isLive) {
    const moved = yield* migrateLive(datacenter, caller, plan, alsoCommitted, holder);
    return moved.ok ? ok({ ...facts, ...moved.value }) : moved;
  }
  const moved = commitMove(datacenter, caller, plan, alsoCommitted);
  return moved.ok ? ok({ ...facts, vm: moved.value, transfer: undefined }) : moved;
}

/**
 * Before an encrypted VM moves its destination is crypto-safe and holds its keys. Within a cluster they come from
 * the source host's own encryption module, so that a dead key server stops nothing; else they are fetched.
 */
function* readyKeys(datacenter: Datacenter, caller: Caller, plan: MovePlan): Waiting<void> {
  const { vm, source, destination } = plan;
  if (!isEncrypted(vm) || source.id === destination.id) return ok(undefined);
  if (plan.hostToEnable !== undefined) {
    const provider = keyProvider(datacenter, vm.keyId?.providerId);
    if (!provider.ok) return provider;
    const safe = yield* ensureCryptoSafe(datacenter, caller, destination.id, provider.value, vm.name);
    if (!safe.ok) return safe;
  }
  if (vm.powerState === 'PoweredOff') return ok(undefined);
  const near = source.parentId === destination.parentId;
  for (const id of [vm.keyId, ...vm.disks.map((disk) => disk.keyId)]) {
    if (id === null || keyOnHost(datacenter, destination, id) !== undefined) continue;
    const key = near ? keyOnHost(datacenter, source, id) : undefined;
    if (key === undefined) continue;
    giveKeyToHosts(datacenter, [destination], key);
    const recorded = datacenter.commit(caller, 'hand a key to a host', (tx) => {
      recordHeldKey(tx, [destination.id], id);
      return ok(undefined);
    });
    if (!recorded.ok) return recorded;
  }
  const host = datacenter.get('hosts', destination.id) ?? destination;
  const keys = yield* keysOfVm(datacenter, caller, vm, host);
  return keys.ok ? ok(undefined) : keys;
}

/** Host, resource pool, folder and files of a VM whose memory does not move. */
function commitMove(
  datacenter: Datacenter,
  caller: Caller,
  plan: MovePlan,
  alsoCommitted: AlsoCommitted,
): Result<VmRow, Fault> {
  const { vm, source, destination, resourcePoolId, folderId, datastore } = plan;
  const movesHost = destination.id !== source.id;
  return datacenter.commit<VmRow>(caller, 'move a VM', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    if (movesHost) {
      const allowed = requirePrivilege(datacenter, caller, 'Resource.ColdMigrate', current);
      if (!allowed.ok) return allowed;
      if (current.powerState !== vm.powerState || current.hostId !== vm.hostId) {
        return fail({
          kind: 'InvalidPowerState',
          entity: vm.name,
          operation: 'Moving it cold',
          requestedState: vm.powerState,
          existingState: current.powerState,
        });
      }
    }
    const taken = datacenter
      .find('vms', 'name', current.name.toLowerCase())
      .some((other) => other.id !== vm.id && other.folderId === folderId);
    if (taken) return fail({ kind: 'DuplicateName', type: 'VM', name: current.name, isMoved: true });
    if (source.parentId !== destination.parentId) forgetInRules(tx, 'vms', vm.id);
    const after = alsoCommitted(tx, { ...current, hostId: destination.id, resourcePoolId, folderId });
    tx.put('vms', after);
    const about = {
      vm: { id: vm.id, name: current.name },
      host: { id: destination.id, name: destination.name },
    };
    if (datastore !== undefined) {
      tx.event({
        ...about,
        eventTypeId: 'VmRelocatedEvent',
        message: `Virtual machine ${vm.name} was relocated from ${datastoreNameOf(vm.vmxPath)} to ${datastore.name}`,
        datastore: { id: datastore.id, name: datastore.name },
        arguments: { sourceDatastore: datastoreNameOf(vm.vmxPath), sourceHost: source.name },
      });
    } else if (movesHost) {
      tx.event({
        ...about,
        eventTypeId: 'VmMigratedEvent',
        message: `Virtual machine ${vm.name} was moved from ${source.name} to ${destination.name} while it was off`,
        arguments: { sourceHost: source.name },
      });
    }
    if (resourcePoolId !== current.resourcePoolId) {
      tx.event({
        ...about,
        eventTypeId: 'VmResourcePoolMovedEvent',
        message: `Moved ${vm.name} to resource pool ${tx.get('resourcePools', resourcePoolId)?.name ?? resourcePoolId}`,
      });
    }
    return ok(after);
  });
}
