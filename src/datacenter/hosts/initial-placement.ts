import { fail, ok, type Result } from '../../base/result.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { datastoresOfVm } from '../indexes.ts';
import { holdsKey } from '../keys/held-keys.ts';
import type { ClusterRow, HostRow, VmRow } from '../rows.ts';
import { brokenRules, isKeptByDrs, isMandatory, ruleViolation } from './drs-rules.ts';
import { admit, unreservedOn } from './reservations.ts';

/**
 * The host that a VM is powered on on: its own, unless DRS places VMs in its cluster and that one is in maintenance
 * mode, lacks what is reserved for the VM, or would break a DRS rule.
 */
export function hostForPowerOn(datacenter: Datacenter, vm: VmRow, own: HostRow): Result<HostRow, Fault> {
  const places = vm.powerState === 'PoweredOff' && placesVms(datacenter.get('clusters', own.parentId), vm);
  const isOpen = own.connectionState === 'Connected';
  if (!isOpen && !(places && own.connectionState === 'Maintenance'))
    return fail({ kind: 'InvalidState', reason: 'HostNotConnected', entity: own.name });
  const refusal = isOpen
    ? refusalOn(datacenter, vm, own, places)
    : ({ kind: 'InvalidState', reason: 'HostNotConnected', entity: own.name } as const);
  const isWanted = !places || brokenRules(datacenter, vm, own).length === 0;
  if (refusal === undefined && isWanted) return ok(own);
  const other = places ? bestOther(datacenter, vm, own) : undefined;
  const keepsMore = other !== undefined && (refusal !== undefined || other.broken === 0);
  if (keepsMore) return ok(other.host);
  return refusal === undefined ? ok(own) : fail(refusal);
}

/** DRS decides where VMs start, but for those that it is told to leave alone. */
function placesVms(cluster: ClusterRow | undefined, { drsAutomationLevel: own }: VmRow): boolean {
  if (cluster?.drsEnabled !== true) return false;
  const level = own === undefined || own === 'AsSpecifiedByCluster' ? cluster.drsAutomationLevel : own;
  return level === 'FullyAutomated' || level === 'PartiallyAutomated';
}

/** A user may break what DRS by itself does not. */
function refusalOn(datacenter: Datacenter, vm: VmRow, host: HostRow, isByDrs: boolean): Fault | undefined {
  const rules = brokenRules(datacenter, vm, host);
  const violation = ruleViolation(rules, isByDrs ? isKeptByDrs : isMandatory, { vm, host }, datacenter);
  if (violation !== undefined) return violation;
  const admitted = admit(datacenter, { vm, host });
  return admitted.ok ? undefined : admitted.fault;
}

/** Of the other hosts that can run it, the one that breaks the fewest rules, has its key, and has most memory left. */
function bestOther(
  datacenter: Datacenter,
  vm: VmRow,
  own: HostRow,
): { readonly host: HostRow; readonly broken: number } | undefined {
  const stores = datastoresOfVm(vm).flatMap((name) =>
    datacenter.find('datastores', 'name', name.toLowerCase()),
  );
  const lacksKey = (host: HostRow): number =>
    vm.keyId === null || holdsKey(datacenter, host.id, vm.keyId) ? 0 : 1;
  const isAble = (host: HostRow): boolean =>
    host.id !== own.id &&
    host.connectionState === 'Connected' &&
    (vm.keyId === null || host.cryptoState === 'safe') &&
    stores.every(({ id }) => host.datastoreIds.includes(id)) &&
    refusalOn(datacenter, vm, host, true) === undefined;
  const [best] = datacenter
    .find('hosts', 'parent', own.parentId)
    .filter(isAble)
    .map((host) => ({ host, broken: brokenRules(datacenter, vm, host).length }))
    .sort(
      (a, b) =>
        a.broken - b.broken ||
        lacksKey(a.host) - lacksKey(b.host) ||
        unreservedOn(datacenter, b.host, 'memory') - unreservedOn(datacenter, a.host, 'memory'),
    );
  return best;
}
