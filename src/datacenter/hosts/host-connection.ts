import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { lockForMissingKey, unlockVmWith } from '../encryption/vm-lock.ts';
import type { EventTypeId } from '../event-types.ts';
import type { NewEvent } from '../events.ts';
import { quote } from '../faults/fault-text.ts';
import { explainFault, type Fault } from '../faults.ts';
import { restoreHostKey } from '../keys/host-key.ts';
import { missingKeyCause } from '../keys/key-failure-events.ts';
import type { Operation } from '../operation.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { HostConnectionState, HostRow, VmRow } from '../rows.ts';
import { runningVmsOf } from '../vm/vm-power.ts';
import { bringKeyToHost } from './host-encryption.ts';
import { isReachable } from './reachable-host.ts';

/** Connecting hosts, disconnecting them, and maintenance mode. */

export interface HostStateRequest {
  readonly hostId: string;
  readonly state: HostConnectionState;
}

const PRIVILEGES = { connection: 'Host.Config.Connection', maintenance: 'Host.Config.Maintenance' };

/** Set-VMHost -State. */
export function* setHostState(
  datacenter: Datacenter,
  caller: Caller,
  request: HostStateRequest,
): Operation<HostRow> {
  const changed = changeHostState(datacenter, caller, request).make();
  if (!changed.ok || request.state !== 'Connected') return changed;
  return yield* sendKeysToHost(datacenter, caller, changed.value);
}

/** The change alone, without what vCenter sends a host that connects. */
export function changeHostState(
  datacenter: Datacenter,
  caller: Caller,
  { hostId, state }: HostStateRequest,
): PlannedChange<HostRow> {
  const change = (tx: Transaction): Result<HostRow, Fault> => {
    const host = tx.get('hosts', hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
    const decided = changeOf(host, state);
    if (!decided.ok) return decided;
    const { privilege, after, event } = decided.value;
    const held = requirePrivilege(datacenter, caller, privilege, host);
    if (!held.ok) return held;
    const running = state === 'Maintenance' ? runningVmsOf(datacenter, hostId) : [];
    if (running.length > 0)
      return fail({ kind: 'HostHasRunningVms', host: host.name, vms: running.map((vm) => vm.name) });
    tx.put('hosts', after);
    if (host.connectionState !== state) tx.event({ ...event, host: { id: hostId, name: host.name } });
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: `host state ${state}`, change });
}

interface StateChange {
  readonly privilege: string;
  readonly after: HostRow;
  readonly event: Pick<NewEvent, 'eventTypeId' | 'message'>;
}

function changeOf(host: HostRow, state: HostConnectionState): Result<StateChange, Fault> {
  const { name, connectionState: now } = host;
  if (host.powerState !== 'PoweredOn')
    return fail({ kind: 'HostPowerState', host: name, existingState: host.powerState });
  const change = (
    of: keyof typeof PRIVILEGES,
    after: HostRow,
    eventTypeId: EventTypeId,
    message: string,
  ): Result<StateChange, Fault> => ok({ privilege: PRIVILEGES[of], after, event: { eventTypeId, message } });
  switch (state) {
    case 'Connected':
      return now === 'Maintenance'
        ? change(
            'maintenance',
            { ...host, connectionState: state },
            'ExitMaintenanceModeEvent',
            `Host ${name} has exited maintenance mode`,
          )
        : change('connection', reconnected(host), 'HostConnectedEvent', `Connected to ${name}`);
    case 'Disconnected':
      return change(
        'connection',
        {
          ...host,
          connectionState: state,
          comesUpInMaintenance: now === 'Maintenance' || host.comesUpInMaintenance === true,
        },
        'HostDisconnectedEvent',
        `Disconnected from ${name}. Reason: userRequest`,
      );
    case 'Maintenance':
      if (now !== 'Connected' && now !== 'Maintenance')
        return fail({ kind: 'InvalidState', reason: 'HostNotConnected', entity: name });
      return change(
        'maintenance',
        { ...host, connectionState: state },
        'EnteredMaintenanceModeEvent',
        `Host ${name} has entered maintenance mode`,
      );
    case 'NotResponding':
      return fail({
        kind: 'InvalidArgument',
        parameter: 'State',
        rule: 'A host stops responding by itself; nobody sets it so.',
        remedy: `Use Connected, Disconnected or Maintenance. To rehearse a failure: Invoke-VMHostCrash ${quote(name)}`,
      });
  }
}

/** The host as it answers again: in maintenance mode if it was. */
export function reconnected(host: HostRow): HostRow {
  const { comesUpInMaintenance, ...rest } = host;
  return { ...rest, connectionState: comesUpInMaintenance === true ? 'Maintenance' : 'Connected' };
}

/**
 * What vCenter does when a host connects: its own key first, then the keys of the encrypted VMs that are registered
 * on it. A VM whose key is not to be had is locked, one whose key is there again is unlocked.
 */
export function* sendKeysToHost(datacenter: Datacenter, caller: Caller, host: HostRow): Operation<HostRow> {
  if (host.hostKey === null || !isReachable(host)) return ok(host);
  const safe = yield* restoreHostKey(datacenter, caller, host);
  // It went down meanwhile: of its keys nothing is known.
  if (!safe.ok && safe.fault.kind === 'InvalidState') return safe;
  if (!safe.ok) {
    const reported = reportMissingHostKey(datacenter, caller, host, safe.fault);
    if (!reported.ok) return reported;
  }
  for (const vm of encryptedVmsOf(datacenter, host)) {
    const settled = safe.ok
      ? yield* sendKeyOfVm(datacenter, caller, safe.value, vm)
      : lockForMissingKey(datacenter, caller, vm, safe.fault);
    if (!settled.ok) return settled;
  }
  return ok(datacenter.get('hosts', host.id) ?? host);
}

function* sendKeyOfVm(datacenter: Datacenter, caller: Caller, host: HostRow, vm: VmRow): Operation<VmRow> {
  if (vm.keyId === null) return ok(vm);
  const key = yield* bringKeyToHost(datacenter, caller, host, vm.keyId, vm.name);
  return key.ok
    ? unlockVmWith(datacenter, caller, vm, key.value)
    : lockForMissingKey(datacenter, caller, vm, key.fault);
}

function encryptedVmsOf(datacenter: Datacenter, host: HostRow): VmRow[] {
  return datacenter.find('vms', 'host', host.id).filter((vm) => vm.keyId !== null);
}

function reportMissingHostKey(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  fault: Fault,
): Result<void, Fault> {
  const cause = missingKeyCause(fault) ?? 'KMSClusterError';
  return datacenter.commit(caller, 'report a missing host key', (tx) => {
    tx.event({
      eventTypeId: `com.vmware.vc.host.Crypto.ReqEnable.${cause}`,
      severity: 'error',
      message: `Host ${host.name} requires encryption mode enabled and the ${cause === 'KeyMissingOnKMS' ? 'key is not available on the KMS cluster' : 'KMS cluster is not available'}: ${explainFault(fault).why}`,
      host: { id: host.id, name: host.name },
      ...(host.hostKey && {
        arguments: { keyId: host.hostKey.keyId, keyProvider: host.hostKey.providerId },
      }),
    });
    return ok(undefined);
  });
}
