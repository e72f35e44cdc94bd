import type { VmRow } from '../datacenter/rows.ts';
import { defineEnum } from '../values/enum-type.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { moRefText } from './vi-object.ts';
import { vmValue } from './virtual-machine.ts';

const guestState = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VM.Guest.GuestState',
  values: ['Running', 'ShuttingDown', 'Resetting', 'Standby', 'NotRunning', 'Unknown'],
});

/** The names by which vSphere shows guest operating systems; others are shown by their id. */
const GUEST_NAMES: Readonly<Record<string, string>> = {
  centos64Guest: 'CentOS 4/5 or later (64-bit)',
  centos7_64Guest: 'CentOS 7 (64-bit)',
  debian8_64Guest: 'Debian GNU/Linux 8 (64-bit)',
  debian9_64Guest: 'Debian GNU/Linux 9 (64-bit)',
  dosGuest: 'Microsoft MS-DOS',
  freebsd64Guest: 'FreeBSD (64-bit)',
  other3xLinux64Guest: 'Other 3.x or later Linux (64-bit)',
  otherGuest: 'Other (32-bit)',
  otherGuest64: 'Other (64-bit)',
  otherLinux64Guest: 'Other Linux (64-bit)',
  rhel6_64Guest: 'Red Hat Enterprise Linux 6 (64-bit)',
  rhel7_64Guest: 'Red Hat Enterprise Linux 7 (64-bit)',
  sles12_64Guest: 'SUSE Linux Enterprise 12 (64-bit)',
  ubuntu64Guest: 'Ubuntu Linux (64-bit)',
  vmwarePhoton64Guest: 'VMware Photon OS (64-bit)',
  windows7_64Guest: 'Microsoft Windows 7 (64-bit)',
  windows8Server64Guest: 'Microsoft Windows Server 2012 (64-bit)',
  windows9_64Guest: 'Microsoft Windows 10 (64-bit)',
  windows9Server64Guest: 'Microsoft Windows Server 2016 or later (64-bit)',
};

/** VMware Tools of vSphere 6.5. */
const TOOLS_VERSION = '10.1.0';

/**
 * What VMware Tools tell of a VM's guest. Guests here have no network, so no addresses are ever told; and as with a
 * real guest, a VM that is off tells nothing but what it is set up for.
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
    OSFullName: { type: 'string', get: ({ row }) => (isRunning(row) ? guestName(row) : null) },
    HostName: { type: 'string', get: ({ row }) => (isRunning(row) ? row.name : null) },
    IPAddress: { type: 'string[]', get: () => [], help: 'Always empty: guests here have no network.' },
    Nics: { type: 'NicInfo[]', get: () => [], json: 'omit' },
    Disks: { type: 'DiskInfo[]', get: () => [], json: 'omit' },
    GuestFamily: { type: 'string', get: ({ row }) => (isRunning(row) ? familyOf(row) : null) },
    GuestId: { type: 'string', get: ({ row }) => (isRunning(row) ? row.guestId : null) },
    RuntimeGuestId: { type: 'string', get: ({ row }) => (isRunning(row) ? row.guestId : null) },
    ConfiguredGuestId: { type: 'string', get: ({ row }) => row.guestId },
    ToolsVersion: { type: 'string', get: ({ row }) => (isRunning(row) ? TOOLS_VERSION : '') },
    VM: { type: 'VirtualMachine', get: ({ connection, row }) => vmValue(connection, row) },
    VmId: { type: 'string', get: ({ row }) => moRefText(row.id), json: 'omit' },
    VmName: { type: 'string', get: ({ row }) => row.name },
  },
  view: {
    table: [
      { property: 'State', width: 12, align: 'left' },
      { property: 'IPAddress', width: 20 },
      { property: 'OSFullName', width: 40 },
    ],
  },
  toString: ({ row }) => `${row.name}:${isRunning(row) ? guestName(row) : ''}`,
  identity: ({ row }) => row.id,
});

export function guestOf(item: Item<VmRow>): TypedObject<Item<VmRow>> {
  return objectOf(guestType, item);
}

function isRunning(vm: VmRow): boolean {
  return vm.powerState === 'PoweredOn';
}

function guestName({ guestId }: VmRow): string {
  return GUEST_NAMES[guestId] ?? guestId;
}

function familyOf({ guestId }: VmRow): string {
  if (/^win/i.test(guestId)) return 'windowsGuest';
  return /^(other|dos|freebsd)/i.test(guestId) && !/linux/i.test(guestId) ? 'otherGuestFamily' : 'linuxGuest';
}
