import { readFileSync } from 'node:fs';

/**
 * Processor time of the calling thread in seconds, or undefined where the system does not tell it
 * (Linux does, in nanoseconds: proc(5), schedstat). Node itself only knows the whole process's.
 */
export function threadCpuSeconds(): number | undefined {
  try {
    const nanoseconds = Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]);
    return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : undefined;
  } catch {
    return undefined;
  }
}
