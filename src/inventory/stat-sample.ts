import { positionOf } from '../datacenter/disks/disk-device.ts';
import type { DiskServerInfo } from '../datacenter/disks/disk-server.ts';
import type { VmRow } from '../datacenter/rows.ts';
import { localDateTime } from '../values/date-time.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Connection } from './connection.ts';
import { virtualMachineType } from './virtual-machine.ts';

/** What a served disk has done, by kind of request. */
type DiskIo = DiskServerInfo['disks'][number]['io'];

export interface StatSample {
  readonly connection: Connection;
  readonly vm: VmRow;
  readonly metricId: string;
  readonly instance: string;
  readonly value: number;
  readonly unit: string;
  readonly intervalSeconds: number;
  readonly nowMs: number;
}

/** One figure of one disk over one interval, as PowerCLI's Get-Stat gives it. */
export const statSampleType: ObjectType<StatSample> = objectType<StatSample>()({
  name: 'FloatSample',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Stat.FloatSampleImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Stat.Sample'],
  properties: {
    MetricId: { type: 'string', get: ({ metricId }) => metricId },
    Timestamp: { type: 'datetime', get: ({ nowMs }) => localDateTime(nowMs) },
    Value: { type: 'double', get: ({ value }) => Number(value.toPrecision(6)) },
    Unit: { type: 'string', get: ({ unit }) => unit },
    Instance: { type: 'string', get: ({ instance }) => instance, help: 'The disk: scsi0:0 is the first.' },
    Entity: {
      type: 'VirtualMachine',
      get: ({ connection, vm }) => objectOf(virtualMachineType, { connection, row: vm }),
    },
    IntervalSecs: { type: 'double', get: ({ intervalSeconds }) => Number(intervalSeconds.toPrecision(4)) },
  },
  view: {
    table: [
      { property: 'MetricId', width: 40 },
      { property: 'Instance', width: 9 },
      { label: 'Value', get: ({ value }) => value, width: 14, align: 'right', format: 'N2' },
      { property: 'Unit', width: 12 },
    ],
  },
  toString: ({ metricId, value, unit }) => `${metricId}: ${value} ${unit}`,
  identity: ({ vm, instance, metricId, nowMs }) => `${vm.id}/${instance}/${metricId}/${nowMs}`,
});

interface Metric {
  readonly id: string;
  readonly unit: string;
  /** From what was done in the interval, and what was done since the server started. */
  readonly of: (done: DiskIo, seconds: number, sinceStart: DiskIo) => number;
}

/** vSphere's own names where it has the figure; percentiles are over the server's life. */
const METRICS: readonly Metric[] = [
  {
    id: 'virtualdisk.numberReadAveraged.average',
    unit: 'number',
    of: (done, seconds) => done.read.operations / seconds,
  },
  {
    id: 'virtualdisk.numberWriteAveraged.average',
    unit: 'number',
    of: (done, seconds) => done.write.operations / seconds,
  },
  {
    id: 'virtualdisk.read.average',
    unit: 'KBps',
    of: (done, seconds) => done.read.bytes / 1024 / seconds,
  },
  {
    id: 'virtualdisk.write.average',
    unit: 'KBps',
    of: (done, seconds) => done.write.bytes / 1024 / seconds,
  },
  ...(['read', 'write', 'flush'] as const).flatMap((kind) =>
    (['p50', 'p95', 'p99'] as const).map((share) => ({
      id: `virtualdisk.${kind}Latency.${share}`,
      unit: 'millisecond',
      of: (_done: unknown, _seconds: number, sinceStart: DiskIo) => sinceStart[kind][`${share}Ms`],
    })),
  ),
];

const ENCRYPTED_METRICS: readonly Metric[] = [
  { id: 'virtualdisk.decrypted.summation', unit: 'byte', of: (_done, _seconds, all) => all.read.bytes },
  { id: 'virtualdisk.encrypted.summation', unit: 'byte', of: (_done, _seconds, all) => all.write.bytes },
];

/** True when a figure has a name that the pattern matches. */
export function isMeasured(pattern: RegExp): boolean {
  return [...METRICS, ...ENCRYPTED_METRICS].some(({ id }) => pattern.test(id));
}

/** The samples of a VM's disks between two looks at its disk server. */
export function diskSamples(
  connection: Connection,
  before: DiskServerInfo,
  now: DiskServerInfo,
  times: { readonly seconds: number; readonly nowMs: number },
): TypedObject<StatSample>[] {
  const { vm } = now;
  return now.disks.flatMap(({ name, io }) => {
    const disk = vm.disks[Number(name.replace('disk', '')) - 1];
    if (disk === undefined) return [];
    const earlier = before.disks.find((other) => other.name === name)?.io;
    const done = earlier === undefined ? io : difference(io, earlier);
    const metrics = disk.keyId === null ? METRICS : [...METRICS, ...ENCRYPTED_METRICS];
    return metrics.map(({ id, unit, of }) =>
      objectOf(statSampleType, {
        connection,
        vm,
        metricId: id,
        instance: positionOf(disk),
        value: of(done, times.seconds, io),
        unit,
        intervalSeconds: times.seconds,
        nowMs: times.nowMs,
      }),
    );
  });
}

function difference(now: DiskIo, before: DiskIo): DiskIo {
  const of = (kind: keyof DiskIo): DiskIo[keyof DiskIo] => ({
    ...now[kind],
    operations: now[kind].operations - before[kind].operations,
    bytes: now[kind].bytes - before[kind].bytes,
  });
  return { read: of('read'), write: of('write'), flush: of('flush'), trim: of('trim') };
}
