import { datastoreSpace } from '../datacenter/places.ts';
import type {
  ClusterRow,
  DatacenterRow,
  DatastoreRow,
  FolderRow,
  HostRow,
  NetworkRow,
  ResourcePoolRow,
  TableName,
  Tables,
} from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { browserOf } from './datastore-browser.ts';
import { groupInfos, ruleInfos } from './drs-views.ts';
import { entityProperties, visibleRefs, visibleRow, visibleRows } from './entity-fields.ts';
import { enumValue, listOf, longOf, make, refOf, refsOf } from './make.ts';
import { defineView } from './view.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';
import { datastoreUrl } from './vm-config.ts';

/** Datacenters, folders, clusters, resource pools, datastores and networks as managed objects. */

type ContainerTable = 'folders' | 'datacenters' | 'clusters' | 'resourcePools' | 'datastores' | 'networks';

const rowsOf = <K extends ContainerTable & TableName>(table: K) => ({
  find: (session: VimSession, id: string) => visibleRow(session, session.datacenter.get(table, id)),
  all: (session: VimSession) => visibleRows<Tables[K]>(session, session.datacenter.rows(table)),
});

const entity = <
  R extends { readonly id: string; readonly name: string; readonly parentId: string | null },
>() => entityProperties<R>(({ id, name, parentId }) => ({ id, name, parentId, status: 'green' }));

const CHILD_TYPES: Readonly<Record<FolderRow['type'], readonly string[]>> = {
  Datacenter: ['Folder', 'Datacenter'],
  VM: ['Folder', 'VirtualMachine', 'VirtualApp'],
  HostAndCluster: ['Folder', 'ComputeResource'],
  Datastore: ['Folder', 'Datastore', 'StoragePod'],
  Network: ['Folder', 'Network', 'DistributedVirtualSwitch'],
};

function childrenOf({ id }: FolderRow, session: VimSession): Value {
  const { datacenter } = session;
  return visibleRefs(session, [
    ...datacenter.find('folders', 'parent', id),
    ...datacenter.find('datacenters', 'parent', id),
    ...datacenter.find('clusters', 'parent', id),
    ...datacenter.find('hosts', 'parent', id),
    ...datacenter.find('vms', 'parent', id),
    ...datacenter.find('datastores', 'parent', id),
    ...datacenter.find('networks', 'parent', id),
  ]);
}

defineView<FolderRow>({
  typeName: 'Folder',
  ...rowsOf('folders'),
  properties: {
    ...entity<FolderRow>(),
    childType: ({ type }) => [...CHILD_TYPES[type]],
    childEntity: childrenOf,
  },
});

defineView<DatacenterRow>({
  typeName: 'Datacenter',
  ...rowsOf('datacenters'),
  properties: {
    ...entity<DatacenterRow>(),
    vmFolder: (row) => refOf(row.vmFolderId),
    hostFolder: (row) => refOf(row.hostFolderId),
    datastoreFolder: (row) => refOf(row.datastoreFolderId),
    networkFolder: (row) => refOf(row.networkFolderId),
    datastore: (row, session) =>
      visibleRefs(session, session.datacenter.find('datastores', 'parent', row.datastoreFolderId)),
    network: (row, session) =>
      visibleRefs(session, session.datacenter.find('networks', 'parent', row.networkFolderId)),
    configuration: () => make('DatacenterConfigInfo', {}),
  },
});

function hostsOf(cluster: ClusterRow, { datacenter }: VimSession): HostRow[] {
  return datacenter.find('hosts', 'parent', cluster.id);
}

const isUp = ({ connectionState }: HostRow): boolean => connectionState === 'Connected';

function clusterSummary(cluster: ClusterRow, session: VimSession): VimObject {
  const hosts = hostsOf(cluster, session);
  const sum = (rows: readonly HostRow[], of: (host: HostRow) => number): number =>
    rows.reduce((total, host) => total + of(host), 0);
  const effective = hosts.filter(isUp);
  return make('ComputeResourceSummary', {
    totalCpu: sum(hosts, (host) => host.numCpu * host.cpuMhz),
    totalMemory: longOf(sum(hosts, (host) => host.memoryBytes)),
    numCpuCores: sum(hosts, (host) => host.numCpu),
    numCpuThreads: sum(hosts, (host) => host.numCpu),
    effectiveCpu: sum(effective, (host) => host.numCpu * host.cpuMhz),
    effectiveMemory: longOf(sum(effective, (host) => host.memoryBytes) / 1024 ** 2),
    numHosts: hosts.length,
    numEffectiveHosts: effective.length,
    overallStatus: enumValue('ManagedEntityStatus', effective.length === hosts.length ? 'green' : 'yellow'),
  });
}

const DRS_BEHAVIOR = {
  FullyAutomated: 'fullyAutomated',
  PartiallyAutomated: 'partiallyAutomated',
  Manual: 'manual',
  Disabled: 'manual',
} as const;

function clusterConfiguration(cluster: ClusterRow, session: VimSession): VimObject {
  return make('ClusterConfigInfo', clusterSettings(cluster, session));
}

function clusterConfigurationEx(cluster: ClusterRow, session: VimSession): VimObject {
  return make('ClusterConfigInfoEx', {
    ...clusterSettings(cluster, session),
    vmSwapPlacement: 'vmDirectory',
    group: () => groupInfos(cluster),
  });
}

function clusterSettings(cluster: ClusterRow, session: VimSession) {
  return {
    dasConfig: make('ClusterDasConfigInfo', {
      enabled: cluster.haEnabled,
      failoverLevel: cluster.haFailoverLevel,
      hostMonitoring: cluster.haEnabled ? 'enabled' : 'disabled',
    }),
    drsConfig: make('ClusterDrsConfigInfo', {
      enabled: cluster.drsEnabled,
      defaultVmBehavior: enumValue('DrsBehavior', DRS_BEHAVIOR[cluster.drsAutomationLevel]),
    }),
    rule: () => ruleInfos(cluster, session),
  };
}

defineView<ClusterRow>({
  typeName: 'ClusterComputeResource',
  ...rowsOf('clusters'),
  properties: {
    ...entity<ClusterRow>(),
    host: (row, session) => visibleRefs(session, hostsOf(row, session)),
    resourcePool: (row, { datacenter }) => {
      const [pool] = datacenter.find('resourcePools', 'parent', row.id);
      return pool === undefined ? null : refOf(pool.id);
    },
    datastore: (row, session) => refsOf(new Set(hostsOf(row, session).flatMap((host) => host.datastoreIds))),
    network: (_, session) => visibleRefs(session, session.datacenter.rows('networks')),
    summary: clusterSummary,
    configuration: clusterConfiguration,
    configurationEx: clusterConfigurationEx,
    recommendation: () => [],
    drsRecommendation: () => [],
    migrationHistory: () => [],
    actionHistory: () => [],
    drsFault: () => [],
  },
});

defineView<ResourcePoolRow>({
  typeName: 'ResourcePool',
  ...rowsOf('resourcePools'),
  properties: {
    ...entity<ResourcePoolRow>(),
    owner: (row) => refOf(row.parentId),
    resourcePool: (row, session) =>
      visibleRefs(session, session.datacenter.find('resourcePools', 'parent', row.id)),
    vm: (row, session) => visibleRefs(session, session.datacenter.find('vms', 'resourcePool', row.id)),
    summary: (row) => make('ResourcePoolSummary', { name: row.name }),
  },
});

function datastoreSummary(row: DatastoreRow, { datacenter }: VimSession): VimObject {
  const { capacityBytes, freeBytes, accessible } = datastoreSpace(datacenter, row);
  return make('DatastoreSummary', {
    datastore: refOf(row.id),
    name: row.name,
    url: datastoreUrl(row.id),
    capacity: longOf(capacityBytes),
    freeSpace: longOf(freeBytes),
    accessible,
    multipleHostAccess: true,
    type: row.type,
    maintenanceMode: 'normal',
  });
}

function hostMounts(row: DatastoreRow, { datacenter }: VimSession): Value {
  const hosts = [...datacenter.rows('hosts')].filter(({ datastoreIds }) => datastoreIds.includes(row.id));
  return listOf(
    'DatastoreHostMount',
    hosts.map(({ id }) =>
      make('DatastoreHostMount', {
        key: refOf(id),
        mountInfo: make('HostMountInfo', { accessMode: 'readWrite', mounted: true, accessible: true }),
      }),
    ),
  );
}

defineView<DatastoreRow>({
  typeName: 'Datastore',
  ...rowsOf('datastores'),
  properties: {
    ...entity<DatastoreRow>(),
    summary: datastoreSummary,
    info: (row, { datacenter }) =>
      make('DatastoreInfo', {
        name: row.name,
        url: datastoreUrl(row.id),
        freeSpace: longOf(datastoreSpace(datacenter, row).freeBytes),
      }),
    browser: ({ id }) => browserOf(id),
    host: hostMounts,
    vm: (row, session) => visibleRefs(session, session.datacenter.find('vms', 'datastore', row.name)),
    capability: () =>
      make('DatastoreCapability', {
        directoryHierarchySupported: true,
        rawDiskMappingsSupported: true,
        perFileThinProvisioningSupported: true,
      }),
  },
});

defineView<NetworkRow>({
  typeName: 'Network',
  ...rowsOf('networks'),
  properties: {
    ...entity<NetworkRow>(),
    summary: (row) => make('NetworkSummary', { network: refOf(row.id), name: row.name, accessible: true }),
    host: (_, session) => visibleRefs(session, session.datacenter.rows('hosts')),
    vm: (row, session) =>
      visibleRefs(
        session,
        [...session.datacenter.rows('vms')].filter(({ networkIds }) => networkIds.includes(row.id)),
      ),
  },
});
