import { MiB } from '../base/units.ts';
import { type DiskFormat, storageFormatOf } from '../datacenter/disks/storage-format.ts';
import type { DiskRow, VmRow } from '../datacenter/rows.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { cryptoKeyValue } from './crypto-key-id.ts';
import { diskSharing, diskType, persistencePolicy, virtualDiskStorageFormat } from './enums.ts';
import { diskExtensionData } from './extension-data.ts';
import { gigabytes } from './quantities.ts';
import { moRefText, viObject } from './vi-object.ts';
import { virtualMachineType } from './virtual-machine.ts';

const STORAGE_FORMATS = {
  thin: 'Thin',
  thick: 'Thick',
  eagerZeroedThick: 'EagerZeroedThick',
} as const satisfies Record<DiskFormat, string>;

/** The format that a -StorageFormat names; a disk of a host is never split in pieces of 2 GB. */
export function diskFormatNamed(name: string): DiskFormat {
  if (name.startsWith('Thin')) return 'thin';
  return name === 'EagerZeroedThick' ? 'eagerZeroedThick' : 'thick';
}

/** A disk of a VM; `row` carries the identity that every inventory object has. */
export interface HardDiskItem extends Item<DiskRow & { readonly id: string; readonly name: string }> {
  readonly vm: VmRow;
}

export const hardDiskType: ObjectType<HardDiskItem> = objectType<HardDiskItem>()({
  name: 'HardDisk',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VirtualDevice.HardDiskImpl',
  aliases: [
    'VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.HardDisk',
    'VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.FlatHardDisk',
  ],
  base: viObject,
  properties: {
    CapacityGB: { type: 'decimal', get: ({ row }) => gigabytes(row.capacityBytes) },
    CapacityKB: { type: 'long', get: ({ row }) => BigInt(Math.ceil(row.capacityBytes / 1024)) },
    Persistence: { type: 'PersistencePolicy', get: ({ row }) => persistencePolicy.value(row.persistence) },
    StorageFormat: {
      type: 'VirtualDiskStorageFormat',
      get: ({ connection, row }) =>
        virtualDiskStorageFormat.value(STORAGE_FORMATS[storageFormatOf(connection.datacenter, row)]),
    },
    DiskType: { type: 'DiskType', get: ({ row }) => diskType.value(diskTypeOf(row)) },
    DeviceName: {
      type: 'string',
      get: ({ row }) => row.rawDevice ?? null,
      json: 'omit',
      help: 'The device that a raw device mapping stands for.',
    },
    Sharing: {
      type: 'DiskSharing',
      get: ({ row }) => diskSharing.value(row.isShared === true ? 'MultiWriter' : 'None'),
    },
    FlashReadCacheMB: {
      type: 'long',
      get: ({ row }) => BigInt((row.flashReadCacheBytes ?? 0) / MiB),
      json: 'omit',
    },
    Filename: { type: 'string', get: ({ row }) => row.fileName, help: 'Datastore path of the descriptor.' },
    Parent: {
      type: 'VirtualMachine',
      get: ({ connection, vm }) => objectOf(virtualMachineType, { connection, row: vm }),
    },
    ParentId: { type: 'string', get: ({ vm }) => moRefText(vm.id), json: 'omit' },
    Encrypted: { type: 'bool', get: ({ row }) => row.keyId !== null },
    EncryptionKeyId: {
      type: 'CryptoKeyId',
      get: ({ row }) => cryptoKeyValue(row.keyId),
      jsonValue: ({ row }) => row.keyId?.keyId ?? null,
    },
    ExtensionData: diskExtensionData,
    StoragePolicy: {
      type: 'string',
      get: ({ connection, row }) =>
        connection.datacenter.get('storagePolicies', row.storagePolicyId)?.name ?? null,
    },
  },
  view: {
    table: [
      { property: 'CapacityGB', width: 15, align: 'left', format: 'N3' },
      { property: 'Persistence', width: 15, align: 'left' },
      { property: 'Filename', align: 'right', width: 58 },
    ],
  },
});

export function diskTypeOf(
  disk: Pick<DiskRow, 'rawDevice' | 'isRawPhysical'>,
): 'Flat' | 'RawPhysical' | 'RawVirtual' {
  if (disk.rawDevice === undefined) return 'Flat';
  return disk.isRawPhysical === true ? 'RawPhysical' : 'RawVirtual';
}

/** A disk's size as vSphere describes the device. */
export function diskSummary({ capacityBytes }: Pick<DiskRow, 'capacityBytes'>): string {
  return `${Math.ceil(capacityBytes / 1024).toLocaleString('en-US')} KB`;
}

export function hardDisksOf(item: Item<VmRow>): TypedObject<HardDiskItem>[] {
  return item.row.disks.map((disk) => hardDiskOf(item, disk));
}

export function hardDiskOf(item: Item<VmRow>, disk: DiskRow): TypedObject<HardDiskItem> {
  return objectOf(hardDiskType, {
    connection: item.connection,
    vm: item.row,
    row: { ...disk, id: `${moRefText(item.row.id)}/${disk.key}`, name: disk.label },
  });
}
