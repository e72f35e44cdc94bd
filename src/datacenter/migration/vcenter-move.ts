import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { randomUuid } from '../../crypto/random.ts';
import { removeFolderIfEmpty } from '../../storage/datastore.ts';
import type { PlannedMigration } from '../../vmotion/concurrency.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, beginNewVm, type FileOperation } from '../file-operations.ts';
import { ensureCryptoSafe } from '../hosts/host-encryption.ts';
import { datastoreNameOf } from '../indexes.ts';
import { removeEntity } from '../inventory/entity-remove.ts';
import { keyProvider } from '../keys/key-providers.ts';
import type { Waiting } from '../keys/key-service.ts';
import { keysOfVm } from '../keys/vm-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import { fileOf } from '../places.ts';
import type { VmRow } from '../rows.ts';
import { guestSeed } from '../vm/guest-seed.ts';
import { policyFor } from '../vm/vm-register.ts';
import { forgetMemoryKeys, renewSwap } from '../vm/vm-swap.ts';
import { commitArrival } from './hand-over.ts';
import { moveMemory, type Transfer } from './live-migration.ts';
import { type Admission, requestAdmission, VMOTION_NETWORK_BITS_PER_SECOND } from './migration-admission.ts';
import { reportBeginning, reportFailure } from './migration-events.ts';
import { isEncrypted } from './move-plan.ts';
import { copyFiles, homeMoves, planFiles, type Relocation } from './relocation.ts';
import {
  nameOf,
  planVCenterMove,
  type Side,
  type VCenterMovePlan,
  type VCenterMoveRequest,
} from './vcenter-move-plan.ts';
import type { MoveResult } from './vm-move.ts';
import { decideEncryption } from './vmotion-encryption.ts';

/**
 * Moves a VM with its files, and its memory when it is on, into another vCenter's inventory. Encrypted disks travel
 * as ciphertext; the other vCenter fetches the keys from its own provider of the same name before anything moves.
 */
export function* moveVmToVCenter(
  here: Side,
  vmId: string,
  request: VCenterMoveRequest,
): Operation<MoveResult> {
  const planned = planVCenterMove(here, vmId, request);
  if (!planned.ok) return planned;
  const { vm } = planned.value;
  const leaving = beginFileOperation(here.datacenter, here.caller, vm, 'move to another vCenter', () =>
    ok({}),
  );
  if (!leaving.ok) return leaving;
  const moved = yield* moveInTurn(here, request, planned.value, leaving.value);
  if (!moved.ok) endUndone(here, vmId, leaving.value);
  return moved;
}

/** Waits until the limits of both vCenters allow it. Under the lock everything is looked at again. */
function* moveInTurn(
  here: Side,
  request: VCenterMoveRequest,
  first: VCenterMovePlan,
  leaving: FileOperation,
): Operation<MoveResult> {
  const admissions: Admission[] = [];
  try {
    for (const [{ datacenter }, migration] of demandsOf(here, request.there, first)) {
      const admission = requestAdmission(datacenter, migration, request.priority ?? 'default');
      admissions.push(admission);
      if (!(yield* waitFor(admission.pending)))
        return fail({ kind: 'RequestCanceled', entity: first.vm.name });
    }
    const again = planVCenterMove(here, first.vm.id, request);
    return again.ok ? yield* moveUnderLock(here, request, again.value, leaving) : again;
  } finally {
    for (const admission of admissions) admission.release();
  }
}

/**
 * What the move costs in each vCenter, whose waiting line knows its own hosts and datastores; the other's have names
 * of no resource there. In one order for all, so that two moves in opposite directions do not wait for each other.
 */
function demandsOf(
  here: Side,
  there: Side,
  { vm, source, destination, datastore }: VCenterMovePlan,
): [Side, PlannedMigration][] {
  const networkBitsPerSecond = VMOTION_NETWORK_BITS_PER_SECOND;
  const elsewhere = (side: Side, name: string): string => `${name} of ${side.datacenter.statePath}`;
  const demands: [Side, PlannedMigration][] = [
    [
      here,
      {
        networkBitsPerSecond,
        sourceHost: source.name,
        destinationHost: elsewhere(there, destination.name),
        datastores: [datastoreNameOf(vm.vmxPath)],
      },
    ],
    [
      there,
      {
        networkBitsPerSecond,
        sourceHost: elsewhere(here, source.name),
        destinationHost: destination.name,
        datastores: [datastore.name],
      },
    ],
  ];
  return demands.sort(([a], [b]) => (a.datacenter.statePath < b.datacenter.statePath ? -1 : 1));
}

/** Before the decision nothing has happened; after it a start of either vCenter brings the rest to its end. */
function endUndone(here: Side, vmId: string, operation: FileOperation): void {
  if (here.datacenter.get('fileOperations', vmId)?.outgoing === undefined) operation.abandon();
  else operation.leave();
}

/** One move on its way. */
interface Journey {
  readonly here: Side;
  readonly there: Side;
  readonly plan: VCenterMovePlan;
  readonly files: Omit<Relocation, 'files'>;
  readonly leaving: FileOperation;
  readonly arriving: FileOperation;
  readonly migrationId: string;
}

function* moveUnderLock(
  here: Side,
  { there, format, rewrite }: VCenterMoveRequest,
  plan: VCenterMovePlan,
  leaving: FileOperation,
): Operation<MoveResult> {
  const { vm, datastore } = plan;
  const route = { from: here.datacenter, to: there.datacenter };
  const files = planFiles(route, vm, {
    datastore,
    format,
    maxBytesPerSecond: rewrite?.maxBytesPerSecond,
  });
  if (!files.ok) return files;
  const draft = files.value.relocated(vm);
  const migrationId = randomUuid();
  const arriving = beginNewVm(there.datacenter, there.caller, draft, 'receive', {
    diskFolders: [files.value.folders.to],
    newFiles: homeMoves(here.datacenter, vm, draft).map(({ to }) => to),
    incoming: { migrationId, otherState: here.datacenter.statePath },
  });
  const moved = arriving.ok
    ? yield* travel({ here, there, plan, files: files.value, leaving, arriving: arriving.value, migrationId })
    : arriving;
  if (!moved.ok) {
    if (arriving.ok) endUndone(here, vm.id, arriving.value);
    const folder = fileOf(there.datacenter, files.value.folders.to);
    if (folder.ok) removeFolderIfEmpty(folder.value);
  }
  return moved;
}

/** Keys, files, memory; then the source decides, the destination takes the VM in, and the old files go. */
function* travel(journey: Journey): Operation<MoveResult> {
  const { here, there, plan, files } = journey;
  const ready = yield* readyKeys(there, plan);
  if (!ready.ok) return ready;
  const begun = reportBeginning(here.datacenter, here.caller, plan);
  if (!begun.ok) return begun;
  faultPoint('move.begun');
  const route = { from: here.datacenter, to: there.datacenter };
  const relocated = (vm: VmRow): VmRow => asThere(journey, vm);
  const copied = yield* copyFiles(route, here.caller, plan.vm, { ...files, relocated });
  const decided = copied.ok ? yield* leave(journey) : copied;
  if (!decided.ok || !copied.ok) {
    if (!decided.ok) reportFailure(here.datacenter, here.caller, plan, decided.fault);
    return decided.ok ? fail({ kind: 'RequestCanceled', entity: plan.vm.name }) : decided;
  }
  faultPoint('vcenter-move.decided');
  const arrived = commitArrival(there.datacenter, there.caller, journey.arriving.vmId, decided.value.vm);
  if (!arrived.ok) return arrived;
  faultPoint('vcenter-move.arrived');
  const settled = settle(journey, arrived.value);
  if (!settled.ok) return settled;
  return ok({
    vm: arrived.value,
    sourceHost: plan.source.name,
    destinationHost: plan.destination.name,
    encryption: plan.encryption,
    transfer: decided.value.transfer,
    copiedBytes: copied.value.copiedBytes,
  });
}

/** The destination's host is crypto-safe and holds the keys, fetched there: the proof that they can be had. */
function* readyKeys({ datacenter, caller }: Side, { vm, destination }: VCenterMovePlan): Waiting<void> {
  if (!isEncrypted(vm)) return ok(undefined);
  const keyId = vm.keyId ?? vm.disks.find((disk) => disk.keyId !== null)?.keyId;
  const provider = keyProvider(datacenter, keyId?.providerId);
  if (!provider.ok) return provider;
  const safe = yield* ensureCryptoSafe(datacenter, caller, destination.id, provider.value, vm.name);
  if (!safe.ok) return safe;
  const keys = yield* keysOfVm(datacenter, caller, vm, safe.value);
  return keys.ok ? ok(undefined) : keys;
}

interface Left {
  /** What the VM is at the destination. */
  readonly vm: VmRow;
  readonly transfer: Transfer | undefined;
}

function* leave(journey: Journey): Operation<Left> {
  const { plan } = journey;
  if (!plan.isLive) {
    faultPoint('move.memory-arrived');
    const left = commitDeparture(journey);
    return left.ok ? ok({ vm: left.value, transfer: undefined }) : left;
  }
  const seed = guestSeed(journey.here.datacenter, plan.vm);
  if (!seed.ok) return seed;
  const moved = yield* moveMemory(plan, {
    seed: seed.value,
    switchOver: () => commitDeparture(journey),
    lost: () => undefined,
  });
  if (moved.ok) return ok({ vm: moved.value.decided, transfer: moved.value.transfer });
  const left = journey.here.datacenter.get('fileOperations', plan.vm.id)?.outgoing;
  if (left === undefined) return moved;
  // It had left when its new host lost its memory: it is off there.
  return ok({ vm: { ...left.vm, powerState: 'PoweredOff' }, transfer: undefined });
}

/** The one commit that decides: the VM is here no more, and the row tells what it is there. */
function commitDeparture(journey: Journey): Result<VmRow, Fault> {
  const { here, there, plan, files, leaving, migrationId } = journey;
  const { vm, source, destination } = plan;
  return here.datacenter.commit(here.caller, 'move a VM to another vCenter', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const privilege = plan.isLive ? 'Resource.HotMigrate' : 'Resource.ColdMigrate';
    const allowed = requirePrivilege(here.datacenter, here.caller, privilege, current);
    if (!allowed.ok) return allowed;
    const isAsPlanned = current.powerState === vm.powerState && current.hostId === vm.hostId;
    if (!isAsPlanned || current.disks.length !== vm.disks.length) {
      return fail({
        kind: 'InvalidPowerState',
        entity: vm.name,
        operation: 'Moving it',
        requestedState: vm.powerState,
        existingState: current.powerState,
      });
    }
    if (plan.isLive) {
      const now = decideEncryption(current, source, destination);
      if (!now.ok) return now;
      if (now.value.encrypted && !plan.encryption.encrypted)
        return fail({ kind: 'MigrationPolicyChanged', entity: vm.name });
    }
    const left = asThere(journey, current);
    removeEntity(here.datacenter, tx, 'vms', vm.id);
    leaving.decide(tx, {
      removes: files.removes,
      vmxPath: vm.vmxPath,
      outgoing: { migrationId, otherState: there.datacenter.statePath, vm: left },
    });
    tx.event({
      eventTypeId: 'VmMigratedEvent',
      message: `Virtual machine ${vm.name} has left ${source.name} for ${destination.name} of the vCenter ${nameOf(there.datacenter)}. ${plan.encryption.reason}`,
      vm: { id: vm.id, name: current.name },
      host: { id: source.id, name: source.name },
      arguments: { destHost: destination.name, encrypted: String(plan.encryption.encrypted) },
    });
    return ok(left);
  });
}

/** The row with the ids of the other vCenter. */
function asThere({ there, plan, files, arriving }: Journey, vm: VmRow): VmRow {
  const { datacenter } = there;
  const policyOf = (id: string, keyId: VmRow['keyId']): string =>
    datacenter.get('storagePolicies', id) === undefined ? policyFor(keyId) : id;
  const moved = files.relocated(vm);
  return {
    ...moved,
    id: arriving.vmId,
    hostId: plan.destination.id,
    resourcePoolId: plan.resourcePoolId,
    folderId: plan.folderId,
    networkIds: plan.networkIds,
    storagePolicyId: policyOf(vm.storagePolicyId, vm.keyId),
    disks: moved.disks.map((disk) => ({
      ...disk,
      storagePolicyId: policyOf(disk.storagePolicyId, disk.keyId),
    })),
  };
}

/** Each side ends its part: the destination first, because the source's row is what tells it of the decision. */
function settle({ here, there, plan, files, leaving, arriving }: Journey, vm: VmRow): Result<void, Fault> {
  const taken = arriving.finish();
  if (!taken.ok) return taken;
  const gone = leaving.finish();
  forgetMemoryKeys(here.datacenter, plan.vm, plan.source.id);
  const folder = fileOf(here.datacenter, files.folders.from);
  if (folder.ok) removeFolderIfEmpty(folder.value);
  // A running VM pages into a new file on its new datastore.
  const swap = vm.powerState === 'PoweredOn' ? renewSwap(there.datacenter, vm) : ok(undefined);
  return gone.ok ? swap : gone;
}
