import { idOfMoRef, managedTypeOf, moRefText } from '../datacenter/inventory/managed-type.ts';
import { objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';

/** What every object of the inventory has. */
export interface Identified {
  readonly id: string;
  readonly name: string;
}

export { idOfMoRef, moRefText };

/** `/VIServer=administrator@vsphere.local@vcsa-01:443/VirtualMachine=VirtualMachine-vm-42/` */
function uidOf(item: Item<Identified>): string {
  const { caller, serverName, port } = item.connection;
  const managedType = managedTypeOf(item.row.id) ?? 'VIObject';
  return `/VIServer=${caller.user}@${serverName}:${port}/${managedType}=${moRefText(item.row.id)}/`;
}

/** The base of every inventory type: Name, Id, Uid. */
export const viObject = objectType<Item<Identified>>()({
  name: 'VIObject',
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VIObject',
  aliases: ['VMware.VimAutomation.Sdk.Types.V1.VIObject', 'VMware.VimAutomation.ViCore.Impl.V1.VIObjectImpl'],
  properties: {
    Name: { type: 'string', get: ({ row }) => row.name, help: 'The name as the inventory shows it.' },
    Id: { type: 'string', get: ({ row }) => moRefText(row.id), help: 'The managed-object reference.' },
    Uid: { type: 'string', get: (item) => uidOf(item), json: 'omit' },
  },
  toString: ({ row }) => row.name,
  identity: (item) => uidOf(item),
});
