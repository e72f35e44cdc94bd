import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { checkName } from '../inventory/inventory-tree.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { ClusterRow, DrsGroupRow, DrsRuleRow, DrsVmHostRuleRow, DrsVmRuleRow, VmRow } from '../rows.ts';
import { brokenRules, isKeptByDrs, whatRuleSays } from './drs-rules.ts';

/** The DRS rules and groups of clusters: made, changed and removed. */

const LIMIT_RULES = 1000;
const LIMIT_GROUPS = 1000;

type NewRule = Omit<DrsVmRuleRow, 'key'> | Omit<DrsVmHostRuleRow, 'key'>;

export function addDrsRule(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly clusterId: string; readonly rule: NewRule },
): PlannedChange<DrsRuleRow> {
  return changeCluster(datacenter, caller, request.clusterId, (cluster) => {
    const { drsRules = [] } = cluster;
    if (drsRules.length >= LIMIT_RULES) return tooMany('rules', LIMIT_RULES);
    const rule: DrsRuleRow = { ...request.rule, key: Math.max(0, ...drsRules.map(({ key }) => key)) + 1 };
    return withRule(datacenter, cluster, rule);
  });
}

/** What of a rule is set anew; the rest stays. */
export type RuleChange = Partial<Pick<DrsVmRuleRow, 'name' | 'isEnabled' | 'vmIds'>> &
  Partial<Pick<DrsVmHostRuleRow, 'type' | 'vmGroup' | 'hostGroup'>>;

export function setDrsRule(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly clusterId: string; readonly key: number; readonly change: RuleChange },
): PlannedChange<DrsRuleRow> {
  return changeCluster(datacenter, caller, request.clusterId, (cluster) => {
    const rule = cluster.drsRules?.find(({ key }) => key === request.key);
    if (rule === undefined) return fail({ kind: 'NotFound', type: 'DrsRule', name: String(request.key) });
    const { name = rule.name, isEnabled = rule.isEnabled, vmIds, type, vmGroup, hostGroup } = request.change;
    const own =
      rule.kind === 'vmHost'
        ? { ...(type && { type }), ...(vmGroup && { vmGroup }), ...(hostGroup && { hostGroup }) }
        : { ...(vmIds && { vmIds }) };
    return withRule(datacenter, cluster, { ...rule, name, isEnabled, ...own });
  });
}

export function removeDrsRule(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly clusterId: string; readonly key: number },
): PlannedChange<DrsRuleRow> {
  return changeCluster(datacenter, caller, request.clusterId, (cluster) => {
    const rule = cluster.drsRules?.find(({ key }) => key === request.key);
    if (rule === undefined) return fail({ kind: 'NotFound', type: 'DrsRule', name: String(request.key) });
    return ok({
      cluster: { ...cluster, drsRules: (cluster.drsRules ?? []).filter((other) => other !== rule) },
      result: rule,
    });
  });
}

export function addDrsGroup(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly clusterId: string; readonly group: DrsGroupRow },
): PlannedChange<DrsGroupRow> {
  return changeCluster(datacenter, caller, request.clusterId, (cluster) => {
    const { drsGroups = [] } = cluster;
    const { group } = request;
    const valid = checkName(group.name);
    if (!valid.ok) return valid;
    if (drsGroups.some(({ name }) => name.toLowerCase() === group.name.toLowerCase()))
      return fail({ kind: 'DuplicateName', type: 'DrsClusterGroup', name: group.name });
    if (drsGroups.length >= LIMIT_GROUPS) return tooMany('groups', LIMIT_GROUPS);
    return withGroup(datacenter, cluster, group);
  });
}

export function setDrsGroup(
  datacenter: Datacenter,
  caller: Caller,
  request: {
    readonly clusterId: string;
    readonly name: string;
    readonly adds?: readonly string[];
    readonly removes?: readonly string[];
    /** All of them, in place of those that there are. */
    readonly members?: readonly string[];
  },
): PlannedChange<DrsGroupRow> {
  return changeCluster(datacenter, caller, request.clusterId, (cluster) => {
    const group = cluster.drsGroups?.find(({ name }) => name === request.name);
    if (group === undefined) return fail({ kind: 'NotFound', type: 'DrsClusterGroup', name: request.name });
    const { adds = [], removes = [], members = group.memberIds } = request;
    const memberIds = new Set([...members, ...adds].filter((id) => !removes.includes(id)));
    return withGroup(datacenter, cluster, { ...group, memberIds: [...memberIds] });
  });
}

/** Rules about a group that is removed go with it. */
export function removeDrsGroup(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly clusterId: string; readonly name: string },
): PlannedChange<DrsGroupRow> {
  return changeCluster(datacenter, caller, request.clusterId, (cluster) => {
    const group = cluster.drsGroups?.find(({ name }) => name === request.name);
    if (group === undefined) return fail({ kind: 'NotFound', type: 'DrsClusterGroup', name: request.name });
    const isAbout = (rule: DrsRuleRow): boolean =>
      rule.kind === 'vmHost' && (rule.vmGroup === group.name || rule.hostGroup === group.name);
    return ok({
      cluster: {
        ...cluster,
        drsGroups: (cluster.drsGroups ?? []).filter((other) => other !== group),
        drsRules: (cluster.drsRules ?? []).filter((rule) => !isAbout(rule)),
      },
      result: group,
    });
  });
}

/** Takes a VM or a host that is no longer in a cluster out of its rules and groups; a rule about one VM is none. */
export function withoutMember(cluster: ClusterRow, id: string): ClusterRow {
  const { drsRules, drsGroups } = cluster;
  const without = (ids: readonly string[]): readonly string[] => ids.filter((member) => member !== id);
  return {
    ...cluster,
    ...(drsGroups && {
      drsGroups: drsGroups.map((group) => ({ ...group, memberIds: without(group.memberIds) })),
    }),
    ...(drsRules && {
      drsRules: drsRules
        .map((rule) => (rule.kind === 'vmHost' ? rule : { ...rule, vmIds: without(rule.vmIds) }))
        .filter((rule) => rule.kind === 'vmHost' || rule.vmIds.length > 1),
    }),
  };
}

interface Change<T> {
  readonly cluster: ClusterRow;
  readonly result: T;
}

function changeCluster<T>(
  datacenter: Datacenter,
  caller: Caller,
  clusterId: string,
  decide: (cluster: ClusterRow) => Result<Change<T>, Fault>,
): PlannedChange<T> {
  const change = (tx: Transaction): Result<T, Fault> => {
    const cluster = tx.get('clusters', clusterId);
    if (cluster === undefined) return fail({ kind: 'NotFound', type: 'Cluster', name: clusterId });
    const allowed = requirePrivilege(datacenter, caller, 'Host.Inventory.EditCluster', cluster);
    if (!allowed.ok) return allowed;
    const decided = decide(cluster);
    if (!decided.ok) return decided;
    tx.put('clusters', decided.value.cluster);
    tx.event({
      eventTypeId: 'ClusterReconfiguredEvent',
      message: `Reconfigured cluster ${cluster.name}`,
      entity: { id: cluster.id, name: cluster.name },
    });
    reportBroken(datacenter, tx, decided.value.cluster, cluster);
    return ok(decided.value.result);
  };
  return planChange(datacenter, caller, {
    operation: 'change the DRS rules of a cluster',
    change,
    follow: () => ok(undefined),
  });
}

/** An event for each running VM that breaks a rule now and did not before. */
function reportBroken(datacenter: Datacenter, tx: Transaction, after: ClusterRow, before: ClusterRow): void {
  const under = (cluster: ClusterRow) => ({
    find: datacenter.find.bind(datacenter),
    get: ((table, id) => (id === cluster.id ? cluster : datacenter.get(table, id))) as Datacenter['get'],
  });
  for (const host of datacenter.find('hosts', 'parent', after.id)) {
    // By name: the order in which they came to the host is nobody's.
    for (const vm of datacenter.find('vms', 'host', host.id).toSorted(byName)) {
      if (vm.powerState !== 'PoweredOn') continue;
      const known = new Set(brokenRules(under(before), vm, host).map(({ key }) => key));
      for (const rule of brokenRules(under(after), vm, host)) {
        if (known.has(rule.key)) continue;
        tx.event({
          eventTypeId: isKeptByDrs(rule) ? 'DrsRuleViolationEvent' : 'DrsSoftRuleViolationEvent',
          severity: 'warning',
          message: `Virtual machine ${vm.name} on ${host.name} violates the DRS rule ${rule.name}, which ${whatRuleSays(rule)}`,
          vm: { id: vm.id, name: vm.name },
          host: { id: host.id, name: host.name },
        });
      }
    }
  }
}

function byName(a: VmRow, b: VmRow): number {
  return a.name < b.name ? -1 : 1;
}

function withRule(
  datacenter: Datacenter,
  cluster: ClusterRow,
  wanted: DrsRuleRow,
): Result<Change<DrsRuleRow>, Fault> {
  const { drsRules = [] } = cluster;
  const others = drsRules.filter(({ key }) => key !== wanted.key);
  const valid = checkName(wanted.name);
  if (!valid.ok) return valid;
  if (others.some(({ name }) => name.toLowerCase() === wanted.name.toLowerCase()))
    return fail({ kind: 'DuplicateName', type: 'DrsRule', name: wanted.name });
  const checked =
    wanted.kind === 'vmHost' ? checkGroups(cluster, wanted) : checkVms(datacenter, cluster, wanted);
  if (!checked.ok) return checked;
  // Of two that cannot both be kept, the older one is.
  const rule = {
    ...wanted,
    isEnabled: wanted.isEnabled && !others.some((other) => contradicts(other, wanted)),
  };
  const at = drsRules.findIndex(({ key }) => key === rule.key);
  return ok({
    cluster: { ...cluster, drsRules: at < 0 ? [...drsRules, rule] : drsRules.with(at, rule) },
    result: rule,
  });
}

/** One keeps two VMs together that the other keeps apart. */
export function contradicts(a: DrsRuleRow, b: DrsRuleRow): boolean {
  if (a.kind === 'vmHost' || b.kind === 'vmHost' || a.kind === b.kind || !a.isEnabled) return false;
  return a.vmIds.filter((id) => b.vmIds.includes(id)).length > 1;
}

function checkVms(datacenter: Datacenter, cluster: ClusterRow, { vmIds }: DrsVmRuleRow): Result<void, Fault> {
  if (new Set(vmIds).size < 2) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'VM',
      rule: 'A rule is about two VMs or more.',
      remedy: 'Name them all: -VM (Get-VM app-01, app-02)',
    });
  }
  return checkMembers(datacenter, cluster, 'VM', vmIds);
}

function checkGroups(cluster: ClusterRow, { vmGroup, hostGroup }: DrsVmHostRuleRow): Result<void, Fault> {
  for (const [name, kind] of [
    [vmGroup, 'VMGroup'],
    [hostGroup, 'VMHostGroup'],
  ] as const) {
    if (cluster.drsGroups?.some((group) => group.name === name && group.kind === kind) === true) continue;
    return fail({
      kind: 'InvalidArgument',
      parameter: kind,
      rule: `${name} is no ${kind} of ${cluster.name}.`,
      remedy: `Get-DrsClusterGroup -Cluster '${cluster.name}' -Type ${kind}`,
    });
  }
  return ok(undefined);
}

function withGroup(
  datacenter: Datacenter,
  cluster: ClusterRow,
  group: DrsGroupRow,
): Result<Change<DrsGroupRow>, Fault> {
  const parameter = group.kind === 'VMGroup' ? 'VM' : 'VMHost';
  const checked = checkMembers(datacenter, cluster, parameter, group.memberIds);
  if (!checked.ok) return checked;
  const { drsGroups = [] } = cluster;
  const at = drsGroups.findIndex(({ name }) => name === group.name);
  return ok({
    cluster: { ...cluster, drsGroups: at < 0 ? [...drsGroups, group] : drsGroups.with(at, group) },
    result: group,
  });
}

function checkMembers(
  datacenter: Datacenter,
  cluster: ClusterRow,
  parameter: 'VM' | 'VMHost',
  ids: readonly string[],
): Result<void, Fault> {
  for (const id of ids) {
    const vm = parameter === 'VM' ? datacenter.get('vms', id) : undefined;
    const host = datacenter.get('hosts', vm?.hostId ?? id);
    if (host?.parentId === cluster.id && !isTemplate(vm)) continue;
    return fail({
      kind: 'InvalidArgument',
      parameter,
      rule: `${vm?.name ?? host?.name ?? id} is not in ${cluster.name}.`,
      remedy: `Get-Cluster '${cluster.name}' | Get-${parameter}`,
    });
  }
  return ok(undefined);
}

function isTemplate(vm: VmRow | undefined): boolean {
  return vm?.isTemplate === true;
}

function tooMany(what: string, limit: number): Result<never, Fault> {
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Cluster',
    rule: `A cluster has at most ${limit} DRS ${what}.`,
    remedy: 'Remove some that nobody needs.',
  });
}
