import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { lockForMissingKey, unlockVmWith } from '../encryption/vm-lock.ts';
import type { EventTypeId } from '../event-types.ts';
import type { NewEvent } from '../events.ts';
import { explainFault, type Fault } from '../faults.ts';
import { restoreHostKey } from '../keys/host-key.ts';
import { missingKeyCause } from '../keys/key-failure-events.ts';
import type { Operation } from '../operation.ts';
import type { HostConnectionState, HostRow, VmRow } from '../rows.ts';
import { runningVmsOf } from '../vm/vm-power.ts';
import { bringKeyToHost, isReachable } from './host-encryption.ts';

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
  const { state } = request;
  const host = datacenter.get('hosts', request.hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
  const change = changeOf(host, state);
  if (!change.ok) return change;
  const allowed = demandPrivilege(datacenter, caller, change.value.privilege, host);
  if (!allowed.ok) return allowed;
  const changed = commitState(datacenter, caller, host, state, change.value);
  if (!changed.ok || state !== 'Connected') return changed;
  return yield* sendKeysToHost(datacenter, caller, changed.value);
}

interface StateChange {
  readonly privilege: string;
  readonly event: Pick<NewEvent, 'eventTypeId' | 'message'>;
}

function changeOf(host: HostRow, state: HostConnectionState): Result<StateChange, Fault> {
  const { name, connectionState: now } = host;
  if (host.powerState !== 'PoweredOn')
    return fail({ kind: 'HostPowerState', host: name, existingState: host.powerState });
  const isMaintenance = state === 'Maintenance' || now === 'Maintenance';
  const change = (eventTypeId: EventTypeId, message: string): Result<StateChange, Fault> =>
    ok({
      privilege: isMaintenance ? PRIVILEGES.maintenance : PRIVILEGES.connection,
      event: { eventTypeId, message },
    });
  switch (state) {
    case 'Connected':
      return now === 'Maintenance'
        ? change('ExitMaintenanceModeEvent', `Host ${name} has exited maintenance mode`)
        : change('HostConnectedEvent', `Connected to ${name}`);
    case 'Disconnected':
      return change('HostDisconnectedEvent', `Disconnected from ${name}. Reason: userRequest`);
    case 'Maintenance':
      if (now !== 'Connected' && now !== 'Maintenance')
        return fail({ kind: 'InvalidState', reason: 'HostNotConnected', entity: name });
      return change('EnteredMaintenanceModeEvent', `Host ${name} has entered maintenance mode`);
    case 'NotResponding':
      return fail({
        kind: 'InvalidArgument',
        parameter: 'State',
        rule: 'A host stops responding by itself; nobody sets it so.',
        remedy: `Use Connected, Disconnected or Maintenance. To rehearse a failure: Invoke-VMHostCrash ${name}`,
      });
  }
}

function commitState(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  state: HostConnectionState,
  { privilege, event }: StateChange,
): Result<HostRow, Fault> {
  return datacenter.commit<HostRow>(caller, `host state ${state}`, (tx) => {
    const current = tx.get('hosts', host.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: host.name });
    const held = requirePrivilege(datacenter, caller, privilege, current);
    if (!held.ok) return held;
    const running = runningVmsOf(datacenter, host.id);
    if (state === 'Maintenance' && running.length > 0)
      return fail({ kind: 'HostHasRunningVms', host: host.name, vms: running.map((vm) => vm.name) });
    const after: HostRow = { ...current, connectionState: state };
    tx.put('hosts', after);
    if (current.connectionState !== state) tx.event({ ...event, host: { id: host.id, name: host.name } });
    return ok(after);
  });
}

/**
 * What vCenter does when a host connects: its own key first, then the keys of the encrypted VMs that are registered
 * on it. A VM whose key is not to be had is locked, one whose key is there again is unlocked.
 */
export function* sendKeysToHost(datacenter: Datacenter, caller: Caller, host: HostRow): Operation<HostRow> {
  if (host.hostKey === null || !isReachable(host)) return ok(host);
  const safe = yield* restoreHostKey(datacenter, caller, host);
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
