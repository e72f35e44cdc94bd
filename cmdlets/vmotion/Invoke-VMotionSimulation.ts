import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { simulateVMotion } from '../../src/datacenter/migration/vmotion-simulation.ts';
import {
  EXPERIMENT_PARAMETERS,
  encryptionsOf,
  settingsFor,
  workloadOf,
} from '../../src/inventory/experiment-parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { vmotionRunType, vmotionRunValue } from '../../src/inventory/vmotion-run.ts';

const GB = 1024 ** 3;

export default defineCmdlet({
  name: 'Invoke-VMotionSimulation',
  synopsis: 'Computes live migrations on a simulated clock: sizes and distances that no one machine has.',
  description:
    'The same pre-copy decisions as a real migration, over a link, hosts and a guest that are numbers. Stream rate and processor curves are fitted to published figures; the rest is predicted.',
  parameters: {
    ...EXPERIMENT_PARAMETERS,
    MemoryGB: { type: 'double', array: true, help: 'The guest’s memory; 16 GB unless given.' },
    RttMs: { type: 'double', array: true, help: 'Round-trip times in ms; 0.2 unless given.' },
    LinkGbps: { type: 'double', preset: 10, help: 'Speed of the link.' },
    LossPct: { type: 'double', preset: 0, help: 'Packets that are lost, in percent.' },
    CoresPerHost: {
      type: 'double',
      help: 'Cores that each host can give; as many as it takes unless given.',
    },
    Concurrent: { type: 'int', preset: 1, help: 'Migrations that share the link and the cores.' },
  },
  output: [vmotionRunType],
  impact: 'none',
  examples: [
    {
      title: 'A database over long distances',
      code: 'Invoke-VMotionSimulation SqlServer -MemoryGB 16 -LinkGbps 1 -RttMs 0, 50, 100, 150',
    },
    {
      title: 'Sizes',
      code: 'Invoke-VMotionSimulation Redis -MemoryGB 8, 64, 512 | Format-Table MemoryGB, Encrypted, DurationMs',
    },
  ],
  process(args, invocation) {
    const workload = workloadOf(args);
    for (const memoryGB of args.MemoryGB ?? [16]) {
      for (const rttMs of args.RttMs ?? [0.2]) {
        for (const encrypted of encryptionsOf(args.Encryption)) {
          invocation.checkInterrupt();
          const scenario = args.Scenario ?? `${workload.kind}, ${memoryGB} GB`;
          const run = simulateVMotion({
            scenario,
            memoryBytes: memoryGB * GB,
            populated: (args.PopulatedPct ?? 100) / 100,
            workload,
            linkBitsPerSecond: args.LinkGbps * 1e9,
            rttMs,
            loss: args.LossPct / 100,
            encrypted,
            concurrent: args.Concurrent,
            settings: settingsFor(args.VMHost),
            ...(args.CoresPerHost !== undefined && { coresPerHost: args.CoresPerHost }),
          });
          if (run.ok) invocation.write(vmotionRunValue(run.value));
          else reportFault(invocation, run.fault, scenario);
        }
      }
    }
  },
});
