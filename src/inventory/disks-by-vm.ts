import type { Invocation } from '../cmdlet/invocation.ts';
import type { DiskRow, VmRow } from '../datacenter/rows.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { type HardDiskItem, hardDiskOf, hardDiskType } from './hard-disk.ts';
import { reportFault } from './report-fault.ts';
import { type VmItem, virtualMachineType, vmValue } from './virtual-machine.ts';

/** Disks that are changed together: those of one VM. */
export interface DisksOfOneVm {
  readonly connection: Connection;
  readonly vm: VmRow;
  /** Device keys. */
  readonly keys: readonly number[];
}

/** Groups disks by their VM, in the order in which the VMs first appear. */
export function disksByVm(disks: readonly TypedObject<HardDiskItem>[]): DisksOfOneVm[] {
  const groups = new Map<string, { connection: Connection; vm: VmRow; keys: number[] }>();
  for (const { data } of disks) {
    const { connection, vm, row } = data;
    const id = `${connection.sessionId} ${vm.id}`;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { connection, vm, keys: [row.key] });
    else if (!group.keys.includes(row.key)) group.keys.push(row.key);
  }
  return [...groups.values()];
}

/** -VM and -HardDisk as the community module has them; the disks alone say enough. */
export const vmAndDisksParameters = {
  VM: {
    type: virtualMachineType,
    array: true,
    position: 0,
    pipeline: 'both',
    help: 'The VMs of the disks; those that the disks belong to unless given.',
  },
  HardDisk: {
    type: hardDiskType,
    array: true,
    position: 1,
    mandatory: true,
    pipeline: 'value',
    help: 'The disks.',
  },
} as const;

/** -VM or -HardDisk: the disks of VMs, all of them or those that are given. */
export const vmOrDisksParameters = {
  VM: {
    type: virtualMachineType,
    array: true,
    position: 0,
    pipeline: 'both',
    help: 'The VMs, all their disks; or give -HardDisk.',
  },
  HardDisk: {
    type: hardDiskType,
    array: true,
    pipeline: 'value',
    help: 'These disks alone.',
  },
} as const;

/** What `vmOrDisksParameters` name, VM by VM; nothing at all is reported. */
export function disksOfVms(
  invocation: Invocation,
  vms: readonly TypedObject<VmItem>[] | undefined,
  disks: readonly TypedObject<HardDiskItem>[] | undefined,
): {
  readonly connection: Connection;
  readonly vm: VmRow;
  readonly diskKeys: { readonly diskKeys?: readonly number[] };
  readonly target: Value;
}[] {
  if (disks !== undefined) {
    return disksOf(invocation, vms, disks).map(({ connection, vm, keys, target }) => ({
      connection,
      vm,
      diskKeys: { diskKeys: keys },
      target,
    }));
  }
  if (vms === undefined) {
    reportFault(invocation, {
      kind: 'InvalidArgument',
      parameter: 'VM',
      rule: 'Neither a VM nor a disk was given.',
      remedy: 'Name one: -VM app-01',
    });
    return [];
  }
  return vms.map((vm) => ({ connection: vm.data.connection, vm: vm.data.row, diskKeys: {}, target: vm }));
}

/** The disks by VM; disks of no VM that was named are reported. */
export function disksOf(
  invocation: Invocation,
  vms: readonly TypedObject<VmItem>[] | undefined,
  disks: readonly TypedObject<HardDiskItem>[],
): (DisksOfOneVm & { readonly target: Value })[] {
  const named = vms?.map(({ data }) => data.row);
  const isMeant = ({ vm }: Pick<HardDiskItem, 'vm'>): boolean =>
    named?.some(({ id }) => id === vm.id) ?? true;
  const others = disks.filter(({ data }) => !isMeant(data));
  if (others.length > 0) {
    reportFault(invocation, {
      kind: 'DisksOfOtherVm',
      entity: named?.map(({ name }) => name).join(', ') ?? '',
      disks: others.map(({ data }) => `${data.vm.name}, ${data.row.label}`),
    });
    return [];
  }
  return disksByVm(disks).map((group) => ({ ...group, target: vmValue(group.connection, group.vm) }));
}

/** The disks of these keys as they are after a change. */
export function hardDisksAfter(
  connection: Connection,
  after: VmRow,
  keys: readonly number[],
): TypedObject<HardDiskItem>[] {
  const isMeant = ({ key }: DiskRow): boolean => keys.includes(key);
  return after.disks.filter(isMeant).map((disk) => hardDiskOf({ connection, row: after }, disk));
}
