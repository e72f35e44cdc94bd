import { datastoreIdsOfVm } from '../datacenter/places.ts';
import type { VmRow } from '../datacenter/rows.ts';
import { allocatedBytesOf } from '../datacenter/vm/vm-files.ts';
import { utcDateTime } from '../values/date-time.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection, Item } from './connection.ts';
import { folderValue, resourcePoolType } from './containers.ts';
import { cryptoKeyValue } from './crypto-key-id.ts';
import { customFields } from './custom-fields.ts';
import {
  drsAutomationLevel,
  haIsolationResponse,
  haRestartPriority,
  migrationEncryption,
  powerState,
  vmSwapfilePolicy,
  vmVersion,
} from './enums.ts';
import { extensionData } from './extension-data.ts';
import { guestOf } from './guest.ts';
import { inventoryItem } from './inventory-item.ts';
import { itemsNamed } from './lookup.ts';
import { gigabytes, megabytes } from './quantities.ts';
import { moRefText } from './vi-object.ts';
import { vmHostType } from './vm-host.ts';

export type VmItem = Item<VmRow>;

/** A virtual machine, as it was when the object was made: Get-VM again to see it as it is now. */
export const virtualMachineType: ObjectType<VmItem> = objectType<VmItem>()({
  name: 'VirtualMachine',
  listedBy: 'Get-VM',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VM.UniversalVirtualMachineImpl',
  aliases: [
    'VMware.VimAutomation.ViCore.Types.V1.Inventory.VirtualMachine',
    'VMware.VimAutomation.ViCore.Impl.V1.Inventory.VirtualMachineImpl',
  ],
  base: inventoryItem,
  properties: {
    PowerState: { type: 'PowerState', get: ({ row }) => powerState.value(row.powerState) },
    NumCpu: { type: 'int', get: ({ row }) => row.numCpu },
    CoresPerSocket: { type: 'int', get: ({ row }) => row.coresPerSocket },
    MemoryMB: { type: 'decimal', get: ({ row }) => megabytes(row.memoryBytes) },
    MemoryGB: { type: 'decimal', get: ({ row }) => gigabytes(row.memoryBytes) },
    Notes: { type: 'string', get: ({ row }) => row.notes },
    Guest: {
      type: 'VMGuest',
      get: guestOf,
      json: 'omit',
      help: 'What its guest tells of itself.',
    },
    GuestId: { type: 'string', get: ({ row }) => row.guestId },
    HardwareVersion: { type: 'string', get: ({ row }) => row.hardwareVersion },
    Version: {
      type: 'VMVersion',
      get: ({ row }) => vmVersion.find(`v${Number(row.hardwareVersion.slice(4))}`) ?? row.hardwareVersion,
      json: 'omit',
    },
    HARestartPriority: {
      type: 'HARestartPriority',
      get: ({ row }) => haRestartPriority.value(row.haRestartPriority ?? 'ClusterRestartPriority'),
      json: 'omit',
    },
    HAIsolationResponse: {
      type: 'HAIsolationResponse',
      get: ({ row }) => haIsolationResponse.value(row.haIsolationResponse ?? 'AsSpecifiedByCluster'),
      json: 'omit',
    },
    DrsAutomationLevel: {
      type: 'DrsAutomationLevel',
      get: ({ row }) => drsAutomationLevel.value(row.drsAutomationLevel ?? 'AsSpecifiedByCluster'),
      json: 'omit',
    },
    VMSwapfilePolicy: {
      type: 'VMSwapfilePolicy',
      get: ({ row }) => vmSwapfilePolicy.value(row.swapfilePolicy ?? 'Inherit'),
      json: 'omit',
    },
    PersistentId: { type: 'string', get: ({ row }) => row.uuid },
    VMHost: { type: 'VMHost', get: ({ connection, row }) => hostValue(connection, row.hostId) },
    VMHostId: { type: 'string', get: ({ row }) => moRefText(row.hostId), json: 'omit' },
    Folder: { type: 'Folder', get: ({ connection, row }) => folderValue(connection, row.folderId) },
    FolderId: { type: 'string', get: ({ row }) => moRefText(row.folderId), json: 'omit' },
    ResourcePool: {
      type: 'ResourcePool',
      get: ({ connection, row }) => poolValue(connection, row.resourcePoolId),
    },
    ResourcePoolId: { type: 'string', get: ({ row }) => moRefText(row.resourcePoolId), json: 'omit' },
    DatastoreIdList: {
      type: 'string[]',
      get: ({ connection, row }) => datastoreIdsOfVm(connection.datacenter, row).map(moRefText),
      json: 'omit',
    },
    ProvisionedSpaceGB: {
      type: 'decimal',
      get: ({ row }) => gigabytes(row.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0)),
    },
    UsedSpaceGB: {
      type: 'decimal',
      get: ({ connection, row }) => gigabytes(allocatedBytesOf(connection.datacenter, row)),
      json: 'omit',
    },
    CreateDate: { type: 'datetime', get: ({ row }) => utcDateTime(row.createdMs) },
    Encrypted: {
      type: 'bool',
      get: ({ row }) => row.keyId !== null,
      help: 'True when VM Home is encrypted.',
    },
    EncryptionKeyId: {
      type: 'CryptoKeyId',
      get: ({ row }) => cryptoKeyValue(row.keyId),
      jsonValue: ({ row }) => row.keyId?.keyId ?? null,
    },
    KMSserver: {
      type: 'string',
      get: ({ row }) => row.keyId?.providerId ?? null,
      help: 'The key provider (KMS cluster) that has its key.',
    },
    Locked: { type: 'bool', get: ({ row }) => row.locked },
    MigrationEncryption: {
      type: 'VMMigrationEncryptionMode',
      get: ({ row }) => migrationEncryption.find(row.migrateEncryption) ?? null,
    },
    CustomFields: customFields<VmItem>(),
    ExtensionData: extensionData<VmItem>('VirtualMachine'),
    vMotionEncryption: { type: 'string', get: ({ row }) => row.migrateEncryption },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 20 },
      { property: 'PowerState', width: 10, align: 'left' },
      { label: 'Num CPUs', property: 'NumCpu', width: 8, align: 'left' },
      { property: 'MemoryGB', width: 8, align: 'left', format: 'N3' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'vms', pattern)]
      .filter((item) => !item.row.isTemplate)
      .map((item) => objectOf(virtualMachineType, item)),
});

export function vmValue(connection: Connection, row: VmRow): Value {
  return objectOf(virtualMachineType, { connection, row });
}

function hostValue(connection: Connection, id: string): Value {
  const row = connection.datacenter.get('hosts', id);
  return row === undefined ? null : objectOf(vmHostType, { connection, row });
}

function poolValue(connection: Connection, id: string): Value {
  const row = connection.datacenter.get('resourcePools', id);
  return row === undefined ? null : objectOf(resourcePoolType, { connection, row });
}
