import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type MigrationProgress, type MigrationResult, startMigration } from '../../vmotion/migration.ts';
import { createMigrationSecrets } from '../../vmotion/migration-order.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { noteGuestMemory } from '../disks/disk-server-end.ts';
import type { Fault } from '../faults.ts';
import type { Holder } from '../holder.ts';
import { migrateSettingsOf } from '../hosts/host-settings.ts';
import { forgetInRules } from '../inventory/entity-remove.ts';
import { holdsKey } from '../keys/held-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import type { HostRow, VmRow } from '../rows.ts';
import { guestMemorySpec, guestWorkload } from '../vm/guest.ts';
import { guestSeed } from '../vm/guest-seed.ts';
import { forgetMemoryKeys, handMemoryKeys } from '../vm/vm-swap.ts';
import type { GuestOrder } from './held-guest.ts';
import { migrateByHolder } from './held-migration.ts';
import type { MovePlan } from './move-plan.ts';
import { decideEncryption } from './vmotion-encryption.ts';

/** What a live migration was like; the guest's memory itself is not kept. */
export type Transfer = MigrationResult & { readonly memory: undefined };

export interface LiveMove {
  readonly vm: VmRow;
  readonly transfer: Transfer;
}

/** What changes with the host, in the same commit. */
export type AlsoCommitted = (tx: Transaction, moved: VmRow) => VmRow;

/**
 * Moves the memory of a running VM between the data planes of two hosts. vCenter makes the one-time key and
 * nonce, hands them to both and forgets them; no key server is asked. The switch-over is one commit.
 */
export function* migrateLive(
  datacenter: Datacenter,
  caller: Caller,
  plan: MovePlan,
  alsoCommitted: AlsoCommitted,
  holder: Holder | undefined,
): Operation<LiveMove> {
  const { vm, source, destination } = plan;
  const seed = guestSeed(datacenter, vm, [source.id, destination.id]);
  if (!seed.ok) return seed;
  const noted = holder === undefined ? ok(undefined) : noteGuestMemory(datacenter, caller, vm.id);
  if (!noted.ok) return noted;
  const moved = yield* moveMemory(plan, {
    seed: seed.value,
    holder,
    switchOver: () => {
      handMemoryKeys(datacenter, vm, source.id, destination.id);
      const switched = switchOver(datacenter, caller, plan, alsoCommitted);
      faultPoint('move.switched');
      forgetMemoryKeys(datacenter, vm, switched.ok ? source.id : destination.id);
      return switched;
    },
    lost: () => lose(datacenter, caller, vm, destination),
  });
  return moved.ok ? ok({ vm: moved.value.decided, transfer: moved.value.transfer }) : moved;
}

/** How the model takes part in a move of memory. */
export interface MemoryMove<T> {
  /** What the guest's memory is made from. */
  readonly seed: number;
  /** The commit that decides where the guest runs; the guest is stopped meanwhile. */
  readonly switchOver: () => Result<T, Fault>;
  /** The guest had moved, and its new host lost it. */
  readonly lost: () => void;
  /** Who holds the VM, when its data planes are to move the memory instead of this process's. */
  readonly holder?: Holder | undefined;
}

/** Moves memory from one host's data plane to another's and lets the model decide at the switch-over. */
export function* moveMemory<T>(
  { vm, source, destination, encryption }: Pick<MovePlan, 'vm' | 'source' | 'destination' | 'encryption'>,
  { seed, switchOver: decide, lost, holder }: MemoryMove<T>,
): Operation<{ readonly decided: T; readonly transfer: Transfer }> {
  let switched: Result<T, Fault> | undefined;
  const order: GuestOrder = {
    memory: guestMemorySpec(vm, seed),
    workload: guestWorkload(vm, seed),
    encryption,
    settings: migrateSettingsOf(source),
  };
  const switchOver = (): boolean => {
    faultPoint('move.memory-arrived');
    switched = decide();
    return switched.ok;
  };
  const pending =
    holder === undefined
      ? startMigration({ ...order, secrets: createMigrationSecrets(), switchOver })
      : migrateByHolder(holder, order, switchOver);
  const result = yield* waitFor(pending, (progress) => completedPart(progress as MigrationProgress));
  if (result.outcome === 'stayed') {
    if (switched?.ok === false) return switched;
    return fail(faultOf(vm, destination, result));
  }
  if (result.fault !== undefined) {
    // With a holder that is gone went this process's view of the hosts, not the host: the VM is on there.
    if (result.fault.kind !== 'SourceLost') lost();
    return fail(faultOf(vm, destination, result));
  }
  if (switched?.ok !== true) throw new Error('a guest moved without its commit');
  return ok({ decided: switched.value, transfer: { ...result, memory: undefined } });
}

/** The first round is most of the work; later ones and the switch-over share the rest. */
function completedPart({ phase, round, memoryPart }: MigrationProgress): number {
  if (phase === 'switch-over') return 0.97;
  return round === 0 ? memoryPart * 0.8 : Math.min(0.95, 0.8 + 0.05 * round);
}

/** The one commit that decides where the VM runs. Everything is looked at again: another shell may have come first. */
function switchOver(
  datacenter: Datacenter,
  caller: Caller,
  { vm, source, destination, encryption, resourcePoolId, folderId }: MovePlan,
  alsoCommitted: AlsoCommitted,
): Result<VmRow, Fault> {
  return datacenter.commit(caller, 'switch a VM over to its new host', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const allowed = requirePrivilege(datacenter, caller, 'Resource.HotMigrate', current);
    if (!allowed.ok) return allowed;
    const now = tx.get('hosts', destination.id);
    const fits = checkStill(tx, current, source, now, destination.name);
    if (!fits.ok) return fits;
    if (now === undefined) return fail({ kind: 'NoHost', entity: vm.name });
    const decided = decideEncryption(current, source, now);
    if (!decided.ok) return decided;
    if (decided.value.encrypted && !encryption.encrypted)
      return fail({ kind: 'MigrationPolicyChanged', entity: vm.name });
    if (source.parentId !== destination.parentId) forgetInRules(tx, 'vms', vm.id);
    const after = alsoCommitted(tx, { ...current, hostId: destination.id, resourcePoolId, folderId });
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'VmMigratedEvent',
      message: `Virtual machine ${vm.name} was migrated from ${source.name} to ${destination.name} ${encryption.encrypted ? 'with encryption' : 'in clear'}. ${encryption.reason}`,
      vm: { id: vm.id, name: current.name },
      host: { id: destination.id, name: destination.name },
      arguments: { sourceHost: source.name, encrypted: String(encryption.encrypted) },
    });
    return ok(after);
  });
}

function checkStill(
  tx: Transaction,
  vm: VmRow,
  source: HostRow,
  destination: HostRow | undefined,
  destinationName: string,
): Result<void, Fault> {
  if (vm.powerState !== 'PoweredOn' || vm.hostId !== source.id) {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Migrating',
      requestedState: 'PoweredOn',
      existingState: vm.powerState,
    });
  }
  if (destination?.connectionState !== 'Connected')
    return fail({ kind: 'InvalidState', reason: 'HostNotConnected', entity: destinationName });
  if (vm.keyId !== null && !holdsKey(tx, destination.id, vm.keyId)) {
    return fail({
      kind: 'EncryptionKeyRequired',
      entity: vm.name,
      key: vm.keyId,
      detail: `${destinationName} lost it while the VM moved.`,
    });
  }
  return ok(undefined);
}

/** The guest had moved and its new host died with its memory: the VM is off there, and on nowhere else. */
function lose(datacenter: Datacenter, caller: Caller, vm: VmRow, host: HostRow): void {
  datacenter.commit(caller, 'lose a VM with its host', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current?.hostId !== host.id) return ok(undefined);
    tx.put('vms', { ...current, powerState: 'PoweredOff' });
    tx.event({
      eventTypeId: 'VmPoweredOffEvent',
      severity: 'error',
      message: `${vm.name} is powered off: ${host.name} lost its memory after it had moved there`,
      vm: { id: vm.id, name: vm.name },
      host: { id: host.id, name: host.name },
    });
    return ok(undefined);
  });
}

function faultOf(vm: VmRow, destination: HostRow, { fault }: MigrationResult): Fault {
  if (fault?.kind === 'Cancelled') return { kind: 'RequestCanceled', entity: vm.name };
  return {
    kind: 'MigrationFailed',
    entity: vm.name,
    host: destination.name,
    engine: fault?.kind ?? 'SourceLost',
    detail: fault?.message ?? 'The source host ended without a word.',
  };
}
