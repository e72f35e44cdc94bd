import type { Datacenter } from '../datacenter/datacenter.ts';
import { membersOf } from '../datacenter/hosts/drs-rules.ts';
import type {
  ClusterRow,
  DrsGroupRow,
  DrsRuleRow,
  DrsVmHostRuleRow,
  DrsVmRuleRow,
} from '../datacenter/rows.ts';
import { defineEnum } from '../values/enum-type.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { ResourceScope } from '../values/resource.ts';
import type { Value } from '../values/value.ts';
import { hasWildcard, wildcardPattern } from '../values/wildcard.ts';
import { type Connection, connectionsOf, type Item } from './connection.ts';
import { clusterType } from './containers.ts';
import { visibility } from './lookup.ts';
import { moRefText } from './vi-object.ts';
import { vmValue } from './virtual-machine.ts';
import { vmHostType } from './vm-host.ts';

/** The DRS rules and groups of clusters. */

export const drsVmHostRuleType = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Cluster.DrsVMHostRuleType',
  values: ['MustRunOn', 'ShouldRunOn', 'MustNotRunOn', 'ShouldNotRunOn'],
});

export const drsGroupType = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Cluster.DrsClusterGroupType',
  values: ['AnyGroup', 'VMGroup', 'VMHostGroup'],
});

export const resourceSchedulingRuleType = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Cluster.ResourceSchedulingRuleType',
  values: ['VMAffinity', 'VMAntiAffinity', 'VMHostAffinity'],
});

interface InCluster {
  readonly connection: Connection;
  readonly cluster: ClusterRow;
}

export interface DrsVmRuleItem extends InCluster {
  readonly rule: DrsVmRuleRow;
}

export interface DrsVmHostRuleItem extends InCluster {
  readonly rule: DrsVmHostRuleRow;
}

export interface DrsGroupItem extends InCluster {
  readonly group: DrsGroupRow;
}

/** What has a name in a cluster is told apart by both. */
function uidOf({ connection, cluster }: InCluster, type: string, name: string): string {
  const server = `/VIServer=${connection.caller.user}@${connection.serverName}:${connection.port}`;
  return `${server}/Cluster=${moRefText(cluster.id)}/${type}=${name}/`;
}

const clusterOf = ({ connection, cluster }: InCluster): Value =>
  objectOf(clusterType, { connection, row: cluster });

export const drsRule: ObjectType<DrsVmRuleItem> = objectType<DrsVmRuleItem>()({
  name: 'DrsRule',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Cluster.DrsVMAffinityRuleImpl',
  aliases: [
    'VMware.VimAutomation.ViCore.Types.V1.Cluster.DrsRule',
    'VMware.VimAutomation.ViCore.Types.V1.Cluster.DrsVMAffinityRule',
  ],
  properties: {
    Name: { type: 'string', get: ({ rule }) => rule.name },
    Cluster: { type: 'Cluster', get: clusterOf },
    ClusterId: { type: 'string', get: ({ cluster }) => moRefText(cluster.id), json: 'omit' },
    Enabled: { type: 'bool', get: ({ rule }) => rule.isEnabled },
    KeepTogether: { type: 'bool', get: ({ rule }) => rule.kind === 'affinity' },
    Type: {
      type: 'ResourceSchedulingRuleType',
      get: ({ rule }) =>
        resourceSchedulingRuleType.value(rule.kind === 'affinity' ? 'VMAffinity' : 'VMAntiAffinity'),
    },
    Key: { type: 'int', get: ({ rule }) => rule.key },
    VMIds: { type: 'string[]', get: ({ rule }) => rule.vmIds.map(moRefText) },
    VM: {
      type: 'VirtualMachine[]',
      get: ({ connection, rule }) => vmsNamed(connection, rule.vmIds),
      json: 'omit',
    },
    Uid: { type: 'string', get: (item) => uidOf(item, 'DrsRule', item.rule.name), json: 'omit' },
  },
  view: {
    table: [
      { property: 'Name', width: 25, align: 'left' },
      { property: 'Enabled', width: 7, align: 'left' },
      { property: 'KeepTogether', width: 12, align: 'left' },
      { property: 'VMIds', align: 'left' },
    ],
  },
  toString: ({ rule }) => rule.name,
  identity: (item) => uidOf(item, 'DrsRule', item.rule.name),
});

export const drsClusterGroup: ObjectType<DrsGroupItem> = objectType<DrsGroupItem>()({
  name: 'DrsClusterGroup',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Cluster.DrsClusterGroupImpl',
  aliases: [
    'VMware.VimAutomation.ViCore.Types.V1.Cluster.DrsClusterGroup',
    'VMware.VimAutomation.ViCore.Types.V1.Cluster.DrsClusterVMGroup',
    'VMware.VimAutomation.ViCore.Types.V1.Cluster.DrsClusterVMHostGroup',
  ],
  properties: {
    Name: { type: 'string', get: ({ group }) => group.name },
    Cluster: { type: 'Cluster', get: clusterOf },
    GroupType: { type: 'DrsClusterGroupType', get: ({ group }) => drsGroupType.value(group.kind) },
    Member: { type: 'VIObject[]', get: (item) => memberValues(item) },
    Uid: { type: 'string', get: (item) => uidOf(item, 'DrsClusterGroup', item.group.name), json: 'omit' },
  },
  view: {
    table: [
      { property: 'Name', width: 20, align: 'left' },
      { property: 'Cluster', width: 20, align: 'left' },
      { property: 'GroupType', width: 12, align: 'left' },
      { property: 'Member', align: 'left' },
    ],
  },
  toString: ({ group }) => group.name,
  identity: (item) => uidOf(item, 'DrsClusterGroup', item.group.name),
  resolveName: (scope, pattern) => drsGroupsNamed(scope, pattern),
});

export const drsVmHostRule: ObjectType<DrsVmHostRuleItem> = objectType<DrsVmHostRuleItem>()({
  name: 'DrsVMHostRule',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Cluster.DrsVMHostRuleImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Cluster.DrsVMHostRule'],
  properties: {
    Name: { type: 'string', get: ({ rule }) => rule.name },
    Cluster: { type: 'Cluster', get: clusterOf },
    Enabled: { type: 'bool', get: ({ rule }) => rule.isEnabled },
    Type: { type: 'DrsVMHostRuleType', get: ({ rule }) => drsVmHostRuleType.value(rule.type) },
    VMGroup: { type: 'DrsClusterGroup', get: (item) => groupNamed(item, item.rule.vmGroup) },
    VMHostGroup: { type: 'DrsClusterGroup', get: (item) => groupNamed(item, item.rule.hostGroup) },
    Key: { type: 'int', get: ({ rule }) => rule.key, json: 'omit' },
    Uid: { type: 'string', get: (item) => uidOf(item, 'DrsVMHostRule', item.rule.name), json: 'omit' },
  },
  view: {
    table: [
      { property: 'Name', width: 20, align: 'left' },
      { property: 'Cluster', width: 15, align: 'left' },
      { property: 'Enabled', width: 7, align: 'left' },
      { property: 'Type', width: 15, align: 'left' },
      { property: 'VMGroup', width: 18, align: 'left' },
      { property: 'VMHostGroup', align: 'left' },
    ],
  },
  toString: ({ rule }) => rule.name,
  identity: (item) => uidOf(item, 'DrsVMHostRule', item.rule.name),
  resolveName: (scope, pattern) => drsVmHostRulesNamed(scope, pattern),
});

/** A rule as the shell's object of its kind. */
export function drsRuleValue(inCluster: InCluster, rule: DrsRuleRow): Value {
  return rule.kind === 'vmHost'
    ? objectOf(drsVmHostRule, { ...inCluster, rule })
    : objectOf(drsRule, { ...inCluster, rule });
}

/** The clusters as they are now: those given, else all that the connection shows. */
export function clustersOf(
  connections: readonly Connection[],
  given: readonly TypedObject<Item<ClusterRow>>[] | undefined,
): InCluster[] {
  if (given !== undefined)
    return given.map(({ data: { connection, row } }) => ({
      connection,
      cluster: connection.datacenter.get('clusters', row.id) ?? row,
    }));
  return connections.flatMap((connection) => {
    const visible = visibility(connection);
    return [...connection.datacenter.rows('clusters')]
      .filter(visible)
      .map((cluster) => ({ connection, cluster }));
  });
}

/** After a change: the cluster as it is then. */
export function freshCluster({ connection, cluster }: InCluster): InCluster {
  return { connection, cluster: connection.datacenter.get('clusters', cluster.id) ?? cluster };
}

export function drsGroupsNamed(scope: ResourceScope, pattern: string): TypedObject<DrsGroupItem>[] {
  return clustersOf(connectionsOf(scope), undefined).flatMap((inCluster) =>
    (inCluster.cluster.drsGroups ?? [])
      .filter(({ name }) => isNamed(name, pattern))
      .map((group) => objectOf(drsClusterGroup, { ...inCluster, group })),
  );
}

function drsVmHostRulesNamed(scope: ResourceScope, pattern: string): TypedObject<DrsVmHostRuleItem>[] {
  return clustersOf(connectionsOf(scope), undefined).flatMap((inCluster) =>
    (inCluster.cluster.drsRules ?? []).flatMap((rule) =>
      rule.kind === 'vmHost' && isNamed(rule.name, pattern)
        ? [objectOf(drsVmHostRule, { ...inCluster, rule })]
        : [],
    ),
  );
}

function isNamed(name: string, pattern: string): boolean {
  return hasWildcard(pattern)
    ? wildcardPattern(pattern).test(name)
    : name.toLowerCase() === pattern.toLowerCase();
}

function groupNamed(inCluster: InCluster, name: string): Value {
  const group = inCluster.cluster.drsGroups?.find((each) => each.name === name);
  return group === undefined
    ? null
    : objectOf(drsClusterGroup, { connection: inCluster.connection, cluster: inCluster.cluster, group });
}

function memberValues({ connection, cluster, group }: DrsGroupItem): Value[] {
  const ids = membersOf(cluster, group.name);
  return group.kind === 'VMGroup'
    ? vmsNamed(connection, ids)
    : hostsNamed(connection, connection.datacenter, ids);
}

function vmsNamed(connection: Connection, ids: readonly string[]): Value[] {
  return ids.flatMap((id) => {
    const row = connection.datacenter.get('vms', id);
    return row === undefined ? [] : [vmValue(connection, row)];
  });
}

function hostsNamed(connection: Connection, datacenter: Datacenter, ids: readonly string[]): Value[] {
  return ids.flatMap((id) => {
    const row = datacenter.get('hosts', id);
    return row === undefined ? [] : [objectOf(vmHostType, { connection, row })];
  });
}
