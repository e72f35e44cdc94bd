import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { type DiskServerInfo, diskServerOf } from '../../src/datacenter/disks/disk-server.ts';
import { quote } from '../../src/datacenter/faults/fault-text.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { entitiesGiven, entityParameter } from '../../src/inventory/entity.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { diskSamples, isMeasured, statSampleType } from '../../src/inventory/stat-sample.ts';
import { vmValue } from '../../src/inventory/virtual-machine.ts';
import { wildcardPattern } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-Stat',
  synopsis:
    'Gives the I/O statistics of disks while they are served: IOPS, throughput, latency, bytes encrypted.',
  description:
    'For each sample the disk server of the VM is looked at twice, an interval apart; rates are of that interval, latency percentiles and sums of the server’s life. With a large -MaxSamples the samples come as they are taken, until Ctrl-C.',
  parameters: {
    Entity: { ...entityParameter, mandatory: true, help: 'VMs whose disks are served.' },
    Disk: { type: 'switch', help: 'Disk statistics; the only ones that there are.' },
    Common: { type: 'switch', help: 'The same as -Disk.' },
    Cpu: { type: 'switch', help: 'Refused: of processors nothing is measured.' },
    Memory: { type: 'switch', help: 'Refused: of memory nothing is measured.' },
    Network: { type: 'switch', help: 'Refused: there is no traffic.' },
    Instance: {
      type: 'string',
      array: true,
      wildcard: true,
      help: 'Disks wanted, such as scsi0:0, with wildcards.',
    },
    Start: { type: 'datetime', help: 'Refused: nothing is kept of what went by.' },
    Finish: { type: 'datetime', help: 'Refused, like -Start.' },
    IntervalMins: { type: 'int', array: true, help: 'Refused, like -Start.' },
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
    const refused = REFUSED.find(([name]) => args[name] !== undefined && args[name] !== false);
    if (refused !== undefined) {
      const [parameter, rule, remedy] = refused;
      reportFault(invocation, { kind: 'InvalidArgument', parameter, rule, remedy }, parameter);
      return;
    }
    const unknown = args.Stat?.find((stat) => !isMeasured(wildcardPattern(stat)));
    if (unknown !== undefined) {
      const rule = `There is no ${unknown}. ${NOT_MEASURED}`;
      reportFault(invocation, { kind: 'InvalidArgument', parameter: 'Stat', rule, remedy: DISK }, unknown);
      return;
    }
    const wanted = args.Stat?.map((stat) => wildcardPattern(stat));
    const instances = args.Instance?.map((instance) => wildcardPattern(instance));
    for (const { connection, entity } of entitiesGiven(invocation, args.Entity)) {
      const vm = connection.datacenter.get('vms', entity.id);
      if (vm === undefined) {
        const rule = `Of ${entity.name} there is nothing. ${NOT_MEASURED}`;
        reportFault(invocation, { kind: 'InvalidArgument', parameter: 'Entity', rule, remedy: DISK });
        continue;
      }
      let before = look(invocation, connection, vm);
      let beforeMs = invocation.host.monotonicMs();
      for (let sample = 0; before !== undefined && sample < args.MaxSamples; sample++) {
        pause(invocation, args.IntervalSecs * 1000);
        const now = look(invocation, connection, vm);
        if (now === undefined) break;
        const monotonicMs = invocation.host.monotonicMs();
        const seconds = (monotonicMs - beforeMs) / 1000;
        const times = { seconds, nowMs: invocation.host.nowMs() };
        for (const value of diskSamples(connection, before, now, times)) {
          const { metricId, instance } = value.data;
          if (matches(wanted, metricId) && matches(instances, instance)) invocation.write(value);
        }
        before = now;
        beforeMs = monotonicMs;
      }
    }
  },
});

const NOT_MEASURED = 'What is measured here is the I/O of disks that are served.';
const NOT_KEPT = 'Samples are taken while the cmdlet looks; nothing is kept of what went by.';
const DISK = 'Get-Stat VM -Disk';
const WAIT = 'Get-Stat VM -Disk -IntervalSecs 10 -MaxSamples 6';

const REFUSED = [
  ['Cpu', NOT_MEASURED, 'Get-VMHost | Select-Object Name, CpuUsageMhz, CpuTotalMhz'],
  ['Memory', NOT_MEASURED, 'Get-VMHost | Select-Object Name, MemoryUsageGB, MemoryTotalGB'],
  ['Network', NOT_MEASURED, DISK],
  ['Start', NOT_KEPT, WAIT],
  ['Finish', NOT_KEPT, WAIT],
  ['IntervalMins', NOT_KEPT, WAIT],
] as const;

function matches(patterns: readonly RegExp[] | undefined, text: string): boolean {
  return patterns?.some((pattern) => pattern.test(text)) ?? true;
}

const SLICE_MS = 50;

/** Waits, but not past Ctrl-C. */
function pause(invocation: Invocation, ms: number): void {
  const endMs = invocation.host.monotonicMs() + ms;
  for (let leftMs = ms; leftMs > 0; leftMs = endMs - invocation.host.monotonicMs()) {
    invocation.host.sleep(Math.min(SLICE_MS, leftMs));
    invocation.checkInterrupt();
  }
}

function look(invocation: Invocation, connection: Connection, vm: VmRow): DiskServerInfo | undefined {
  const served = diskServerOf(connection.datacenter, vm);
  if (served.ok) return served.value;
  const target = vmValue(connection, vm);
  if (served.fault.kind !== 'NotFound') {
    reportFault(invocation, served.fault, target);
    return undefined;
  }
  const rule = `Nobody serves the disks of ${vm.name}, so that there is no I/O to measure.`;
  const remedy = `Start-VMDiskServer ${quote(vm.name)}`;
  reportFault(invocation, { kind: 'InvalidArgument', parameter: 'Entity', rule, remedy }, target);
  return undefined;
}
