import type { VmRow } from '../datacenter/rows.ts';
import { cdDrivesOf, floppyDrivesOf, type RemovableDrive } from '../datacenter/vm/removable-drives.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { owningVm } from './owning-vm.ts';
import { moRefText, viObject } from './vi-object.ts';

export interface DriveItem extends Item<{ readonly id: string; readonly name: string }> {
  readonly vm: VmRow;
  readonly drive: RemovableDrive;
}

/** A drive is connected while its VM is on, where it is connected at power on. */
const driveConnectInfo: ObjectType<DriveItem> = objectType<DriveItem>()({
  name: 'DriveConnectInfo',
  fullName: 'VSeal.DriveConnectInfo',
  properties: {
    Connected: { type: 'bool', get: isConnected },
    StartConnected: { type: 'bool', get: ({ drive }) => drive.startConnected },
    AllowGuestControl: { type: 'bool', get: () => true },
  },
  toString: (item) =>
    [
      isConnected(item) ? 'Connected' : 'NotConnected',
      'GuestControl',
      item.drive.startConnected ? 'StartConnected' : 'NoStartConnected',
    ].join(', '),
});

function isConnected({ vm, drive }: DriveItem): boolean {
  return vm.powerState === 'PoweredOn' && drive.startConnected;
}

const common = {
  HostDevice: { type: 'string', get: ({ drive }: DriveItem) => drive.hostDevice },
  ConnectionState: {
    type: 'DriveConnectInfo',
    get: (item: DriveItem) => objectOf(driveConnectInfo, item),
    json: 'omit',
  },
  Parent: {
    type: 'VirtualMachine',
    get: ({ connection, vm }: DriveItem) => owningVm({ connection, row: vm }),
  },
  ParentId: { type: 'string', get: ({ vm }: DriveItem) => moRefText(vm.id), json: 'omit' },
} as const;

export const cdDriveType: ObjectType<DriveItem> = objectType<DriveItem>()({
  name: 'CDDrive',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VirtualDevice.CDDriveImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.CDDrive'],
  base: viObject,
  properties: {
    IsoPath: { type: 'string', get: ({ drive }) => drive.imagePath, help: 'The image in it.' },
    ...common,
  },
  view: {
    table: [
      { label: 'VM', get: ({ vm }) => vm.name, width: 20 },
      { label: 'Name', get: ({ row }) => row.name, width: 16 },
      { property: 'IsoPath', width: 40 },
      { property: 'HostDevice' },
    ],
  },
});

export const floppyDriveType: ObjectType<DriveItem> = objectType<DriveItem>()({
  name: 'FloppyDrive',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VirtualDevice.FloppyDriveImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.FloppyDrive'],
  base: viObject,
  properties: {
    FloppyImagePath: { type: 'string', get: ({ drive }) => drive.imagePath, help: 'The image in it.' },
    ...common,
  },
  view: {
    table: [
      { label: 'VM', get: ({ vm }) => vm.name, width: 20 },
      { label: 'Name', get: ({ row }) => row.name, width: 16 },
      { property: 'FloppyImagePath', width: 40 },
      { property: 'HostDevice' },
    ],
  },
});

export function cdDriveValues({ connection, row }: Item<VmRow>): TypedObject<DriveItem>[] {
  return cdDrivesOf(row).map((drive) => driveValue(connection, row, drive));
}

export function floppyDriveValues({ connection, row }: Item<VmRow>): TypedObject<DriveItem>[] {
  return floppyDrivesOf(row).map((drive) => driveValue(connection, row, drive));
}

export function driveValue(
  connection: Item<VmRow>['connection'],
  vm: VmRow,
  drive: RemovableDrive,
): TypedObject<DriveItem> {
  const row = { id: `${moRefText(vm.id)}/${drive.key}`, name: drive.label };
  return objectOf(drive.kind === 'cd' ? cdDriveType : floppyDriveType, { connection, row, vm, drive });
}
