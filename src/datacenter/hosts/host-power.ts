import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { EventTypeId } from '../event-types.ts';
import type { Fault } from '../faults.ts';
import { dropHeldKeys } from '../keys/held-keys.ts';
import type { Operation } from '../operation.ts';
import type { CoreDumpRow, HostRow } from '../rows.ts';
import { runningVmsOf } from '../vm/vm-power.ts';
import { removeSwap } from '../vm/vm-swap.ts';
import { restartElsewhere } from './high-availability.ts';
import { sendKeysToHost } from './host-connection.ts';
import { recordDump, writeDump } from './host-core-dump.ts';

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
  const host = checkHostIsUp(datacenter, caller, request.hostId);
  if (!host.ok) return host;
  if (host.value.connectionState !== 'Maintenance' && !request.force) {
    return fail({ kind: 'InvalidState', reason: 'HostNotInMaintenance', entity: host.value.name });
  }
  return yield* goDown(datacenter, caller, host.value, {
    eventTypeId: 'HostShutdownEvent',
    message: `Shut down of ${host.value.name}: by ${caller.user}`,
  });
}

/** The host fails from one moment to the next; it leaves a core dump, and high availability answers it. */
export function* crashHost(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string },
): Operation<HostRow> {
  const host = checkHostIsUp(datacenter, caller, request.hostId);
  if (!host.ok) return host;
  // Its last act, while it still has its key; a dump that cannot be written stops no crash.
  const dump =
    host.value.dumpCollector === undefined ? writeDump(datacenter, host.value, 'crash') : undefined;
  return yield* goDown(
    datacenter,
    caller,
    host.value,
    {
      eventTypeId: 'HostConnectionLostEvent',
      severity: 'error',
      message: `Host ${host.value.name} is not responding`,
    },
    dump?.ok === true ? dump.value : undefined,
  );
}

function checkHostIsUp(datacenter: Datacenter, caller: Caller, hostId: string): Result<HostRow, Fault> {
  const host = datacenter.get('hosts', hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, host);
  if (!allowed.ok) return allowed;
  if (host.powerState !== 'PoweredOn')
    return fail({ kind: 'HostPowerState', host: host.name, existingState: host.powerState });
  if (host.connectionState === 'Disconnected')
    return fail({ kind: 'InvalidState', reason: 'HostNotConnected', entity: host.name });
  return ok(host);
}

interface GoingDown {
  readonly eventTypeId: EventTypeId;
  readonly severity?: 'error';
  readonly message: string;
}

function* goDown(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  event: GoingDown,
  dump?: CoreDumpRow,
): Operation<HostRow> {
  const stopped = runningVmsOf(datacenter, host.id);
  const down = datacenter.commit<HostRow>(caller, 'a host goes down', (tx) => {
    const current = tx.get('hosts', host.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: host.name });
    const held = requirePrivilege(datacenter, caller, PRIVILEGE, current);
    if (!held.ok) return held;
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
    for (const { id } of stopped) {
      const vm = tx.get('vms', id);
      if (vm === undefined || vm.hostId !== host.id || vm.powerState !== 'PoweredOn') continue;
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
  if (!down.ok) return down;
  for (const vm of stopped) removeSwap(datacenter, vm);
  datacenter.hostKeys.clear(host.id);
  const restarted = yield* restartElsewhere(datacenter, down.value, stopped);
  return restarted.ok ? ok(datacenter.get('hosts', host.id) ?? down.value) : restarted;
}

/** Switches the host on: it comes up with no key, connects, and is given its keys. */
export function* startHost(datacenter: Datacenter, caller: Caller, hostId: string): Operation<HostRow> {
  const host = datacenter.get('hosts', hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, host);
  if (!allowed.ok) return allowed;
  const up = datacenter.commit<HostRow>(caller, 'a host comes up', (tx) => {
    const current = tx.get('hosts', hostId);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: host.name });
    if (current.powerState === 'PoweredOn')
      return fail({ kind: 'HostPowerState', host: host.name, existingState: 'PoweredOn' });
    const { comesUpInMaintenance, ...rest } = current;
    const after: HostRow = {
      ...rest,
      powerState: 'PoweredOn',
      connectionState: comesUpInMaintenance === true ? 'Maintenance' : 'Connected',
    };
    tx.put('hosts', after);
    tx.event({
      eventTypeId: 'HostConnectedEvent',
      message: `Connected to ${host.name}`,
      host: { id: hostId, name: host.name },
    });
    return ok(after);
  });
  return up.ok ? yield* sendKeysToHost(datacenter, caller, up.value) : up;
}
