import { MiB } from '../../base/units.ts';
import { type VmxDictionary, vmxValue } from '../../storage/vmx.ts';
import { WORKLOAD_KINDS } from '../../vmotion/workload.ts';
import type { GuestLoad, VmRow } from '../rows.ts';
import { populatedPart } from './guest.ts';

/** What the running guest does to its memory, as advanced settings and as lines of the VMX by the same names. */

type Guest = Partial<Pick<VmRow, 'workload' | 'guestLoad'>>;

/** An advanced setting that is the model's own; `Change` is what of a VM's row it may set. */
export interface KnownSetting<Change> {
  readonly description: string;
  readonly read: (vm: VmRow) => string;
  /** What the VM's row gets; undefined when the value is not one. */
  readonly write: (value: string, vm: Pick<VmRow, 'guestLoad'>) => Change | undefined;
  readonly rule: string;
}

function load(
  name: keyof GuestLoad,
  scale: number,
  max: number,
  described: { readonly description: string; readonly unset: (vm: VmRow) => string },
): KnownSetting<Guest> {
  return {
    description: described.description,
    rule: `It is a number from 0 to ${max}, or empty for the workload’s own.`,
    read: (vm) => {
      const value = vm.guestLoad?.[name];
      return value === undefined ? described.unset(vm) : String(Number((value / scale).toFixed(3)));
    },
    write(value, vm) {
      const others: GuestLoad = Object.fromEntries(
        Object.entries(vm.guestLoad ?? {}).filter(([key]) => key !== name),
      );
      if (value.trim() === '') return { guestLoad: others };
      const number = Number(value);
      if (!Number.isFinite(number) || number < 0 || number > max) return undefined;
      return { guestLoad: { ...others, [name]: number * scale } };
    },
  };
}

export const GUEST_SETTINGS: Readonly<Record<string, KnownSetting<Guest>>> = {
  'guest.workload': {
    description: `What the running guest does to its memory: ${WORKLOAD_KINDS.join(', ')}.`,
    rule: `It is one of ${WORKLOAD_KINDS.join(', ')}.`,
    read: (vm) => vm.workload,
    write(value) {
      const workload = WORKLOAD_KINDS.find((kind) => kind === value.toLowerCase());
      return workload && { workload };
    },
  },
  'guest.writeMBps': load('bytesPerSecond', MiB, 100_000, {
    description: 'Memory that the guest writes, in MB of pages per second; empty: its workload’s own rate.',
    unset: () => '',
  }),
  'guest.workingSetMB': load('workingSetBytes', MiB, 1_000_000, {
    description: 'The memory that it writes to; empty: its workload’s own share.',
    unset: () => '',
  }),
  'guest.hotPct': load('hotShare', 0.01, 100, {
    description: 'Writes that go to the hottest tenth of the working set, for the workload custom.',
    unset: () => '',
  }),
  'guest.populatedPct': load('populated', 0.01, 100, {
    description: 'The part of the memory that holds data; the rest is never touched.',
    unset: (vm) => String(populatedPart(vm) * 100),
  }),
};

/** Lines for what is set otherwise than a VM's own default. */
export function guestLines(vm: VmRow): [string, string][] {
  return Object.entries(GUEST_SETTINGS).flatMap(([name, { read }]): [string, string][] => {
    const plain: VmRow = name === 'guest.workload' ? { ...vm, workload: 'idle' } : { ...vm, guestLoad: {} };
    return read(vm) === read(plain) ? [] : [[name, read(vm)]];
  });
}

/** What such lines say; a value that is none is left out. */
export function guestIn(settings: VmxDictionary): Guest {
  let guest: Guest = {};
  for (const [name, setting] of Object.entries(GUEST_SETTINGS)) {
    const value = vmxValue(settings, name);
    if (value !== undefined) guest = { ...guest, ...setting.write(value, guest) };
  }
  return guest;
}
