import { managedTypeOf } from '../datacenter/inventory/managed-type.ts';
import type { DiskRow } from '../datacenter/rows.ts';
import type { PropertyDefinition } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type * as vim25 from '../vim25/vim25.ts';
import type { Connection, Item } from './connection.ts';

type Vim25 = Pick<typeof vim25, 'viewOf' | 'diskDevice'>;

let load: () => Vim25 = () => {
  throw new Error('nobody said how the vSphere API is loaded');
};

/** How the API's shape is loaded when a script first reads ExtensionData. */
export function setVim25(loader: () => Vim25): void {
  load = loader;
}

/** One view for each object of the shell, so that what was read once stays until UpdateViewData. */
const views = new WeakMap<object, Value>();

function viewFor(item: object, connection: Connection, typeName: string, id: string): Value {
  let view = views.get(item);
  if (view === undefined) {
    view = load().viewOf(connection, typeName, id) ?? null;
    views.set(item, view);
  }
  return view;
}

const HELP = 'The object as the vSphere API has it; UpdateViewData() reads it anew.';

/** ExtensionData of an object whose id says its managed type. */
export function extensionData<T extends Item<{ readonly id: string }>>(
  typeName: string,
): PropertyDefinition<T> {
  return {
    type: `VMware.Vim.${typeName}`,
    get: (item) => viewFor(item, item.connection, managedTypeOf(item.row.id) ?? typeName, item.row.id),
    json: 'omit',
    help: HELP,
  };
}

export const taskExtensionData: PropertyDefinition<{
  readonly connection: Connection;
  readonly task: { readonly id: string };
}> = {
  type: 'VMware.Vim.Task',
  get: (item) => viewFor(item, item.connection, 'Task', item.task.id),
  json: 'omit',
  help: HELP,
};

/** A server's ExtensionData is the ServiceInstance that everything else is found by. */
export const serviceInstance: PropertyDefinition<Connection> = {
  type: 'VMware.Vim.ServiceInstance',
  get: (connection) => viewFor(connection, connection, 'ServiceInstance', 'ServiceInstance'),
  json: 'omit',
  help: HELP,
};

/** A disk's ExtensionData is the device of its VM. */
export const diskExtensionData: PropertyDefinition<Item<DiskRow & { readonly id: string }>> = {
  type: 'VMware.Vim.VirtualDisk',
  get: (item) => {
    let device = views.get(item);
    if (device === undefined) {
      device = load().diskDevice(item.row, item.connection);
      views.set(item, device);
    }
    return device;
  },
  json: 'omit',
  help: HELP,
};
