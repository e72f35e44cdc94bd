import { ok } from '../../base/result.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { explainFault, type Fault } from '../faults.ts';
import { holdsKey } from '../keys/held-keys.ts';
import type { Operation } from '../operation.ts';
import type { ClusterRow, DrsRuleRow, HostRow, VmRow } from '../rows.ts';
import { startVmOn } from '../vm/vm-power.ts';
import { brokenRules, isMandatory, ruleViolation } from './drs-rules.ts';
import { bringKeyToHost } from './host-encryption.ts';

/** vSphere HA: what ran on a host that went down is started on another host of its cluster. */

/** Who acts when nobody has asked: the user that vCenter uses on its hosts. */
const HA: Caller = { user: 'vpxuser' };

export function* restartElsewhere(
  datacenter: Datacenter,
  failed: HostRow,
  stopped: readonly VmRow[],
): Operation<void> {
  const cluster = datacenter.get('clusters', failed.parentId);
  if (cluster?.haEnabled !== true || stopped.length === 0) return ok(undefined);
  const reported = datacenter.commit(HA, 'a host failed', (tx) => {
    tx.event({
      eventTypeId: 'com.vmware.vc.HA.DasHostFailedEvent',
      severity: 'error',
      message: `vSphere HA detected a host failure of ${failed.name} in cluster ${cluster.name}`,
      host: { id: failed.id, name: failed.name },
    });
    return ok(undefined);
  });
  if (!reported.ok) return reported;
  const vms = stopped.flatMap(({ id }) => datacenter.get('vms', id) ?? []);
  const restartable = vms.filter((vm) => priorityOf(cluster, vm) !== 'Disabled');
  for (const vm of restartable.sort((a, b) => rank(cluster, a) - rank(cluster, b))) {
    const restarted = yield* restartVm(datacenter, failed, vm);
    if (!restarted.ok) return restarted;
  }
  return ok(undefined);
}

/** What others wait for comes first: the KMS and vCenter give out the keys. The rest goes by priority. */
function rank(cluster: ClusterRow, vm: VmRow): number {
  if (vm.role !== null) return vm.role === 'kms' ? 0 : 1;
  return { High: 2, Medium: 3, Low: 4, Disabled: 5 }[priorityOf(cluster, vm)];
}

function priorityOf(cluster: ClusterRow, { haRestartPriority: own }: VmRow) {
  return own === undefined || own === 'ClusterRestartPriority'
    ? (cluster.haRestartPriority ?? 'Medium')
    : own;
}

/** Tries the hosts in turn, those that hold its key first; an encrypted VM starts only where its key is or can be had. */
function* restartVm(datacenter: Datacenter, failed: HostRow, vm: VmRow): Operation<void> {
  let last: Fault = { kind: vm.keyId === null ? 'NoHost' : 'NoSafeHost', entity: vm.name };
  for (const host of candidates(datacenter, failed, vm)) {
    const broken = brokenRules(datacenter, vm, host);
    const violation = ruleViolation(broken, isKeptByHa, { vm, host }, datacenter);
    if (violation !== undefined) {
      last = violation;
      continue;
    }
    const { keyId } = vm;
    const key = keyId === null ? ok(undefined) : yield* bringKeyToHost(datacenter, HA, host, keyId, vm.name);
    const started = key.ok
      ? yield* startVmOn(datacenter, HA, {
          vm,
          host: datacenter.get('hosts', host.id) ?? host,
          spendsFailoverRoom: true,
        })
      : key;
    if (started.ok) return report(datacenter, vm, host, failed);
    last = started.fault;
  }
  return reportFailure(datacenter, vm, failed, last);
}

/** HA keeps the mandatory rules and those that keep VMs apart; the others say which hosts it tries first. */
function isKeptByHa(rule: DrsRuleRow): boolean {
  return isMandatory(rule) || rule.kind === 'antiAffinity';
}

function candidates(datacenter: Datacenter, failed: HostRow, vm: VmRow): HostRow[] {
  const { keyId } = vm;
  const vmsOn = (host: HostRow): number => datacenter.find('vms', 'host', host.id).length;
  const broken = (host: HostRow): number => brokenRules(datacenter, vm, host).length;
  const lacksKey = (host: HostRow): number =>
    keyId === null || holdsKey(datacenter, host.id, keyId) ? 0 : 1;
  return datacenter
    .find('hosts', 'parent', failed.parentId)
    .filter(
      (host) => host.id !== failed.id && canRun(host) && (keyId === null || host.cryptoState === 'safe'),
    )
    .sort((a, b) => broken(a) - broken(b) || lacksKey(a) - lacksKey(b) || vmsOn(a) - vmsOn(b));
}

function canRun(host: HostRow): boolean {
  return host.powerState === 'PoweredOn' && host.connectionState === 'Connected';
}

function report(datacenter: Datacenter, vm: VmRow, host: HostRow, failed: HostRow) {
  return datacenter.commit(HA, 'a VM was restarted', (tx) => {
    tx.event({
      eventTypeId: 'com.vmware.vc.ha.VmRestartedByHAEvent',
      severity: 'warning',
      message: `Virtual machine ${vm.name} was restarted on host ${host.name} since ${failed.name} failed`,
      vm: { id: vm.id, name: vm.name },
      host: { id: host.id, name: host.name },
    });
    return ok(undefined);
  });
}

function reportFailure(datacenter: Datacenter, vm: VmRow, failed: HostRow, fault: Fault) {
  return datacenter.commit(HA, 'a VM was not restarted', (tx) => {
    tx.event({
      eventTypeId: 'VmFailoverFailed',
      severity: 'error',
      message: `vSphere HA unsuccessfully failed over ${vm.name} from ${failed.name}. ${explainFault(fault).message} ${explainFault(fault).why}`,
      vm: { id: vm.id, name: vm.name },
      host: { id: failed.id, name: failed.name },
    });
    return ok(undefined);
  });
}
