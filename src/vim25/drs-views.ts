import { brokenRules, isMandatory, membersOf } from '../datacenter/hosts/drs-rules.ts';
import type { ClusterRow, DrsGroupRow, DrsRuleRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { enumValue, listOf, make, refsOf } from './make.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** `rule` and `group` of a cluster's configuration. */

export function ruleInfos(cluster: ClusterRow, session: VimSession): Value {
  const broken = brokenNow(cluster, session);
  return listOf(
    'ClusterRuleInfo',
    (cluster.drsRules ?? []).map((rule) => ruleInfo(rule, !broken.has(rule.key))),
  );
}

function ruleInfo(rule: DrsRuleRow, inCompliance: boolean): VimObject {
  const common = {
    key: rule.key,
    status: enumValue('ManagedEntityStatus', inCompliance ? 'green' : 'red'),
    enabled: rule.isEnabled,
    name: rule.name,
    mandatory: isMandatory(rule),
    userCreated: true,
    inCompliance,
  };
  if (rule.kind !== 'vmHost') {
    const type = rule.kind === 'affinity' ? 'ClusterAffinityRuleSpec' : 'ClusterAntiAffinityRuleSpec';
    return make(type, { ...common, vm: refsOf(rule.vmIds) });
  }
  const side = rule.type.endsWith('NotRunOn') ? 'antiAffineHostGroupName' : 'affineHostGroupName';
  return make('ClusterVmHostRuleInfo', { ...common, vmGroupName: rule.vmGroup, [side]: rule.hostGroup });
}

/** The rules that running VMs break where they are. */
function brokenNow({ id }: ClusterRow, { datacenter }: VimSession): ReadonlySet<number> {
  const running = datacenter
    .find('hosts', 'parent', id)
    .flatMap((host) => datacenter.find('vms', 'host', host.id).map((vm) => ({ vm, host })))
    .filter(({ vm }) => vm.powerState === 'PoweredOn');
  return new Set(running.flatMap(({ vm, host }) => brokenRules(datacenter, vm, host).map(({ key }) => key)));
}

export function groupInfos(cluster: ClusterRow): Value {
  return listOf(
    'ClusterGroupInfo',
    (cluster.drsGroups ?? []).map((group) => groupInfo(cluster, group)),
  );
}

function groupInfo(cluster: ClusterRow, { name, kind }: DrsGroupRow): VimObject {
  const members = refsOf(membersOf(cluster, name));
  return kind === 'VMGroup'
    ? make('ClusterVmGroup', { name, userCreated: true, vm: members })
    : make('ClusterHostGroup', { name, userCreated: true, host: members });
}
