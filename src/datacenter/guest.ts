import type { GuestMemorySpec } from '../vmotion/guest-memory.ts';
import type { Workload } from '../vmotion/workload.ts';
import type { VmRow } from './rows.ts';

/** The guest of a VM that is on: what its memory is made from, and what it does to it. */

const PAGE_BYTES = 4096;
/** An idle guest has little more than its operating system in memory. */
const POPULATED_IDLE = 1 / 32;
const POPULATED_BUSY = 1 / 8;

export function guestMemorySpec(vm: VmRow): GuestMemorySpec {
  return {
    seed: vm.seed,
    sizeBytes: Math.max(PAGE_BYTES, Math.floor(vm.memoryBytes / PAGE_BYTES) * PAGE_BYTES),
    populated: vm.guestLoad?.populated ?? (vm.workload === 'idle' ? POPULATED_IDLE : POPULATED_BUSY),
  };
}

export function guestWorkload(vm: VmRow): Workload {
  const { bytesPerSecond, workingSetBytes, hotShare } = vm.guestLoad ?? {};
  return {
    kind: vm.workload,
    seed: vm.seed,
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
    ...(workingSetBytes !== undefined && { workingSetBytes }),
    ...(hotShare !== undefined && { hotShare }),
  };
}
