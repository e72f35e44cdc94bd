import { objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';

/** What every object of the inventory has. */
export interface Identified {
  readonly id: string;
  readonly name: string;
}

/** The managed type of an id such as `vm-42`. */
const MANAGED_TYPES: Readonly<Record<string, string>> = {
  vm: 'VirtualMachine',
  host: 'HostSystem',
  domain: 'ClusterComputeResource',
  group: 'Folder',
  datacenter: 'Datacenter',
  datastore: 'Datastore',
  resgroup: 'ResourcePool',
  network: 'Network',
};

/** PowerCLI's form of a managed-object reference: `VirtualMachine-vm-42`. Other ids stay as they are. */
export function moRefText(id: string): string {
  const managedType = MANAGED_TYPES[id.slice(0, id.indexOf('-'))];
  return managedType === undefined ? id : `${managedType}-${id}`;
}

/** The id in `VirtualMachine-vm-42`, or the text itself. */
export function idOfMoRef(text: string): string {
  const dash = text.indexOf('-');
  const known = dash > 0 && Object.values(MANAGED_TYPES).includes(text.slice(0, dash));
  return known ? text.slice(dash + 1) : text;
}

/** `/VIServer=administrator@vsphere.local@vcsa-01:443/VirtualMachine=VirtualMachine-vm-42/` */
function uidOf(item: Item<Identified>): string {
  const { caller, serverName, port } = item.connection;
  const managedType = MANAGED_TYPES[item.row.id.slice(0, item.row.id.indexOf('-'))] ?? 'VIObject';
  return `/VIServer=${caller.user}@${serverName}:${port}/${managedType}=${moRefText(item.row.id)}/`;
}

/** The base of every inventory type: Name, Id, Uid. */
export const viObject = objectType<Item<Identified>>()({
  name: 'VIObject',
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VIObject',
  aliases: ['VMware.VimAutomation.Sdk.Types.V1.VIObject'],
  properties: {
    Name: { type: 'string', get: ({ row }) => row.name, help: 'The name as the inventory shows it.' },
    Id: { type: 'string', get: ({ row }) => moRefText(row.id), help: 'The managed-object reference.' },
    Uid: { type: 'string', get: (item) => uidOf(item), json: 'omit' },
  },
  toString: ({ row }) => row.name,
  identity: (item) => uidOf(item),
});
