import { GiB, MiB } from '../../src/base/units.ts';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { SharesLevel } from '../../src/datacenter/rows.ts';
import { type ResourceChange, setVmResources } from '../../src/datacenter/vm/vm-resources.ts';
import { sharesLevel } from '../../src/inventory/enums.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { bytesOfGigabytes } from '../../src/inventory/quantities.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import {
  vmResourceConfigurationOf,
  vmResourceConfigurationType,
} from '../../src/inventory/vm-resource-configuration.ts';
import { toText } from '../../src/values/to-text.ts';
import { isNull, type Value } from '../../src/values/value.ts';

/** `$null` takes a limit away, and so does -1. */
const limit = (help: string) => ({ type: 'object', allowNull: true, help }) as const;

export default defineCmdlet({
  name: 'Set-VMResourceConfiguration',
  synopsis: 'Changes shares, reservations and limits of virtual machines and their disks.',
  description:
    'What is reserved counts: a VM starts, moves and is restarted only where its host and its resource pool have it left, and in a cluster with vSphere HA beside what is kept for hosts that fail. Reserved memory is never swapped: the swap file is as large as the rest. Shares and limits are kept and written to the VMX; nothing here competes for CPU or I/O, so that they hold nobody back.',
  parameters: {
    Configuration: {
      type: vmResourceConfigurationType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'What Get-VMResourceConfiguration gives.',
    },
    CpuSharesLevel: { type: sharesLevel, help: 'Low, Normal, High or Custom.' },
    NumCpuShares: { type: 'int', help: 'Custom CPU shares.' },
    CpuReservationMhz: { type: 'long', help: 'CPU that is kept for it.' },
    CpuLimitMhz: limit('CPU that it gets at most; $null is unlimited.'),
    MemSharesLevel: { type: sharesLevel, help: 'Low, Normal, High or Custom.' },
    NumMemShares: { type: 'int', help: 'Custom memory shares.' },
    MemReservationGB: { type: 'double', help: 'Memory that is kept for it.' },
    MemReservationMB: { type: 'long', help: 'The same in MB.' },
    MemLimitGB: limit('Memory that it gets at most; $null is unlimited.'),
    MemLimitMB: limit('The same in MB.'),
    Disk: { type: hardDiskType, array: true, help: 'The disks that the rest is about.' },
    DiskSharesLevel: { type: sharesLevel, help: 'Low, Normal, High or Custom.' },
    NumDiskShares: { type: 'int', help: 'Custom shares of the disks.' },
    DiskLimitIOPerSecond: limit('I/O operations of each disk in a second at most; $null is unlimited.'),
  },
  output: [vmResourceConfigurationType],
  impact: 'medium',
  privileges: ['VirtualMachine.Config.Resource'],
  examples: [
    {
      title: 'Reserve memory and CPU',
      code: 'Get-VM app-01 | Get-VMResourceConfiguration | Set-VMResourceConfiguration -MemReservationMB 512 -CpuReservationMhz 500',
    },
    {
      title: 'Reserve all memory, so that there is no swap file',
      code: '$vm = Get-VM app-02; $vm | Get-VMResourceConfiguration | Set-VMResourceConfiguration -MemReservationGB $vm.MemoryGB',
    },
    {
      title: 'Take the limits away',
      code: 'Get-VM | Get-VMResourceConfiguration | Set-VMResourceConfiguration -CpuLimitMhz $null -MemLimitMB $null',
    },
    {
      title: 'A disk that comes first',
      code: 'Get-VM app-01 | Get-VMResourceConfiguration | Set-VMResourceConfiguration -Disk (Get-HardDisk app-01) -DiskSharesLevel High',
    },
  ],
  links: ['Get-VMResourceConfiguration', 'Set-ResourcePool'],
  process(args, invocation) {
    const limits = limitsOf(invocation, args);
    if (limits === undefined || disksMissing(invocation, args)) return;
    for (const configuration of args.Configuration) {
      const { connection, row } = configuration.data;
      const { datacenter, caller } = connection;
      const change = setVmResources(datacenter, caller, changeOf(row.id, args, limits));
      if (reportRefusal(invocation, change.check(), configuration)) continue;
      if (!invocation.shouldProcess(row.name, 'Set resource configuration')) continue;
      const changed = change.make();
      if (changed.ok) invocation.write(vmResourceConfigurationOf({ connection, row: changed.value }));
      else reportFault(invocation, changed.fault, configuration);
    }
  },
});

/** What is said of disks needs some that it is said of. */
function disksMissing(invocation: Invocation, args: Arguments): boolean {
  const parameter = (['DiskSharesLevel', 'NumDiskShares', 'DiskLimitIOPerSecond'] as const).find(
    (name) => args[name] !== undefined,
  );
  if (parameter === undefined || args.Disk !== undefined) return false;
  reportFault(invocation, {
    kind: 'InvalidArgument',
    parameter,
    rule: 'It is a setting of disks, and -Disk names none.',
    remedy: 'Give the disks, too: -Disk (Get-HardDisk VM)',
  });
  return true;
}

interface Arguments {
  readonly CpuSharesLevel: SharesLevel | undefined;
  readonly NumCpuShares: number | undefined;
  readonly CpuReservationMhz: bigint | undefined;
  readonly CpuLimitMhz: Value | undefined;
  readonly MemSharesLevel: SharesLevel | undefined;
  readonly NumMemShares: number | undefined;
  readonly MemReservationGB: number | undefined;
  readonly MemReservationMB: bigint | undefined;
  readonly MemLimitGB: Value | undefined;
  readonly MemLimitMB: Value | undefined;
  readonly Disk:
    | { readonly data: { readonly vm: { readonly id: string }; readonly row: { readonly key: number } } }[]
    | undefined;
  readonly DiskSharesLevel: SharesLevel | undefined;
  readonly NumDiskShares: number | undefined;
  readonly DiskLimitIOPerSecond: Value | undefined;
}

type Limits = Readonly<Record<(typeof LIMITS)[number], number | null | undefined>>;
const LIMITS = ['CpuLimitMhz', 'MemLimitGB', 'MemLimitMB', 'DiskLimitIOPerSecond'] as const;

/** Numbers, null for no limit; undefined, and an error, where one is neither. */
function limitsOf(invocation: Invocation, args: Arguments): Limits | undefined {
  const limits: Record<string, number | null | undefined> = {};
  for (const parameter of LIMITS) {
    const value = args[parameter];
    const amount = value === undefined || isNull(value) ? 0 : Number(toText(value));
    if (!Number.isFinite(amount)) {
      reportFault(invocation, {
        kind: 'InvalidArgument',
        parameter,
        rule: `'${toText(value ?? null)}' is no number.`,
        remedy: 'Give a number, or $null for no limit.',
      });
      return undefined;
    }
    limits[parameter] = value === undefined ? undefined : isNull(value) || amount < 0 ? null : amount;
  }
  return limits as Limits;
}

function changeOf(vmId: string, args: Arguments, limits: Limits): ResourceChange {
  const cpu = given({
    sharesLevel: args.CpuSharesLevel,
    shares: args.NumCpuShares,
    reservation: args.CpuReservationMhz === undefined ? undefined : Number(args.CpuReservationMhz),
    limit: limits.CpuLimitMhz,
  });
  const memory = given({
    sharesLevel: args.MemSharesLevel,
    shares: args.NumMemShares,
    reservation: memoryOf(args),
    limit: memoryLimit(limits),
  });
  const disks = given({
    sharesLevel: args.DiskSharesLevel,
    shares: args.NumDiskShares,
    limitPerSecond: limits.DiskLimitIOPerSecond,
  });
  const keys = (args.Disk ?? []).filter(({ data }) => data.vm.id === vmId).map(({ data }) => data.row.key);
  return {
    vmId,
    ...(cpu && { cpu }),
    ...(memory && { memory }),
    ...(disks && keys.length > 0 && { disks: { ...disks, keys } }),
  };
}

/** Undefined where nothing is set. */
function given<T extends object>(change: T): T | undefined {
  return Object.values(change).some((value) => value !== undefined) ? change : undefined;
}

function memoryOf({ MemReservationGB, MemReservationMB }: Arguments): number | undefined {
  if (MemReservationMB !== undefined) return Number(MemReservationMB) * MiB;
  return MemReservationGB === undefined ? undefined : wholeMegabytes(bytesOfGigabytes(MemReservationGB));
}

function memoryLimit({ MemLimitGB, MemLimitMB }: Limits): number | null | undefined {
  if (MemLimitMB !== undefined) return MemLimitMB === null ? null : wholeMegabytes(MemLimitMB * MiB);
  if (MemLimitGB === undefined) return undefined;
  return MemLimitGB === null ? null : wholeMegabytes(MemLimitGB * GiB);
}

/** vSphere counts memory in MB. */
function wholeMegabytes(bytes: number): number {
  return Math.round(bytes / MiB) * MiB;
}
