import type { VmRow } from '../datacenter/rows.ts';
import { guestAddresses, guestFileSystems, TOOLS } from '../datacenter/vm/guest-info.ts';
import { guestFamily, guestName } from '../datacenter/vm/guest-names.ts';
import { enumValue, longOf, make } from './make.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** What VMware Tools tell of a guest (`guest`, `summary.guest`): of one that runs, what VMGuest has, too. */
export function guestInfo(vm: VmRow, { datacenter }: VimSession): VimObject {
  const isOn = vm.powerState === 'PoweredOn';
  return make('GuestInfo', {
    ...toolsOf(vm),
    toolsVersionStatus: 'guestToolsCurrent',
    toolsVersionStatus2: 'guestToolsCurrent',
    guestState: isOn ? 'running' : 'notRunning',
    guestId: vm.guestId,
    guestFamily: guestFamily(vm.guestId),
    guestFullName: guestName(vm.guestId),
    ...(isOn && { toolsVersion: TOOLS.number, hostName: vm.name, ipAddress: guestAddresses(vm)[0] ?? null }),
    net: [],
    disk: () =>
      guestFileSystems(datacenter, vm).map((system) =>
        make('GuestDiskInfo', {
          diskPath: system.mountPoint || system.label || null,
          capacity: longOf(system.capacityBytes),
          freeSpace: longOf(system.freeBytes),
          filesystemType: system.type,
        }),
      ),
  });
}

export function guestSummary(vm: VmRow): VimObject {
  return make('VirtualMachineGuestSummary', {
    ...toolsOf(vm),
    guestId: vm.guestId,
    guestFullName: guestName(vm.guestId),
    ...(vm.powerState === 'PoweredOn' && { hostName: vm.name, ipAddress: guestAddresses(vm)[0] ?? null }),
  });
}

function toolsOf({ powerState }: VmRow) {
  const isOn = powerState === 'PoweredOn';
  return {
    toolsStatus: enumValue('VirtualMachineToolsStatus', isOn ? 'toolsOk' : 'toolsNotRunning'),
    toolsRunningStatus: isOn ? 'guestToolsRunning' : 'guestToolsNotRunning',
  };
}
