import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { type DiskServerInfo, diskServerOf } from '../../src/datacenter/disk-server.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { diskSamples, statSampleType } from '../../src/inventory/stat-sample.ts';
import { type VmItem, virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import type { TypedObject } from '../../src/values/object-type.ts';
import { wildcardPattern } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-Stat',
  synopsis:
    'Gives the I/O statistics of disks while they are served: IOPS, throughput, latency, bytes encrypted.',
  description:
    'For each sample the disk server of the VM is looked at twice, an interval apart; rates are of that interval, latency percentiles and sums of the server’s life. With a large -MaxSamples the samples come as they are taken, until Ctrl-C.',
  parameters: {
    Entity: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'VMs whose disks are served.',
    },
    Disk: { type: 'switch', help: 'Disk statistics; the only ones that there are.' },
    Realtime: { type: 'switch', help: 'Accepted: samples are always of the moment.' },
    MaxSamples: { type: 'int', preset: 1, validateRange: [1, 1_000_000], help: 'How often to look.' },
    IntervalSecs: {
      type: 'double',
      preset: 1,
      validateRange: [0.05, 3600],
      help: 'Seconds between two looks.',
    },
    Stat: { type: 'string', array: true, help: 'Metrics wanted, with wildcards; all unless given.' },
    Server: serverParameter,
  },
  output: [statSampleType],
  impact: 'none',
  examples: [
    {
      title: 'What goes through the disks of a VM',
      before: 'Start-VMDiskServer db-01',
      code: 'Get-Stat db-01 -Disk -IntervalSecs 0.1',
    },
    {
      title: 'Writes alone, live',
      before: 'Start-VMDiskServer db-01',
      code: 'Get-Stat db-01 -Disk -Stat *write* -MaxSamples 2 -IntervalSecs 0.1 | Format-Table Timestamp, MetricId, Value',
    },
  ],
  process(args, invocation) {
    const wanted = args.Stat?.map((stat) => wildcardPattern(stat));
    for (const vm of args.Entity) {
      let before = look(invocation, vm);
      let beforeMs = invocation.host.monotonicMs();
      for (let sample = 0; before !== undefined && sample < args.MaxSamples; sample++) {
        pause(invocation, args.IntervalSecs * 1000);
        const now = look(invocation, vm);
        if (now === undefined) break;
        const monotonicMs = invocation.host.monotonicMs();
        const seconds = (monotonicMs - beforeMs) / 1000;
        const times = { seconds, nowMs: invocation.host.nowMs() };
        for (const value of diskSamples(vm.data.connection, before, now, times)) {
          const { metricId } = value.data;
          if (wanted?.some((pattern) => pattern.test(metricId)) ?? true) invocation.write(value);
        }
        before = now;
        beforeMs = monotonicMs;
      }
    }
  },
});

const SLICE_MS = 50;

/** Waits, but not past Ctrl-C. */
function pause(invocation: Invocation, ms: number): void {
  const endMs = invocation.host.monotonicMs() + ms;
  for (let leftMs = ms; leftMs > 0; leftMs = endMs - invocation.host.monotonicMs()) {
    invocation.host.sleep(Math.min(SLICE_MS, leftMs));
    invocation.checkInterrupt();
  }
}

function look(invocation: Invocation, vm: TypedObject<VmItem>): DiskServerInfo | undefined {
  const { connection, row } = vm.data;
  const served = diskServerOf(connection.datacenter, row);
  if (served.ok) return served.value;
  reportFault(invocation, served.fault, vm);
  return undefined;
}
