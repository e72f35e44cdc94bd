import { MiB } from '../base/units.ts';
import type { DiskRow, SharesLevel, VmRow } from '../datacenter/rows.ts';
import {
  diskAllocationOf,
  type VmAllocationChange,
  type VmResource,
  vmAllocationOf,
} from '../datacenter/vm/vm-allocation.ts';
import type { ResourceChange } from '../datacenter/vm/vm-resources.ts';
import { dateOf, enumValue, longOf, make, refOf } from './make.ts';
import { numberIn, objectIn, textIn } from './spec.ts';
import type { VimObject } from './vim-object.ts';

/** ResourceAllocationInfo and its like, both ways: MHz, MB, and -1 for no limit. */

const UNIT_BYTES = { cpu: 1, memory: MiB } as const satisfies Record<VmResource, number>;

export function allocationInfo(vm: VmRow, resource: VmResource): VimObject {
  const { reservation, limit, ...shares } = vmAllocationOf(vm, resource);
  const unit = UNIT_BYTES[resource];
  return make('ResourceAllocationInfo', {
    reservation: longOf(reservation / unit),
    limit: limit === null ? -1n : longOf(limit / unit),
    expandableReservation: false,
    shares: sharesInfo(shares),
  });
}

/** `resourceConfig` of a VM. */
export function resourceConfig(vm: VmRow): VimObject {
  return make('ResourceConfigSpec', {
    entity: refOf(vm.id),
    lastModified: dateOf(vm.createdMs),
    cpuAllocation: allocationInfo(vm, 'cpu'),
    memoryAllocation: allocationInfo(vm, 'memory'),
  });
}

/** What a disk gets of its datastore's I/O. */
export function diskAllocationInfo(disk: DiskRow): VimObject {
  const { limitPerSecond, ...shares } = diskAllocationOf(disk);
  return make('StorageIOAllocationInfo', {
    limit: limitPerSecond === null ? -1n : longOf(limitPerSecond),
    reservation: 0,
    shares: sharesInfo(shares),
  });
}

export function diskShares(disk: DiskRow): VimObject {
  return sharesInfo(diskAllocationOf(disk));
}

function sharesInfo(given: { readonly sharesLevel: SharesLevel; readonly shares: number }): VimObject {
  return make('SharesInfo', {
    shares: given.shares,
    level: enumValue('SharesLevel', given.sharesLevel.toLowerCase()),
  });
}

/** What a ConfigSpec's `cpuAllocation` and `memoryAllocation` ask for; undefined where it has neither. */
export function resourceChangeIn(vmId: string, spec: VimObject): ResourceChange | undefined {
  const cpu = changeIn(spec, 'cpuAllocation', UNIT_BYTES.cpu);
  const memory = changeIn(spec, 'memoryAllocation', UNIT_BYTES.memory);
  if (cpu === undefined && memory === undefined) return undefined;
  return { vmId, ...(cpu && { cpu }), ...(memory && { memory }) };
}

const LEVELS = ['Low', 'Normal', 'High', 'Custom'] as const;

function changeIn(spec: VimObject, field: string, unit: number): VmAllocationChange | undefined {
  const info = objectIn(spec, field);
  if (info === undefined) return undefined;
  const shares = objectIn(info, 'shares');
  const level = shares && textIn(shares, 'level')?.toLowerCase();
  const reservation = numberIn(info, 'reservation');
  const limit = numberIn(info, 'limit');
  const sharesLevel = LEVELS.find((name) => name.toLowerCase() === level);
  return {
    sharesLevel,
    // Ignored for the other levels, which a spec need not leave out.
    shares: shares && (sharesLevel ?? 'Custom') === 'Custom' ? numberIn(shares, 'shares') : undefined,
    reservation: reservation === undefined ? undefined : reservation * unit,
    limit: limit === undefined ? undefined : limit < 0 ? null : limit * unit,
  };
}
