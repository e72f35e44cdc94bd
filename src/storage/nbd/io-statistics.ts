export type IoKind = 'read' | 'write' | 'flush' | 'trim';

export interface IoCounters {
  readonly operations: number;
  readonly bytes: number;
  /** Service times in milliseconds: the bound below which 50, 95 and 99 percent of them lie. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** What a disk's server has done since it started. */
export interface IoStatistics {
  add(kind: IoKind, bytes: number, ms: number): void;
  report(): Record<IoKind, IoCounters>;
}

const KINDS = ['read', 'write', 'flush', 'trim'] as const;
/** Buckets grow by a quarter from 1 µs: 100 of them reach beyond an hour. */
const GROWTH = 1.25;
const BUCKETS = 100;
const FIRST_MS = 0.001;

export function createIoStatistics(): IoStatistics {
  const all = new Map(
    KINDS.map((kind) => [kind, { operations: 0, bytes: 0, buckets: new Float64Array(BUCKETS) }]),
  );
  return {
    add(kind, bytes, ms) {
      const counters = all.get(kind);
      if (counters === undefined) return;
      counters.operations++;
      counters.bytes += bytes;
      const bucket = Math.max(0, Math.ceil(Math.log(ms / FIRST_MS) / Math.log(GROWTH)));
      const index = Math.min(bucket, BUCKETS - 1);
      counters.buckets[index] = (counters.buckets[index] ?? 0) + 1;
    },
    report() {
      const counted = (kind: IoKind): IoCounters => {
        const { operations = 0, bytes = 0, buckets = new Float64Array(0) } = all.get(kind) ?? {};
        const bound = (share: number) => boundBelow(buckets, operations * share);
        return { operations, bytes, p50Ms: bound(0.5), p95Ms: bound(0.95), p99Ms: bound(0.99) };
      };
      return {
        read: counted('read'),
        write: counted('write'),
        flush: counted('flush'),
        trim: counted('trim'),
      };
    },
  };
}

function boundBelow(buckets: Float64Array, wanted: number): number {
  if (wanted === 0) return 0;
  let seen = 0;
  for (const [index, count] of buckets.entries()) {
    seen += count;
    if (seen >= wanted) return FIRST_MS * GROWTH ** index;
  }
  return FIRST_MS * GROWTH ** buckets.length;
}
