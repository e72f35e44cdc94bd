import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { NewEvent } from '../events.ts';
import type { Fault } from '../faults.ts';
import { dropHeldKeys } from '../keys/held-keys.ts';
import type { Operation } from '../operation.ts';
import type { CoreDumpRow, HostRow, VmRow } from '../rows.ts';
import { runningVmsOf } from '../vm/vm-power.ts';
import { removeSwap } from '../vm/vm-swap.ts';
import { restartElsewhere } from './high-availability.ts';
import { reconnected, sendKeysToHost } from './host-connection.ts';
import { recordDump, removeDumpFile, writeDump } from './host-core-dump.ts';

/**
 * Hosts going down and coming up. A host that goes down forgets every key; what ran on it is off, until high
 * availability starts it on another host of the cluster. A host that comes up is given its keys again by vCenter.
 */

const PRIVILEGE = 'Host.Config.Maintenance';

export interface HostPowerRequest {
  readonly hostId: string;
  /** Also when the host is not in maintenance mode. */
  readonly force: boolean;
}

/** Reboots the host. */
export function* restartHost(
  datacenter: Datacenter,
  caller: Caller,
  request: HostPowerRequest,
): Operation<HostRow> {
  const down = yield* shutDownHost(datacenter, caller, request);
  return down.ok ? yield* startHost(datacenter, caller, request.hostId) : down;
}

/** Shuts the host down. Its virtual machines are powered off with it. */
export function* shutDownHost(
  datacenter: Datacenter,
  caller: Caller,
  request: HostPowerRequest,
): Operation<HostRow> {
  const host = checkShutDown(datacenter, caller, request);
  if (!host.ok) return host;
  return yield* goDown(datacenter, caller, host.value, {
    needsMaintenance: !request.force,
    event: {
      eventTypeId: 'HostShutdownEvent',
      message: `Shut down of ${host.value.name}: by ${caller.user}`,
    },
  });
}

/** The host, where nothing speaks against shutting it down. */
export function checkShutDown(
  datacenter: Datacenter,
  caller: Caller,
  { hostId, force }: HostPowerRequest,
): Result<HostRow, Fault> {
  return checkHost(datacenter, caller, hostId, (host) => checkUp(host, !force));
}

/** The host, where nothing speaks against its failing. */
export function checkCrash(datacenter: Datacenter, caller: Caller, hostId: string): Result<HostRow, Fault> {
  return checkHost(datacenter, caller, hostId, (host) => checkUp(host, false));
}

/** The host, where nothing speaks against switching it on. */
export function checkStart(datacenter: Datacenter, caller: Caller, hostId: string): Result<HostRow, Fault> {
  return checkHost(datacenter, caller, hostId, checkOff);
}

/** The host fails from one moment to the next; it leaves a core dump, and high availability answers it. */
export function* crashHost(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string },
): Operation<HostRow> {
  const host = checkCrash(datacenter, caller, request.hostId);
  if (!host.ok) return host;
  // Its last act, while it still has its key; a dump that cannot be written stops no crash.
  const dump =
    host.value.dumpCollector === undefined ? writeDump(datacenter, host.value, 'crash') : undefined;
  return yield* goDown(datacenter, caller, host.value, {
    needsMaintenance: false,
    event: {
      eventTypeId: 'HostConnectionLostEvent',
      severity: 'error',
      message: `Host ${host.value.name} is not responding`,
    },
    ...(dump?.ok === true && { dump: dump.value }),
  });
}

function checkHost(
  datacenter: Datacenter,
  caller: Caller,
  hostId: string,
  check: (host: HostRow) => Result<void, Fault>,
): Result<HostRow, Fault> {
  const host = datacenter.get('hosts', hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, host);
  if (!allowed.ok) return allowed;
  const fit = check(host);
  return fit.ok ? ok(host) : fit;
}

function checkUp(host: HostRow, needsMaintenance: boolean): Result<void, Fault> {
  const { name, powerState, connectionState } = host;
  if (powerState !== 'PoweredOn')
    return fail({ kind: 'HostPowerState', host: name, existingState: powerState });
  if (connectionState === 'Disconnected')
    return fail({ kind: 'InvalidState', reason: 'HostNotConnected', entity: name });
  return needsMaintenance && connectionState !== 'Maintenance'
    ? fail({ kind: 'InvalidState', reason: 'HostNotInMaintenance', entity: name })
    : ok(undefined);
}

function checkOff({ name, powerState }: HostRow): Result<void, Fault> {
  return powerState === 'PoweredOn'
    ? fail({ kind: 'HostPowerState', host: name, existingState: powerState })
    : ok(undefined);
}

interface GoingDown {
  readonly needsMaintenance: boolean;
  readonly event: Pick<NewEvent, 'eventTypeId' | 'severity' | 'message'>;
  readonly dump?: CoreDumpRow;
}

function* goDown(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  { needsMaintenance, event, dump }: GoingDown,
): Operation<HostRow> {
  let stopped: readonly VmRow[] = [];
  const down = datacenter.commit<HostRow>(caller, 'a host goes down', (tx) => {
    const current = tx.get('hosts', host.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: host.name });
    const held = requirePrivilege(datacenter, caller, PRIVILEGE, current);
    if (!held.ok) return held;
    const still = checkUp(current, needsMaintenance);
    if (!still.ok) return still;
    const after: HostRow = {
      ...current,
      powerState: 'PoweredOff',
      connectionState: 'NotResponding',
      comesUpInMaintenance: current.connectionState === 'Maintenance',
      cryptoState: current.cryptoState === 'incapable' ? 'incapable' : 'prepared',
      hostKey: current.cryptoState === 'pendingIncapable' ? null : current.hostKey,
    };
    tx.put('hosts', after);
    dropHeldKeys(datacenter, tx, host.id);
    if (dump !== undefined) recordDump(tx, after, dump);
    tx.event({ ...event, host: { id: host.id, name: host.name } });
    stopped = runningVmsOf(datacenter, host.id);
    for (const vm of stopped) {
      tx.put('vms', { ...vm, powerState: 'PoweredOff' });
      tx.event({
        eventTypeId: 'VmPoweredOffEvent',
        message: `${vm.name} on ${host.name} is powered off: its host went down`,
        vm: { id: vm.id, name: vm.name },
        host: { id: host.id, name: host.name },
      });
    }
    return ok(after);
  });
  if (!down.ok) {
    if (dump !== undefined) removeDumpFile(datacenter, dump);
    return down;
  }
  for (const vm of stopped) removeSwap(datacenter, vm);
  datacenter.hostKeys.clear(host.id);
  const restarted = yield* restartElsewhere(datacenter, down.value, stopped);
  return restarted.ok ? ok(datacenter.get('hosts', host.id) ?? down.value) : restarted;
}

/** Switches the host on: it comes up with no key, connects, and is given its keys. */
export function* startHost(datacenter: Datacenter, caller: Caller, hostId: string): Operation<HostRow> {
  const host = checkStart(datacenter, caller, hostId);
  if (!host.ok) return host;
  const { name } = host.value;
  const up = datacenter.commit<HostRow>(caller, 'a host comes up', (tx) => {
    const current = tx.get('hosts', hostId);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name });
    const off = checkOff(current);
    if (!off.ok) return off;
    const after: HostRow = { ...reconnected(current), powerState: 'PoweredOn' };
    tx.put('hosts', after);
    tx.event({
      eventTypeId: 'HostConnectedEvent',
      message: `Connected to ${name}`,
      host: { id: hostId, name },
    });
    return ok(after);
  });
  return up.ok ? yield* sendKeysToHost(datacenter, caller, up.value) : up;
}
