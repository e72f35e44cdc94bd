import { fail, ok, type Result } from '../../base/result.ts';
import { GiB, MiB } from '../../base/units.ts';
import type { Fault } from '../faults.ts';
import type { VmRow } from '../rows.ts';

const LIMITS = { cpus: 128, memoryBytes: 6128 * GiB, minMemoryBytes: 4 * MiB };

/** The processors and memory that a VM may have, when it is made and when it is changed. */
export function checkHardware({
  numCpu,
  coresPerSocket,
  memoryBytes,
}: Pick<VmRow, 'numCpu' | 'coresPerSocket' | 'memoryBytes'>): Result<void, Fault> {
  if (!Number.isInteger(numCpu) || numCpu < 1 || numCpu > LIMITS.cpus)
    return wrongSize('NumCpu', `A VM has 1 to ${LIMITS.cpus} virtual CPUs.`);
  if (!Number.isInteger(coresPerSocket) || coresPerSocket < 1 || numCpu % coresPerSocket !== 0)
    return wrongSize('CoresPerSocket', 'NumCpu must be a multiple of CoresPerSocket.');
  const fits = memoryBytes >= LIMITS.minMemoryBytes && memoryBytes <= LIMITS.memoryBytes;
  if (!fits || memoryBytes % (4 * MiB) !== 0)
    return wrongSize('MemoryGB', 'Memory is a multiple of 4 MB, from 4 MB to 6128 GB.');
  return ok(undefined);
}

export function wrongSize(parameter: string, rule: string): Result<never, Fault> {
  return fail({ kind: 'InvalidArgument', parameter, rule, remedy: 'Give a value within the limits.' });
}
