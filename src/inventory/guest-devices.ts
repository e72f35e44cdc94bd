import type { VmRow } from '../datacenter/rows.ts';
import { type GuestFileSystem, guestAddresses, guestFileSystems } from '../datacenter/vm/guest-info.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import type { Item } from './connection.ts';
import { type AdapterItem, networkAdaptersOf, networkAdapterType } from './network-adapter.ts';
import { gigabytes } from './quantities.ts';

/** A file system of a guest. */
const diskInfoType: ObjectType<GuestFileSystem> = objectType<GuestFileSystem>()({
  name: 'DiskInfo',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VM.Guest.DiskInfoImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VM.Guest.DiskInfo'],
  properties: {
    CapacityGB: { type: 'decimal', get: ({ capacityBytes }) => gigabytes(capacityBytes) },
    Capacity: { type: 'long', get: ({ capacityBytes }) => BigInt(capacityBytes) },
    FreeSpaceGB: { type: 'decimal', get: ({ freeBytes }) => gigabytes(freeBytes) },
    FreeSpace: { type: 'long', get: ({ freeBytes }) => BigInt(freeBytes) },
    Path: {
      type: 'string',
      get: pathOf,
      help: 'Where it was last mounted; else its label, or its disk and partition.',
    },
    FileSystemType: { type: 'string', get: ({ type }) => type },
  },
  toString: (system) =>
    `Capacity:${system.capacityBytes}, FreeSpace:${system.freeBytes}, Path:${pathOf(system)}`,
  identity: ({ disk, partition }) => `${disk.fileName}/${partition}`,
});

function pathOf({ mountPoint, label, disk, partition }: GuestFileSystem): string {
  const place = partition === 0 ? disk.label : `${disk.label}, partition ${partition}`;
  return mountPoint || label || place;
}

/** A network adapter as its guest sees it. */
const nicInfoType: ObjectType<AdapterItem> = objectType<AdapterItem>()({
  name: 'NicInfo',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VM.Guest.NicInfoImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VM.Guest.NicInfo'],
  properties: {
    Device: { type: 'NetworkAdapter', get: (item) => objectOf(networkAdapterType, item) },
    NetworkName: { type: 'string', get: (item) => propertyOf(item, 'NetworkName') },
    MacAddress: { type: 'string', get: (item) => propertyOf(item, 'MacAddress') },
    Connected: { type: 'bool', get: () => true },
    IPAddress: {
      type: 'string[]',
      get: ({ vm, index }) => (index === 0 ? [...guestAddresses(vm)] : []),
      help: 'The first adapter has the guest’s addresses.',
    },
  },
  toString: (item) => `${item.row.name}:${toText(propertyOf(item, 'NetworkName'))}`,
  identity: ({ row }) => row.id,
});

function propertyOf(item: AdapterItem, name: string): Value {
  return networkAdapterType.allProperties().get(name)?.get(item) ?? null;
}

export function guestDisksOf({ connection, row }: Item<VmRow>): Value {
  return guestFileSystems(connection.datacenter, row).map((system) => objectOf(diskInfoType, system));
}

/** A guest that does not run tells of no adapter. */
export function nicsOf(item: Item<VmRow>): Value {
  if (item.row.powerState !== 'PoweredOn') return [];
  return networkAdaptersOf(item).map(({ data }) => objectOf(nicInfoType, data));
}
