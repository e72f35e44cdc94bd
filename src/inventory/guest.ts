import type { VmRow } from '../datacenter/rows.ts';
import { guestAddresses, TOOLS } from '../datacenter/vm/guest-info.ts';
import { guestFamily, guestName } from '../datacenter/vm/guest-names.ts';
import { defineEnum } from '../values/enum-type.ts';
import { getProperty } from '../values/member.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { guestDisksOf, nicsOf } from './guest-devices.ts';
import { owningVm } from './owning-vm.ts';
import { moRefText } from './vi-object.ts';

const guestState = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VM.Guest.GuestState',
  values: ['Running', 'ShuttingDown', 'Resetting', 'Standby', 'NotRunning', 'Unknown'],
});

/**
 * What VMware Tools tell of a VM's guest. No system runs in it: its addresses are those of the advanced setting
 * guestinfo.ip, its disks the file systems that are found on the VM's disks. As with a real guest, a VM that is off
 * tells nothing but what it is set up for.
 */
export const guestType: ObjectType<Item<VmRow>> = objectType<Item<VmRow>>()({
  name: 'VMGuest',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VM.Guest.VMGuestImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VM.Guest.VMGuest'],
  properties: {
    State: {
      type: 'GuestState',
      get: ({ row }) => guestState.value(isRunning(row) ? 'Running' : 'NotRunning'),
    },
    OSFullName: { type: 'string', get: ({ row }) => (isRunning(row) ? guestName(row.guestId) : null) },
    HostName: { type: 'string', get: ({ row }) => (isRunning(row) ? row.name : null) },
    IPAddress: {
      type: 'string[]',
      get: ({ row }) => [...guestAddresses(row)],
      help: 'What the advanced setting guestinfo.ip names, while the VM is on and has a network adapter.',
    },
    Nics: { type: 'NicInfo[]', get: nicsOf, json: 'omit' },
    Disks: {
      type: 'DiskInfo[]',
      get: guestDisksOf,
      json: 'omit',
      help: 'The file systems on its disks: ext2, ext3, ext4, XFS and FAT32. Of an encrypted disk while its host holds the key.',
    },
    GuestFamily: { type: 'string', get: ({ row }) => (isRunning(row) ? guestFamily(row.guestId) : null) },
    GuestId: { type: 'string', get: ({ row }) => (isRunning(row) ? row.guestId : null) },
    RuntimeGuestId: { type: 'string', get: ({ row }) => (isRunning(row) ? row.guestId : null) },
    ConfiguredGuestId: { type: 'string', get: ({ row }) => row.guestId },
    ToolsVersion: { type: 'string', get: ({ row }) => (isRunning(row) ? TOOLS.name : '') },
    VM: { type: 'VirtualMachine', get: owningVm },
    VmId: { type: 'string', get: ({ row }) => moRefText(row.id), json: 'omit' },
    VmUid: {
      type: 'string',
      get: (item) => getProperty(owningVm(item), 'uid') ?? null,
      json: 'omit',
    },
    VmName: { type: 'string', get: ({ row }) => row.name },
  },
  view: {
    table: [
      { property: 'State', width: 12, align: 'left' },
      { property: 'IPAddress', width: 20 },
      { property: 'OSFullName', width: 40 },
    ],
  },
  toString: ({ row }) => `${row.name}:${isRunning(row) ? guestName(row.guestId) : ''}`,
  identity: ({ row }) => row.id,
});

export function guestOf(item: Item<VmRow>): TypedObject<Item<VmRow>> {
  return objectOf(guestType, item);
}

function isRunning(vm: VmRow): boolean {
  return vm.powerState === 'PoweredOn';
}
