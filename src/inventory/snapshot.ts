import { snapshotBytesOf } from '../datacenter/disks/snapshot-files.ts';
import type { SnapshotRow, VmRow } from '../datacenter/rows.ts';
import { localDateTime } from '../values/date-time.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Item } from './connection.ts';
import { powerState } from './enums.ts';
import { extensionData } from './extension-data.ts';
import { gigabytes, megabytes } from './quantities.ts';
import { moRefText, viObject } from './vi-object.ts';
import { virtualMachineType } from './virtual-machine.ts';

export interface SnapshotItem extends Item<SnapshotRow> {
  readonly vm: VmRow;
}

/** A snapshot of a VM. */
export const snapshotType: ObjectType<SnapshotItem> = objectType<SnapshotItem>()({
  name: 'Snapshot',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VM.SnapshotImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VM.Snapshot'],
  base: viObject,
  properties: {
    Description: { type: 'string', get: ({ row }) => row.description },
    Created: { type: 'datetime', get: ({ row }) => localDateTime(row.createdMs) },
    PowerState: { type: 'PowerState', get: ({ row }) => powerState.value(row.powerState) },
    IsCurrent: { type: 'bool', get: ({ vm, row }) => vm.currentSnapshotId === row.id },
    Quiesced: { type: 'bool', get: ({ row }) => row.quiesced },
    ExtensionData: extensionData<SnapshotItem>('VirtualMachineSnapshot'),
    VM: {
      type: 'VirtualMachine',
      get: ({ connection, vm }) => objectOf(virtualMachineType, { connection, row: vm }),
    },
    VMId: { type: 'string', get: ({ vm }) => moRefText(vm.id), json: 'omit' },
    SizeGB: {
      type: 'decimal',
      get: (item) => gigabytes(sizeOf(item)),
      json: 'omit',
      help: 'What its disks and its state take on the datastore.',
    },
    SizeMB: { type: 'decimal', get: (item) => megabytes(sizeOf(item)), json: 'omit' },
    ParentSnapshotId: { type: 'string', get: ({ row }) => row.parentId, json: 'omit' },
    ParentSnapshot: {
      type: 'Snapshot',
      get: (item) => relative(item, (row) => row.id === item.row.parentId)[0] ?? null,
      json: 'omit',
    },
    IsReplaySupported: { type: 'bool', get: () => false, json: 'omit' },
    Parent: {
      type: 'Snapshot',
      get: (item) => relative(item, (row) => row.id === item.row.parentId)[0] ?? null,
    },
    Children: {
      type: 'Snapshot[]',
      get: (item) => relative(item, (row) => row.parentId === item.row.id),
      json: 'omit',
    },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 20 },
      { property: 'Description', width: 27 },
      { property: 'PowerState', width: 10, align: 'left' },
    ],
  },
});

function sizeOf({ connection, row }: SnapshotItem): number {
  return snapshotBytesOf(connection.datacenter, row);
}

function relative(item: SnapshotItem, isMeant: (row: SnapshotRow) => boolean): Value[] {
  return item.vm.snapshots.filter(isMeant).map((row) => objectOf(snapshotType, { ...item, row }));
}

export function snapshotsOf(item: Item<VmRow>): TypedObject<SnapshotItem>[] {
  return item.row.snapshots.map((row) =>
    objectOf(snapshotType, { connection: item.connection, vm: item.row, row }),
  );
}
