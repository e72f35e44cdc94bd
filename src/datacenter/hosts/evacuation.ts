import { fail, ok, type Result } from '../../base/result.ts';
import type { Pending } from '../../worker/worker.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { explainFault, type Fault } from '../faults.ts';
import { freeMemoryBytes, isEncrypted, planMove } from '../migration/move-plan.ts';
import { type MoveResult, moveVm } from '../migration/vm-move.ts';
import { encryptedVMotionGap } from '../migration/vmotion-encryption.ts';
import { type Operation, waitFor } from '../operation.ts';
import type { HostRow, VmRow } from '../rows.ts';
import type { Task } from '../tasks.ts';
import { vmAllocationOf } from '../vm/vm-allocation.ts';
import { runningVmsOf } from '../vm/vm-power.ts';
import { brokenRules, companionsOf, isKeptByDrs, ruleViolation } from './drs-rules.ts';
import { changeHostState, setHostState } from './host-connection.ts';
import { hostsAround } from './host-encryption.ts';
import { unreservedOn } from './reservations.ts';

export interface EvacuationRequest {
  readonly hostId: string;
  /** VMs that are off go too; without it they stay registered on the host. */
  readonly withPoweredOff: boolean;
}

export interface Evacuation {
  readonly host: HostRow;
  readonly moved: readonly MoveResult[];
}

/** Moves the VMs of a host to the others of its cluster, as many at once as vCenter's limits allow. */
export function* evacuateHost(
  datacenter: Datacenter,
  caller: Caller,
  request: EvacuationRequest,
): Operation<Evacuation> {
  const host = datacenter.get('hosts', request.hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
  const placed = placeVms(datacenter, caller, host, request);
  if (!placed.ok) return placed;
  const tasks = placed.value.map(({ vm, destination }) =>
    datacenter.tasks.start(
      caller,
      {
        descriptionId: 'VirtualMachine.migrate',
        name: 'MigrateVM_Task',
        entity: { id: vm.id, name: vm.name },
      },
      moveVm(datacenter, caller, { vmId: vm.id, hostId: destination.id }),
    ),
  );
  yield* waitFor(allOf(datacenter, tasks), (progress) => progress as number);
  const moved: MoveResult[] = [];
  const stayed: { readonly name: string; readonly fault: Fault }[] = [];
  for (const [index, { result, entity }] of tasks.entries()) {
    if (result?.ok === true) moved.push(result.value);
    else if (result !== undefined)
      stayed.push({ name: entity?.name ?? `VM ${index + 1}`, fault: result.fault });
  }
  const [first] = stayed;
  if (first === undefined) return ok({ host, moved });
  if (first.fault.kind === 'RequestCanceled') return fail({ kind: 'RequestCanceled', entity: host.name });
  const { message, why, remedy } = explainFault(first.fault);
  return fail({
    kind: 'EvacuationIncomplete',
    host: host.name,
    vms: stayed.map(({ name }) => name),
    why: `${message} ${why}`,
    remedy,
  });
}

/**
 * Set-VMHost -State Maintenance. Where DRS works by itself the running VMs are moved first; with `withPoweredOff`
 * all are, whatever DRS does. Else, and outside a cluster, the host must be empty of running VMs already.
 */
export function* enterMaintenanceMode(
  datacenter: Datacenter,
  caller: Caller,
  request: EvacuationRequest,
): Operation<HostRow> {
  const host = datacenter.get('hosts', request.hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
  const allowed = demandPrivilege(datacenter, caller, 'Host.Config.Maintenance', host);
  if (!allowed.ok) return allowed;
  if (movesVms(datacenter, host, request)) {
    const begun = reportEntering(datacenter, caller, host);
    if (!begun.ok) return begun;
    const evacuated = yield* evacuateHost(datacenter, caller, request);
    if (!evacuated.ok) return evacuated;
  }
  return yield* setHostState(datacenter, caller, { hostId: host.id, state: 'Maintenance' });
}

/** What enterMaintenanceMode would answer as things are, had all moves gone well. */
export function checkMaintenanceMode(
  datacenter: Datacenter,
  caller: Caller,
  request: EvacuationRequest,
): Result<void, Fault> {
  const host = datacenter.get('hosts', request.hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
  if (!movesVms(datacenter, host, request))
    return changeHostState(datacenter, caller, { hostId: host.id, state: 'Maintenance' }).check();
  const allowed = demandPrivilege(datacenter, caller, 'Host.Config.Maintenance', host);
  if (!allowed.ok) return allowed;
  const placed = placeVms(datacenter, caller, host, request);
  return placed.ok ? ok(undefined) : placed;
}

/** Only in a cluster is there where to. */
function movesVms(datacenter: Datacenter, host: HostRow, { withPoweredOff }: EvacuationRequest): boolean {
  const cluster = datacenter.get('clusters', host.parentId);
  if (cluster === undefined || host.connectionState !== 'Connected') return false;
  return withPoweredOff || (cluster.drsEnabled && cluster.drsAutomationLevel === 'FullyAutomated');
}

function reportEntering(datacenter: Datacenter, caller: Caller, host: HostRow): Result<void, Fault> {
  return datacenter.commit(caller, 'report a host that enters maintenance mode', (tx) => {
    tx.event({
      eventTypeId: 'EnteringMaintenanceModeEvent',
      message: `Host ${host.name} is entering maintenance mode`,
      host: { id: host.id, name: host.name },
    });
    return ok(undefined);
  });
}

interface Placement {
  readonly vm: VmRow;
  readonly destination: HostRow;
}

/** A host for every VM before the first one moves: where one has none, nothing moves. */
function placeVms(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  { withPoweredOff }: EvacuationRequest,
): Result<Placement[], Fault> {
  const vms = withPoweredOff ? datacenter.find('vms', 'host', host.id) : runningVmsOf(datacenter, host.id);
  const others = hostsAround(datacenter, host).filter(
    (other) => other.id !== host.id && other.connectionState === 'Connected',
  );
  const cluster = datacenter.get('clusters', host.parentId);
  const room = roomOn(datacenter, others);
  const placed = new Map<string, Placement>();
  const hostOf = ({ id, hostId }: VmRow): string | undefined =>
    placed.get(id)?.destination.id ?? (hostId === host.id ? undefined : hostId);
  for (const vm of vms) {
    // Those that a rule keeps with it go where it goes: the host needs room for all of them.
    const companions = companionsOf(datacenter, vm, cluster).filter((other) => hostOf(other) === undefined);
    const together = isRunning(vm) ? [vm, ...companions] : [];
    let refusal: Fault = { kind: 'NoHost', entity: vm.name };
    const destination = [...others]
      .map((other) => ({ other, broken: isRunning(vm) ? brokenRules(datacenter, vm, other, hostOf) : [] }))
      .sort(
        (a, b) =>
          a.broken.length - b.broken.length ||
          Number(lowersProtection(vm, a.other)) - Number(lowersProtection(vm, b.other)) ||
          room.freeBytes(b.other) - room.freeBytes(a.other),
      )
      .find(({ other, broken }) => {
        if (!room.has(other, together)) return false;
        const violation = ruleViolation(broken, isKeptByDrs, { vm, host: other }, datacenter);
        const plan =
          violation === undefined
            ? planMove(datacenter, caller, { vmId: vm.id, hostId: other.id })
            : fail(violation);
        if (!plan.ok) refusal = plan.fault;
        return plan.ok;
      })?.other;
    if (destination === undefined) return fail(refusal);
    if (isRunning(vm)) room.take(destination, vm);
    placed.set(vm.id, { vm, destination });
  }
  return ok([...placed.values()]);
}

function isRunning({ powerState }: VmRow): boolean {
  return powerState === 'PoweredOn';
}

/** What hosts have left while VMs are placed: memory, and CPU that nobody has reserved. */
function roomOn(datacenter: Datacenter, hosts: readonly HostRow[]) {
  const left = new Map(
    hosts.map((host) => [
      host.id,
      { bytes: freeMemoryBytes(datacenter, host), mhz: unreservedOn(datacenter, host, 'cpu') },
    ]),
  );
  const leftOn = ({ id }: HostRow) => left.get(id) ?? { bytes: 0, mhz: 0 };
  const neededBy = (vms: readonly VmRow[]) => ({
    bytes: vms.reduce((sum, vm) => sum + vm.memoryBytes, 0),
    mhz: vms.reduce((sum, vm) => sum + vmAllocationOf(vm, 'cpu').reservation, 0),
  });
  return {
    freeBytes: (host: HostRow): number => leftOn(host).bytes,
    has(host: HostRow, vms: readonly VmRow[]): boolean {
      const needed = neededBy(vms);
      return needed.bytes <= leftOn(host).bytes && needed.mhz <= leftOn(host).mhz;
    },
    take(host: HostRow, vm: VmRow): void {
      const needed = neededBy([vm]);
      const { bytes, mhz } = leftOn(host);
      left.set(host.id, { bytes: bytes - needed.bytes, mhz: mhz - needed.mhz });
    },
  };
}

/** A host to which the VM would move in clear although its policy likes encryption, or that needs a key server first. */
function lowersProtection(vm: VmRow, host: HostRow): boolean {
  if (isEncrypted(vm)) return host.cryptoState !== 'safe';
  return vm.migrateEncryption !== 'disabled' && encryptedVMotionGap(host) !== undefined;
}

const POLL_MS = 5;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Settles when every task has ended. The tasks go on in the engine's own turns meanwhile. */
function allOf(datacenter: Datacenter, tasks: readonly Task[]): Pending<true> {
  const poll = () =>
    tasks.some(({ state }) => state === 'running') ? undefined : ({ value: true } as const);
  return {
    poll,
    wait(onSlice) {
      for (;;) {
        const done = poll();
        if (done !== undefined) return done.value;
        Atomics.wait(sleeper, 0, 0, POLL_MS);
        onSlice?.();
      }
    },
    cancel() {
      for (const task of tasks) if (task.state === 'running') datacenter.tasks.cancel(task);
    },
    get progress() {
      return (
        tasks.reduce((sum, { percentComplete }) => sum + percentComplete, 0) /
        (100 * Math.max(1, tasks.length))
      );
    },
  };
}
