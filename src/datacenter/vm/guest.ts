import type { GuestMemorySpec } from '../../vmotion/guest-memory.ts';
import type { Workload } from '../../vmotion/workload.ts';
import type { VmRow } from '../rows.ts';

/** The guest of a VM that is on: what its memory is made from, and what it does to it. */

const PAGE_BYTES = 4096;
/** An idle guest has little more than its operating system in memory. */
const POPULATED_IDLE = 1 / 32;
const POPULATED_BUSY = 1 / 8;

export function guestMemorySpec(vm: VmRow, seed: number): GuestMemorySpec {
  return {
    seed,
    sizeBytes: Math.max(PAGE_BYTES, Math.floor(vm.memoryBytes / PAGE_BYTES) * PAGE_BYTES),
    populated: populatedPart(vm),
  };
}

/** The part of the memory that holds data, 0 to 1. */
export function populatedPart({ guestLoad, workload }: Pick<VmRow, 'guestLoad' | 'workload'>): number {
  return guestLoad?.populated ?? (workload === 'idle' ? POPULATED_IDLE : POPULATED_BUSY);
}

export function guestWorkload(vm: VmRow, seed: number): Workload {
  const { bytesPerSecond, workingSetBytes, hotShare } = vm.guestLoad ?? {};
  return {
    kind: vm.workload,
    seed,
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
    ...(workingSetBytes !== undefined && { workingSetBytes }),
    ...(hotShare !== undefined && { hotShare }),
  };
}
