import type { PortRow, VmRow } from '../datacenter/rows.ts';
import type { PortKind } from '../datacenter/vm/vm-ports.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { vmValue } from './virtual-machine.ts';

export interface PortItem extends Item<PortRow> {
  readonly vm: VmRow;
}

/** A serial or parallel port of a VM. */
export const portType = objectType<PortItem>()({
  name: 'VMPort',
  fullName: 'VSeal.VMPort',
  properties: {
    Name: { type: 'string', get: ({ row }) => row.label },
    Kind: { type: 'string', get: ({ row }) => row.kind },
    Backing: {
      type: 'string',
      get: ({ row }) => row.backing,
      help: 'The file of a datastore, or the network address, that it goes to.',
    },
    Key: { type: 'int', get: ({ row }) => row.key },
    Parent: { type: 'VirtualMachine', get: ({ connection, vm }) => vmValue(connection, vm) },
  },
  view: {
    table: [
      { label: 'VM', get: ({ vm }) => vm.name, width: 20 },
      { property: 'Name', width: 16 },
      { property: 'Backing' },
    ],
  },
  toString: ({ row }) => row.label,
});

export function portsOf({ connection, row }: Item<VmRow>, kind: PortKind): TypedObject<PortItem>[] {
  return (row.ports ?? [])
    .filter((port) => port.kind === kind)
    .map((port) => objectOf(portType, { connection, vm: row, row: port }));
}
