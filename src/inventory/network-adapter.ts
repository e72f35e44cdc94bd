import type { NetworkRow, VmRow } from '../datacenter/rows.ts';
import { macAddressOf } from '../datacenter/vm/network-adapters.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { itemsNamed } from './lookup.ts';
import { owningVm } from './owning-vm.ts';
import { moRefText, viObject } from './vi-object.ts';

/** A network adapter of a VM: the `index`th of its networks. */
export interface AdapterItem extends Item<{ readonly id: string; readonly name: string }> {
  readonly vm: VmRow;
  readonly index: number;
}

/** How an adapter is connected: always while its VM is on. */
const connectInfo: ObjectType<VmRow> = objectType<VmRow>()({
  name: 'ConnectInfo',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VirtualDevice.ConnectInfoImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.ConnectInfo'],
  properties: {
    Connected: { type: 'bool', get: isConnected },
    StartConnected: { type: 'bool', get: () => true },
    AllowGuestControl: { type: 'bool', get: () => true },
  },
  toString: (vm) => `${isConnected(vm) ? 'Connected' : 'NotConnected'}, GuestControl, StartConnected`,
});

function isConnected({ powerState }: VmRow): boolean {
  return powerState === 'PoweredOn';
}

export const networkAdapterType: ObjectType<AdapterItem> = objectType<AdapterItem>()({
  name: 'NetworkAdapter',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VirtualDevice.NetworkAdapterImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VirtualDevice.NetworkAdapter'],
  base: viObject,
  properties: {
    Type: { type: 'VirtualNetworkAdapterType', get: () => 'Vmxnet3' },
    NetworkName: { type: 'string', get: networkNameOf },
    MacAddress: { type: 'string', get: ({ vm, index }) => macAddressOf(vm, index) },
    WakeOnLanEnabled: { type: 'bool', get: () => true },
    ConnectionState: { type: 'ConnectInfo', get: ({ vm }) => objectOf(connectInfo, vm), json: 'omit' },
    Parent: { type: 'VirtualMachine', get: ({ connection, vm }) => owningVm({ connection, row: vm }) },
    ParentId: { type: 'string', get: ({ vm }) => moRefText(vm.id), json: 'omit' },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 20 },
      { property: 'Type', width: 10 },
      { property: 'NetworkName', width: 20 },
      { property: 'MacAddress', width: 18 },
      { property: 'WakeOnLanEnabled', width: 16, align: 'right' },
    ],
  },
});

/** A network that adapters connect to: a port group of a standard switch. */
export const portGroupType: ObjectType<Item<NetworkRow>> = objectType<Item<NetworkRow>>()({
  name: 'VirtualPortGroup',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Host.Networking.VirtualPortGroupImpl',
  aliases: [
    'VMware.VimAutomation.ViCore.Types.V1.Host.Networking.VirtualPortGroup',
    'VMware.VimAutomation.ViCore.Types.V1.Host.Networking.VirtualPortGroupBase',
  ],
  base: viObject,
  properties: {
    VLanId: { type: 'int', get: () => 0 },
    VirtualSwitchName: { type: 'string', get: () => 'vSwitch0' },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 25 },
      { property: 'VLanId', width: 8 },
      { property: 'VirtualSwitchName', width: 18 },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'networks', pattern)].map((item) => objectOf(portGroupType, item)),
});

export function networkAdaptersOf({ connection, row }: Item<VmRow>): TypedObject<AdapterItem>[] {
  return row.networkIds.map((_, index) => networkAdapterOf(connection, row, index));
}

export function networkAdapterOf(
  connection: Item<VmRow>['connection'],
  vm: VmRow,
  index: number,
): TypedObject<AdapterItem> {
  return objectOf(networkAdapterType, {
    connection,
    vm,
    index,
    row: { id: `${moRefText(vm.id)}/${4000 + index}`, name: `Network adapter ${index + 1}` },
  });
}

function networkNameOf({ connection, vm, index }: AdapterItem): string | null {
  return connection.datacenter.get('networks', vm.networkIds[index] ?? '')?.name ?? null;
}
