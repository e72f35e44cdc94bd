/** Set B: vMotion throughput on a 40 Gb/s link by number of adapters (VMware KB 323379). */
export const ADAPTER_THROUGHPUT = [
  { streams: 1, gbps: 18 },
  { streams: 2, gbps: 28 },
  { streams: 3, gbps: 36 },
] as const;
