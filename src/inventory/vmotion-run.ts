import { GiB, MiB } from '../base/units.ts';
import type { VMotionRun } from '../datacenter/migration/vmotion-run.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';

const rounded = (value: number | undefined, digits: number): Value =>
  value === undefined ? null : Number(value.toFixed(digits));

/** One migration of an experiment, measured or simulated: what Show- and Export-VMotionReport plot. */
export const vmotionRunType: ObjectType<VMotionRun> = objectType<VMotionRun>()({
  name: 'VMotionRun',
  fullName: 'VSeal.VMotionRun',
  properties: {
    Scenario: { type: 'string', get: ({ scenario }) => scenario },
    Source: { type: 'string', get: ({ source }) => source, help: 'measured or simulated' },
    Repetition: { type: 'int', get: ({ repetition }) => repetition },
    Encrypted: { type: 'bool', get: ({ encrypted }) => encrypted },
    Workload: { type: 'string', get: ({ workload }) => workload },
    MemoryGB: { type: 'double', get: ({ memoryBytes }) => rounded(memoryBytes / GiB, 3) },
    LinkGbps: {
      type: 'double',
      get: ({ linkBitsPerSecond }) => (linkBitsPerSecond === undefined ? null : linkBitsPerSecond / 1e9),
    },
    RttMs: { type: 'double', get: ({ rttMs }) => rttMs },
    Streams: { type: 'int', get: ({ streams }) => streams },
    Outcome: { type: 'string', get: ({ outcome }) => outcome },
    Rounds: { type: 'int', get: ({ rounds }) => rounds },
    SentBytes: { type: 'long', get: ({ sentBytes }) => BigInt(sentBytes) },
    DurationMs: { type: 'double', get: ({ durationMs }) => rounded(durationMs, 1) },
    DowntimeMs: { type: 'double', get: ({ downtimeMs }) => rounded(downtimeMs, 1) },
    ThroughputMBps: {
      type: 'double',
      get: ({ throughputBytesPerSecond }) => rounded(throughputBytesPerSecond / MiB, 1),
    },
    SourceCpuSeconds: { type: 'double', get: ({ sourceCpuSeconds }) => rounded(sourceCpuSeconds, 3) },
    DestinationCpuSeconds: {
      type: 'double',
      get: ({ destinationCpuSeconds }) => rounded(destinationCpuSeconds, 3),
    },
    SlowestGuestSpeed: { type: 'double', get: ({ slowestGuestSpeed }) => rounded(slowestGuestSpeed, 3) },
    Limit: {
      type: 'string',
      get: ({ limit }) => limit ?? null,
      help: 'What held a simulated migration’s speed back: link, streams, buffers, loss or processor.',
    },
  },
  view: {
    table: [
      { property: 'Scenario', width: 24 },
      { property: 'Encrypted', width: 9, align: 'left' },
      { label: 'RTT ms', property: 'RttMs', width: 6 },
      { property: 'Rounds', width: 6 },
      { label: 'Duration ms', property: 'DurationMs', width: 11 },
      { label: 'Downtime ms', property: 'DowntimeMs', width: 11 },
      { label: 'MB/s', property: 'ThroughputMBps', width: 8 },
    ],
  },
  toString: ({ scenario, encrypted }) => `${scenario}, ${encrypted ? 'encrypted' : 'plain'}`,
});

export function vmotionRunValue(run: VMotionRun): Value {
  return objectOf(vmotionRunType, run);
}
