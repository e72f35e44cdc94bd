import { fail, ok, type Result } from '../../base/result.ts';
import { formatBytes } from '../../base/units.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { admit } from '../hosts/reservations.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { DiskRow, VmRow } from '../rows.ts';
import {
  changedDiskAllocation,
  changedVmAllocation,
  type DiskAllocationChange,
  diskAllocationOf,
  LEAST_DISK_LIMIT,
  LEAST_DISK_SHARES,
  LIMIT_SHARES,
  type VmAllocationChange,
  vmAllocationOf,
} from './vm-allocation.ts';
import { syncVmx } from './vm-files.ts';

/** What changes of a VM's shares, reservations and limits; what is not named stays. */
export interface ResourceChange {
  readonly vmId: string;
  readonly cpu?: VmAllocationChange;
  readonly memory?: VmAllocationChange;
  readonly disks?: DiskAllocationChange & {
    /** Device keys. */
    readonly keys: readonly number[];
  };
}

/** Gives a VM other shares, reservations and limits. More than its host or its pool has left is refused while it runs. */
export function setVmResources(
  datacenter: Datacenter,
  caller: Caller,
  request: ResourceChange,
): PlannedChange<VmRow> {
  const change = (tx: Transaction): Result<VmRow, Fault> => {
    const vm = tx.get('vms', request.vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
    const allowed = requirePrivilege(datacenter, caller, 'VirtualMachine.Config.Resource', vm);
    if (!allowed.ok) return allowed;
    const open = refuseLocked(vm);
    if (!open.ok) return open;
    const after = changed(vm, request);
    const wrong = wrongAllocation(after);
    if (wrong !== undefined) return fail(wrong);
    const host = tx.get('hosts', vm.hostId);
    const grows = (['cpu', 'memory'] as const).some(
      (resource) => vmAllocationOf(after, resource).reservation > vmAllocationOf(vm, resource).reservation,
    );
    const admitted =
      vm.powerState === 'PoweredOn' && grows && host !== undefined
        ? admit(datacenter, { vm: after, host })
        : ok(undefined);
    if (!admitted.ok) return admitted;
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'VmResourceReallocatedEvent',
      message: `Changed resource allocation for ${vm.name}`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok(after);
  };
  return planChange(datacenter, caller, {
    operation: 'change the resource allocation of a VM',
    change,
    follow: (after) => syncVmx(datacenter, caller, after),
  });
}

function changed(vm: VmRow, { cpu, memory, disks }: ResourceChange): VmRow {
  const diskOf = (disk: DiskRow): DiskRow =>
    disks?.keys.includes(disk.key) === true
      ? { ...disk, ioAllocation: changedDiskAllocation(disk, disks) }
      : disk;
  return {
    ...vm,
    ...(cpu && { cpuAllocation: changedVmAllocation(vmAllocationOf(vm, 'cpu'), cpu) }),
    ...(memory && { memoryAllocation: changedVmAllocation(vmAllocationOf(vm, 'memory'), memory) }),
    ...(disks && { disks: vm.disks.map(diskOf) }),
  };
}

/** What no VM can be set to. */
function wrongAllocation(vm: VmRow): Fault | undefined {
  const refuse = (parameter: string, rule: string, remedy: string): Fault => ({
    kind: 'InvalidArgument',
    parameter,
    rule,
    remedy,
  });
  for (const [resource, word] of [
    ['cpu', 'Cpu'],
    ['memory', 'Mem'],
  ] as const) {
    const { shares, reservation, limit } = vmAllocationOf(vm, resource);
    if (reservation < 0 || !Number.isSafeInteger(reservation))
      return refuse(`${word}Reservation`, 'A reservation is not negative.', 'Give 0 to reserve nothing.');
    if (limit !== null && limit < reservation)
      return refuse(
        `${word}Limit`,
        'A limit is not below what is reserved.',
        `Lower -${word}Reservation…, too.`,
      );
    if (!isWithin(shares, 1, LIMIT_SHARES[resource]))
      return refuse(
        `Num${word}Shares`,
        `Shares are 1 to ${LIMIT_SHARES[resource]}.`,
        'Use -CpuSharesLevel and -MemSharesLevel: Low, Normal or High.',
      );
  }
  if (vmAllocationOf(vm, 'memory').reservation > vm.memoryBytes)
    return refuse(
      'MemReservation',
      `${vm.name} has ${formatBytes(vm.memoryBytes)} of memory; no more can be reserved for it.`,
      'Give at most that.',
    );
  for (const disk of vm.disks) {
    const { shares, limitPerSecond } = diskAllocationOf(disk);
    if (!isWithin(shares, LEAST_DISK_SHARES, LIMIT_SHARES.disk))
      return refuse(
        'NumDiskShares',
        `Shares of a disk are ${LEAST_DISK_SHARES} to ${LIMIT_SHARES.disk}.`,
        'Use -DiskSharesLevel: Low, Normal or High.',
      );
    if (limitPerSecond !== null && !isWithin(limitPerSecond, LEAST_DISK_LIMIT, 2 ** 31 - 1))
      return refuse(
        'DiskLimitIOPerSecond',
        `A limit is ${LEAST_DISK_LIMIT} I/O operations a second, or more.`,
        'Give -1 for no limit.',
      );
  }
  return undefined;
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
