import { MiB } from '../base/units.ts';
import type { DiskRow, VmRow } from '../datacenter/rows.ts';
import { type Allocation, diskAllocationOf, vmAllocationOf } from '../datacenter/vm/vm-allocation.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Item } from './connection.ts';
import { cpuAffinity, htCoreSharing, sharesLevel } from './enums.ts';
import { gigabytes } from './quantities.ts';
import { moRefText } from './vi-object.ts';
import { virtualMachineType } from './virtual-machine.ts';

/** Shares and limit of a disk. */
export const vmDiskResourceConfigurationType: ObjectType<DiskRow> = objectType<DiskRow>()({
  name: 'VMDiskResourceConfiguration',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VM.VMDiskResourceConfigurationImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VM.VMDiskResourceConfiguration'],
  properties: {
    Key: { type: 'int', get: ({ key }) => key },
    DiskSharesLevel: {
      type: 'SharesLevel',
      get: (disk) => sharesLevel.value(diskAllocationOf(disk).sharesLevel),
    },
    NumDiskShares: { type: 'int', get: (disk) => diskAllocationOf(disk).shares },
    DiskLimitIOPerSecond: {
      type: 'long',
      get: (disk) => BigInt(diskAllocationOf(disk).limitPerSecond ?? -1),
      help: '-1: unlimited.',
    },
  },
  view: {
    table: [
      { property: 'Key', width: 8, align: 'left' },
      { property: 'DiskSharesLevel', width: 16, align: 'left' },
      { property: 'NumDiskShares', width: 14 },
      { property: 'DiskLimitIOPerSecond', width: 20 },
    ],
  },
  toString: ({ label }) => label,
});

/** What a VM gets of the CPU, memory and I/O of where it runs. */
export const vmResourceConfigurationType: ObjectType<Item<VmRow>> = objectType<Item<VmRow>>()({
  name: 'VMResourceConfiguration',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VM.VMResourceConfigurationImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VM.VMResourceConfiguration'],
  properties: {
    VM: { type: 'VirtualMachine', get: (item) => objectOf(virtualMachineType, item) },
    VMId: { type: 'string', get: ({ row }) => moRefText(row.id) },
    VirtualMachineId: { type: 'string', get: ({ row }) => moRefText(row.id), json: 'omit' },
    NumCpuShares: { type: 'int', get: ({ row }) => cpuOf(row).shares },
    CpuSharesLevel: { type: 'SharesLevel', get: ({ row }) => sharesLevel.value(cpuOf(row).sharesLevel) },
    CpuReservationMhz: { type: 'long', get: ({ row }) => BigInt(cpuOf(row).reservation) },
    CpuLimitMhz: {
      type: 'long',
      get: ({ row }) => BigInt(cpuOf(row).limit ?? -1),
      help: '-1: unlimited.',
    },
    NumMemShares: { type: 'int', get: ({ row }) => memoryOf(row).shares },
    MemSharesLevel: { type: 'SharesLevel', get: ({ row }) => sharesLevel.value(memoryOf(row).sharesLevel) },
    MemReservationMB: { type: 'long', get: ({ row }) => megabytesOf(memoryOf(row).reservation) },
    MemReservationGB: { type: 'decimal', get: ({ row }) => gigabytes(memoryOf(row).reservation) },
    MemLimitMB: { type: 'long', get: ({ row }) => limitOf(row, megabytesOf), help: '-1: unlimited.' },
    MemLimitGB: { type: 'decimal', get: ({ row }) => limitOf(row, gigabytes) },
    DiskResourceConfiguration: {
      type: 'VMDiskResourceConfiguration[]',
      get: ({ row }) => row.disks.map((disk) => objectOf(vmDiskResourceConfigurationType, disk)),
      json: 'value',
    },
    HTCoreSharing: {
      type: 'HTCoreSharing',
      get: () => htCoreSharing.value('Any'),
      json: 'omit',
    },
    CpuAffinity: { type: 'CpuAffinity', get: () => cpuAffinity.value('NoAffinity'), json: 'omit' },
    CpuAffinityList: { type: 'int[]', get: () => [], json: 'omit' },
  },
  view: {
    table: [
      { property: 'VM', width: 20, align: 'left' },
      { property: 'NumCpuShares', width: 12 },
      { property: 'CpuReservationMhz', width: 17 },
      { property: 'CpuLimitMhz', width: 11 },
      { property: 'NumMemShares', width: 12 },
      { property: 'MemReservationMB', width: 16 },
      { property: 'MemLimitMB', width: 10 },
    ],
  },
  toString: ({ row }) => row.name,
});

export function vmResourceConfigurationOf(item: Item<VmRow>): TypedObject<Item<VmRow>> {
  return objectOf(vmResourceConfigurationType, item);
}

function cpuOf(vm: VmRow): Allocation {
  return vmAllocationOf(vm, 'cpu');
}

function memoryOf(vm: VmRow): Allocation {
  return vmAllocationOf(vm, 'memory');
}

function megabytesOf(bytes: number): bigint {
  return BigInt(Math.round(bytes / MiB));
}

function limitOf(vm: VmRow, unit: (bytes: number) => Value): Value {
  const { limit } = memoryOf(vm);
  return limit === null ? (unit === gigabytes ? -1 : -1n) : unit(limit);
}
