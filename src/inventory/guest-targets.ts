import type { Result } from '../base/result.ts';
import type { Invocation } from '../cmdlet/invocation.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { VmRow } from '../datacenter/rows.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { guestOf, guestType } from './guest.ts';
import { serverParameter } from './parameters.ts';
import { reportFault } from './report-fault.ts';
import { virtualMachineType } from './virtual-machine.ts';

/** The cmdlets that act on guests take VMs, or the guests of Get-VMGuest, and give guests. */
export const guestParameters = {
  VM: {
    type: virtualMachineType,
    array: true,
    position: 0,
    pipeline: 'value',
    sets: ['Vm'],
    mandatory: ['Vm'],
    help: 'The VMs.',
  },
  Guest: {
    type: guestType,
    array: true,
    pipeline: 'value',
    sets: ['VMGuest'],
    mandatory: ['VMGuest'],
    help: 'Guests, as Get-VMGuest gives them.',
  },
  Server: { ...serverParameter, sets: ['Vm'] },
} as const;

/** Does it to each guest meant, after asking. */
export function forEachGuest(
  invocation: Invocation,
  args: {
    readonly VM: readonly TypedObject<Item<VmRow>>[] | undefined;
    readonly Guest: readonly TypedObject<Item<VmRow>>[] | undefined;
  },
  action: string,
  act: (item: Item<VmRow>) => Result<VmRow, Fault>,
): void {
  for (const target of args.Guest ?? args.VM ?? []) {
    const item = target.data;
    if (!invocation.shouldProcess(item.row.name, action)) continue;
    const done = act(item);
    if (done.ok) invocation.write(guestOf({ ...item, row: done.value }));
    else reportFault(invocation, done.fault, target);
  }
}
