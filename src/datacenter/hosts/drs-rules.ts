import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { ClusterRow, DrsRuleRow, DrsVmHostRuleRow, DrsVmRuleRow, HostRow, VmRow } from '../rows.ts';

/** What the DRS rules of a cluster say of a VM on a host. */

type Reader = Pick<Datacenter, 'get' | 'find'>;

/** Where a VM runs, or is about to; undefined where that is not decided yet. */
export type HostOf = (vm: VmRow) => string | undefined;

/** The rules that the VM would break if it ran on the host. */
export function brokenRules(
  reader: Reader,
  vm: Pick<VmRow, 'id'>,
  host: HostRow,
  hostOf: HostOf = ({ hostId }) => hostId,
): DrsRuleRow[] {
  const cluster = reader.get('clusters', host.parentId);
  return (cluster?.drsRules ?? []).filter(
    (rule) =>
      cluster !== undefined &&
      isInForce(cluster, rule) &&
      (rule.kind === 'vmHost'
        ? breaksVmHostRule(cluster, rule, vm.id, host.id)
        : breaksVmRule(reader, rule, vm.id, host, hostOf)),
  );
}

/** Without DRS the mandatory rules stay in force, and no others. */
function isInForce(cluster: ClusterRow, rule: DrsRuleRow): boolean {
  return rule.isEnabled && (cluster.drsEnabled || isMandatory(rule));
}

/** Nobody breaks it: no user's vMotion, DRS or HA. */
export function isMandatory(rule: DrsRuleRow): boolean {
  return rule.kind === 'vmHost' && rule.type.startsWith('Must');
}

/** DRS does not break it by itself; a user may. */
export function isKeptByDrs(rule: DrsRuleRow): boolean {
  return rule.kind !== 'vmHost' || isMandatory(rule);
}

function breaksVmHostRule(
  cluster: ClusterRow,
  rule: DrsVmHostRuleRow,
  vmId: string,
  hostId: string,
): boolean {
  if (!membersOf(cluster, rule.vmGroup).includes(vmId)) return false;
  const isOnGroup = membersOf(cluster, rule.hostGroup).includes(hostId);
  return rule.type.endsWith('NotRunOn') ? isOnGroup : !isOnGroup;
}

export function membersOf({ drsGroups = [] }: ClusterRow, name: string): readonly string[] {
  return drsGroups.find((group) => group.name === name)?.memberIds ?? [];
}

function breaksVmRule(
  reader: Reader,
  rule: DrsVmRuleRow,
  vmId: string,
  host: HostRow,
  hostOf: HostOf,
): boolean {
  if (!rule.vmIds.includes(vmId)) return false;
  const hosts = runningOthers(reader, rule, vmId, host.parentId).flatMap((other) => hostOf(other) ?? []);
  return rule.kind === 'affinity' ? hosts.some((id) => id !== host.id) : hosts.includes(host.id);
}

function runningOthers(reader: Reader, rule: DrsVmRuleRow, vmId: string, clusterId: string): VmRow[] {
  return rule.vmIds.flatMap((id) => {
    const other = id === vmId ? undefined : reader.get('vms', id);
    if (other?.powerState !== 'PoweredOn') return [];
    return reader.get('hosts', other.hostId)?.parentId === clusterId ? [other] : [];
  });
}

/** The running VMs that an enabled affinity rule keeps with this one. */
export function companionsOf(reader: Reader, vm: VmRow, cluster: ClusterRow | undefined): VmRow[] {
  const found = new Map<string, VmRow>();
  for (const rule of cluster?.drsRules ?? []) {
    if (cluster?.drsEnabled !== true || !rule.isEnabled || rule.kind !== 'affinity') continue;
    if (!rule.vmIds.includes(vm.id)) continue;
    for (const other of runningOthers(reader, rule, vm.id, cluster.id)) found.set(other.id, other);
  }
  return [...found.values()];
}

/** The first of the rules that forbids it, as a fault. */
export function ruleViolation(
  rules: readonly DrsRuleRow[],
  forbids: (rule: DrsRuleRow) => boolean,
  { vm, host }: { readonly vm: Pick<VmRow, 'name'>; readonly host: HostRow },
  reader: Reader,
): Fault | undefined {
  const rule = rules.find(forbids);
  if (rule === undefined) return undefined;
  return {
    kind: 'RuleViolation',
    entity: vm.name,
    host: host.name,
    rule: rule.name,
    says: whatRuleSays(rule),
    isVmHost: rule.kind === 'vmHost',
    cluster: reader.get('clusters', host.parentId)?.name ?? '',
  };
}

export function whatRuleSays(rule: DrsRuleRow): string {
  if (rule.kind !== 'vmHost')
    return rule.kind === 'affinity'
      ? 'keeps its VMs together on one host'
      : 'keeps its VMs on different hosts';
  const must = isMandatory(rule) ? 'must' : 'should';
  const not = rule.type.endsWith('NotRunOn') ? ' not' : '';
  return `says that the VMs of ${rule.vmGroup} ${must}${not} run on the hosts of ${rule.hostGroup}`;
}
