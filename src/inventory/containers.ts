import { datacenterAbove } from '../datacenter/inventory/datacenter-above.ts';
import { allocationOf } from '../datacenter/inventory/resource-allocation.ts';
import type {
  ClusterRow,
  DatacenterRow,
  FolderRow,
  PoolAllocation,
  ResourcePoolRow,
} from '../datacenter/rows.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Item } from './connection.ts';
import { customFields } from './custom-fields.ts';
import {
  drsAutomationLevel,
  folderType,
  haIsolationResponse,
  haRestartPriority,
  sharesLevel,
  vmSwapfilePolicy,
} from './enums.ts';
import { extensionData } from './extension-data.ts';
import { itemsNamed } from './lookup.ts';
import { gigabytes, megabytes } from './quantities.ts';
import { containerValue, registerContainer, viContainer } from './vi-container.ts';
import { moRefText } from './vi-object.ts';

/** Datacenters, folders, clusters, resource pools and networks. */

export const datacenterType: ObjectType<Item<DatacenterRow>> = objectType<Item<DatacenterRow>>()({
  name: 'Datacenter',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Inventory.DatacenterImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Inventory.Datacenter'],
  base: viContainer,
  properties: {
    CustomFields: customFields<Item<DatacenterRow>>(),
    ExtensionData: extensionData<Item<DatacenterRow>>('Datacenter'),
    ParentFolderId: { type: 'string', get: ({ row }) => moRefText(row.parentId) },
    ParentFolder: { type: 'Folder', get: ({ connection, row }) => folderValue(connection, row.parentId) },
  },
  view: { table: [{ label: 'Name', get: ({ row }) => row.name, width: 30 }] },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'datacenters', pattern)].map((item) => objectOf(datacenterType, item)),
});

export const folderObjectType: ObjectType<Item<FolderRow>> = objectType<Item<FolderRow>>()({
  name: 'Folder',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Inventory.FolderImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Inventory.Folder'],
  base: viContainer,
  properties: {
    CustomFields: customFields<Item<FolderRow>>(),
    ExtensionData: extensionData<Item<FolderRow>>('Folder'),
    Type: { type: 'FolderType', get: ({ row }) => folderType.value(row.type) },
    IsChildTypeVm: { type: 'bool', get: ({ row }) => row.type === 'VM', json: 'omit' },
    IsChildTypeComputeResource: {
      type: 'bool',
      get: ({ row }) => row.type === 'HostAndCluster',
      json: 'omit',
    },
    IsChildTypeDatacenter: { type: 'bool', get: ({ row }) => row.type === 'Datacenter', json: 'omit' },
    IsChildTypeDatastore: { type: 'bool', get: ({ row }) => row.type === 'Datastore', json: 'omit' },
    ParentId: { type: 'string', get: ({ row }) => (row.parentId === null ? null : moRefText(row.parentId)) },
    Parent: {
      type: 'VIObject',
      get: ({ connection, row }) => (row.parentId === null ? null : containerValue(connection, row.parentId)),
    },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { property: 'Type', width: 20, align: 'left' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'folders', pattern)].map((item) => objectOf(folderObjectType, item)),
});

export const clusterType: ObjectType<Item<ClusterRow>> = objectType<Item<ClusterRow>>()({
  name: 'Cluster',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Inventory.ClusterImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Inventory.Cluster'],
  base: viContainer,
  properties: {
    CustomFields: customFields<Item<ClusterRow>>(),
    ExtensionData: extensionData<Item<ClusterRow>>('ClusterComputeResource'),
    HAEnabled: { type: 'bool', get: ({ row }) => row.haEnabled },
    HAFailoverLevel: { type: 'int', get: ({ row }) => row.haFailoverLevel },
    DrsEnabled: { type: 'bool', get: ({ row }) => row.drsEnabled },
    DrsAutomationLevel: {
      type: 'DrsAutomationLevel',
      get: ({ row }) => drsAutomationLevel.value(row.drsAutomationLevel),
    },
    DrsMode: {
      type: 'DrsMode',
      get: ({ row }) => drsAutomationLevel.value(row.drsAutomationLevel),
      json: 'omit',
    },
    HAAdmissionControlEnabled: { type: 'bool', get: ({ row }) => row.haAdmissionControlEnabled ?? true },
    HARestartPriority: {
      type: 'HARestartPriority',
      get: ({ row }) => haRestartPriority.value(row.haRestartPriority ?? 'Medium'),
      json: 'omit',
    },
    HAIsolationResponse: {
      type: 'HAIsolationResponse',
      get: ({ row }) => haIsolationResponse.value(row.haIsolationResponse ?? 'DoNothing'),
      json: 'omit',
    },
    VMSwapfilePolicy: {
      type: 'VMSwapfilePolicy',
      get: () => vmSwapfilePolicy.value('WithVM'),
      help: 'Swap files lie beside the VMX.',
      json: 'omit',
    },
    EVCMode: { type: 'string', get: ({ row }) => row.evcMode ?? null },
    VsanEnabled: { type: 'bool', get: () => false, help: 'Always false: there is no vSAN here.' },
    ParentId: { type: 'string', get: ({ row }) => moRefText(row.parentId) },
    ParentFolder: { type: 'Folder', get: ({ connection, row }) => folderValue(connection, row.parentId) },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { property: 'HAEnabled', width: 10, align: 'left' },
      { label: 'HAFailover Level', property: 'HAFailoverLevel', width: 16, align: 'left' },
      { property: 'DrsEnabled', width: 10, align: 'left' },
      { property: 'DrsAutomationLevel', width: 18, align: 'left' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'clusters', pattern)].map((item) => objectOf(clusterType, item)),
});

export const resourcePoolType: ObjectType<Item<ResourcePoolRow>> = objectType<Item<ResourcePoolRow>>()({
  name: 'ResourcePool',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Inventory.ResourcePoolImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Inventory.ResourcePool'],
  base: viContainer,
  properties: {
    CustomFields: customFields<Item<ResourcePoolRow>>(),
    ExtensionData: extensionData<Item<ResourcePoolRow>>('ResourcePool'),
    ParentId: { type: 'string', get: ({ row }) => moRefText(row.parentId) },
    Parent: { type: 'VIObject', get: ({ connection, row }) => containerValue(connection, row.parentId) },
    CpuSharesLevel: { type: 'SharesLevel', get: ({ row }) => sharesLevel.value(cpuOf(row).sharesLevel) },
    NumCpuShares: { type: 'int', get: ({ row }) => cpuOf(row).shares },
    CpuReservationMHz: { type: 'long', get: ({ row }) => BigInt(cpuOf(row).reservation) },
    CpuExpandableReservation: { type: 'bool', get: ({ row }) => cpuOf(row).isExpandable },
    CpuLimitMHz: { type: 'long', get: ({ row }) => BigInt(cpuOf(row).limit ?? -1) },
    MemSharesLevel: { type: 'SharesLevel', get: ({ row }) => sharesLevel.value(memoryOf(row).sharesLevel) },
    NumMemShares: { type: 'int', get: ({ row }) => memoryOf(row).shares },
    MemReservationGB: { type: 'decimal', get: ({ row }) => gigabytes(memoryOf(row).reservation) },
    MemReservationMB: { type: 'decimal', get: ({ row }) => megabytes(memoryOf(row).reservation) },
    MemExpandableReservation: { type: 'bool', get: ({ row }) => memoryOf(row).isExpandable },
    MemLimitGB: { type: 'decimal', get: ({ row }) => limitIn(gigabytes, row) },
    MemLimitMB: { type: 'decimal', get: ({ row }) => limitIn(megabytes, row) },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { property: 'CpuSharesLevel', width: 14, align: 'left' },
      { property: 'CpuReservationMHz', width: 17 },
      { property: 'CpuLimitMHz', width: 11 },
      { property: 'MemSharesLevel', width: 14, align: 'left' },
      { property: 'MemReservationGB', width: 16, format: 'N3' },
      { property: 'MemLimitGB', width: 10, format: 'N3' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'resourcePools', pattern)].map((item) => objectOf(resourcePoolType, item)),
});

registerContainer('datacenters', datacenterType);
registerContainer('folders', folderObjectType);
registerContainer('clusters', clusterType);
registerContainer('resourcePools', resourcePoolType);

function cpuOf(row: ResourcePoolRow): PoolAllocation {
  return allocationOf(row, 'cpu');
}

function memoryOf(row: ResourcePoolRow): PoolAllocation {
  return allocationOf(row, 'memory');
}

/** -1 is unlimited, as PowerCLI shows it. */
function limitIn(unit: (bytes: number) => Value, row: ResourcePoolRow): Value {
  const { limit } = memoryOf(row);
  return limit === null ? -1 : unit(limit);
}

export function folderValue(connection: Item<unknown>['connection'], id: string): Value {
  const row = connection.datacenter.get('folders', id);
  return row === undefined ? null : objectOf(folderObjectType, { connection, row });
}

/** The datacenter that something lies in, given what it lies in directly. */
export function datacenterAround(connection: Item<unknown>['connection'], parentId: string): Value {
  const row = datacenterAbove(connection.datacenter, parentId);
  return row === undefined ? null : objectOf(datacenterType, { connection, row });
}
