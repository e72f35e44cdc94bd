import type { VmRow } from '../datacenter/rows.ts';
import { guestAddresses, guestFileSystems, TOOLS } from '../datacenter/vm/guest-info.ts';
import { guestFamily, guestName } from '../datacenter/vm/guest-names.ts';
import { macAddressOf } from '../datacenter/vm/network-adapters.ts';
import type { Value } from '../values/value.ts';
import { enumValue, listOf, longOf, make } from './make.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';
import { KEYS } from './vm-devices.ts';

/** What VMware Tools tell of a guest (`guest`, `summary.guest`): of one that runs, what VMGuest has, too. */
export function guestInfo(vm: VmRow, session: VimSession): VimObject {
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
    net: isOn ? nicsOf(vm, session) : [],
    disk: () =>
      guestFileSystems(session.datacenter, vm).map((system) =>
        make('GuestDiskInfo', {
          diskPath: system.mountPoint || system.label || null,
          capacity: longOf(system.capacityBytes),
          freeSpace: longOf(system.freeBytes),
          filesystemType: system.type,
        }),
      ),
  });
}

/** The first adapter has the guest's addresses. */
function nicsOf(vm: VmRow, { datacenter }: VimSession): Value {
  return listOf(
    'GuestNicInfo',
    vm.networkIds.map((id, index) =>
      make('GuestNicInfo', {
        network: datacenter.get('networks', id)?.name ?? null,
        ipAddress: index === 0 ? [...guestAddresses(vm)] : [],
        macAddress: macAddressOf(vm, index),
        connected: true,
        deviceConfigId: KEYS.firstNetworkCard + index,
      }),
    ),
  );
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
