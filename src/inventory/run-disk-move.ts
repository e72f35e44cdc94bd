import type { Invocation } from '../cmdlet/invocation.ts';
import { moveDisk } from '../datacenter/disks/disk-move.ts';
import type { DatastoreRow } from '../datacenter/rows.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { diskFormatNamed, type HardDiskItem, hardDiskOf } from './hard-disk.ts';
import { runTask } from './run-task.ts';

/** Moves a disk for Move-HardDisk and Set-HardDisk. */
export function runDiskMove(
  invocation: Invocation,
  disk: TypedObject<HardDiskItem>,
  args: {
    readonly Datastore?: TypedObject<Item<DatastoreRow>> | undefined;
    readonly StorageFormat?: string | undefined;
    readonly RunAsync: boolean;
  },
): void {
  const { connection, vm, row } = disk.data;
  const where = args.Datastore === undefined ? '' : ` to ${args.Datastore.data.row.name}`;
  const how = args.StorageFormat === undefined ? '' : ` as ${args.StorageFormat}`;
  if (!invocation.shouldProcess(`${vm.name}, ${row.label}`, `Move hard disk${where}${how}`)) return;
  runTask(invocation, {
    connection,
    description: {
      descriptionId: 'VirtualMachine.relocate',
      name: 'RelocateVM_Task',
      entity: { id: vm.id, name: vm.name },
    },
    activity: `Moving ${row.label} of ${vm.name}`,
    operation: moveDisk(connection.datacenter, connection.caller, {
      vmId: vm.id,
      key: row.key,
      ...(args.Datastore !== undefined && { datastoreId: args.Datastore.data.row.id }),
      ...(args.StorageFormat !== undefined && { format: diskFormatNamed(args.StorageFormat) }),
    }),
    toValue: (moved) => hardDiskOf({ connection, row: moved.vm }, moved.disk),
    runAsync: args.RunAsync,
    target: disk,
  });
}
