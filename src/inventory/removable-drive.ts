import type { Invocation } from '../cmdlet/invocation.ts';
import type { VmRow } from '../datacenter/rows.ts';
import {
  cdDrivesOf,
  floppyDrivesOf,
  type RemovableDrive,
  removeDrive,
} from '../datacenter/vm/removable-drives.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import type { Item } from './connection.ts';
import { makeChange } from './make-change.ts';
import { owningVm } from './owning-vm.ts';
import { serverParameter } from './parameters.ts';
import { templateType } from './template.ts';
import { moRefText, viObject } from './vi-object.ts';
import { virtualMachineType } from './virtual-machine.ts';

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

/** Whose drives, and which of them: the parameters of Get-CDDrive and Get-FloppyDrive. */
export const drivesOfParameters = {
  VM: {
    type: virtualMachineType,
    array: true,
    position: 0,
    mandatory: ['VM'],
    sets: ['VM'],
    pipeline: 'value',
    help: 'The VMs.',
  },
  Template: {
    type: templateType,
    array: true,
    mandatory: ['Template'],
    sets: ['Template'],
    pipeline: 'value',
    help: 'The templates.',
  },
  Name: { type: 'string', array: true, wildcard: true, help: 'Only drives of these names.' },
  Server: serverParameter,
} as const;

/** Of the VMs and templates that were given, those drives that have one of the names. */
export function drivesOf(
  args: {
    readonly VM: readonly { readonly data: Item<VmRow> }[] | undefined;
    readonly Template: readonly { readonly data: Item<VmRow> }[] | undefined;
    readonly Name: readonly string[] | undefined;
  },
  valuesOf: (vm: Item<VmRow>) => TypedObject<DriveItem>[],
): TypedObject<DriveItem>[] {
  const isNamed = ({ data }: TypedObject<DriveItem>): boolean =>
    args.Name?.some((name) => matchesWildcard(data.row.name, name)) ?? true;
  return (args.VM ?? args.Template ?? []).flatMap(({ data }) => valuesOf(data).filter(isNamed));
}

/** What Remove-CDDrive and Remove-FloppyDrive do. */
export function removeDrives(invocation: Invocation, drives: readonly TypedObject<DriveItem>[]): void {
  for (const target of drives) {
    const { connection, vm, row, drive } = target.data;
    makeChange(
      invocation,
      removeDrive(connection.datacenter, connection.caller, { vmId: vm.id, unit: drive.unit }),
      { name: `${row.name} of ${vm.name}`, action: 'Remove drive', target, toValue: () => undefined },
    );
  }
}
