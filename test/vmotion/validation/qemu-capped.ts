/**
 * Set C: QEMU 7.2 migrations measured over loopback, capped at 100 MiB/s, downtime limit 300 ms: a guest of
 * 1 GiB of random memory that sweeps a working set. The rate is QEMU's own reading of dirtied memory: over
 * the long first round, where it cannot exceed the working set, and over the short rounds after it.
 */
export const QEMU_CAPPED = [
  { tls: false, workingSetMiB: 256, firstMiBps: 6.9, laterMiBps: 6.9, seconds: 10.86, sentMiB: 1100 },
  { tls: true, workingSetMiB: 256, firstMiBps: 6.6, laterMiBps: 6.6, seconds: 10.98, sentMiB: 1096 },
  { tls: false, workingSetMiB: 256, firstMiBps: 23, laterMiBps: 26, seconds: 13.4, sentMiB: 1346 },
  { tls: true, workingSetMiB: 256, firstMiBps: 15, laterMiBps: 18, seconds: 12.23, sentMiB: 1217 },
  { tls: false, workingSetMiB: 256, firstMiBps: 25, laterMiBps: 38, seconds: 14.38, sentMiB: 1425 },
  { tls: true, workingSetMiB: 256, firstMiBps: 25, laterMiBps: 60, seconds: 15.95, sentMiB: 1594 },
  { tls: false, workingSetMiB: 64, firstMiBps: 6.3, laterMiBps: 6.3, seconds: 10.86, sentMiB: 1090 },
  { tls: true, workingSetMiB: 64, firstMiBps: 6.4, laterMiBps: 6.4, seconds: 11.2, sentMiB: 1115 },
  { tls: false, workingSetMiB: 64, firstMiBps: 6.4, laterMiBps: 6.4, seconds: 11.13, sentMiB: 1126 },
  { tls: true, workingSetMiB: 64, firstMiBps: 6, laterMiBps: 32, seconds: 11.23, sentMiB: 1122 },
] as const;
