import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { measureVMotion } from '../../src/datacenter/migration/vmotion-measure.ts';
import {
  EXPERIMENT_PARAMETERS,
  encryptionsOf,
  settingsFor,
  workloadOf,
} from '../../src/inventory/experiment-parameters.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmotionRunType, vmotionRunValue } from '../../src/inventory/vmotion-run.ts';

const PAGE_BYTES = 4096;
const MB = 1024 ** 2;

export default defineCmdlet({
  name: 'Measure-VMotion',
  synopsis: 'Measures live migrations of real memory over real sockets, plain and encrypted in turn.',
  description:
    'No VM moves: a guest is made for each run, with its workload, and sent between two data planes of this machine. Give the runs to Show-VMotionReport or Export-VMotionReport.',
  parameters: {
    ...EXPERIMENT_PARAMETERS,
    MemoryMB: { type: 'double', preset: 256, help: 'The guest’s memory; up to 16 GB.' },
    LinkMbps: { type: 'double', help: 'Holds the migration to a link of this speed.' },
    Repeat: { type: 'int', preset: 3, validateRange: [1, 1000], help: 'Runs of each kind.' },
    Server: serverParameter,
  },
  output: [vmotionRunType],
  impact: 'none',
  examples: [
    {
      title: 'A small guest at work, plain and encrypted',
      code: 'Measure-VMotion Redis -MemoryMB 64 -Repeat 1',
    },
    {
      title: 'What encryption costs on a link of 1 Gb/s',
      code: 'Measure-VMotion Redis -MemoryMB 32 -LinkMbps 1000 -WriteMBps 20 -Repeat 1 | Format-Table Encrypted, DurationMs, SourceCpuSeconds',
    },
  ],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const sizeBytes = Math.max(PAGE_BYTES, Math.round((args.MemoryMB * MB) / PAGE_BYTES) * PAGE_BYTES);
    const workload = workloadOf(args);
    const scenario = args.Scenario ?? `${workload.kind}, ${args.MemoryMB} MB`;
    for (let repetition = 1; repetition <= args.Repeat; repetition++) {
      for (const encrypted of encryptionsOf(args.Encryption)) {
        invocation.checkInterrupt();
        runTask(invocation, {
          connection,
          description: { descriptionId: 'VSeal.measureVMotion', name: 'MeasureVMotion_Task', entity: null },
          activity: `Measuring ${scenario}, ${encrypted ? 'encrypted' : 'plain'}, run ${repetition} of ${args.Repeat}`,
          operation: measureVMotion({
            scenario,
            repetition,
            encrypted,
            workload,
            memory: { seed: args.Seed, sizeBytes, populated: (args.PopulatedPct ?? 100) / 100 },
            settings: settingsFor(args.VMHost),
            ...(args.LinkMbps !== undefined && { linkBytesPerSecond: (args.LinkMbps * 1e6) / 8 }),
          }),
          toValue: vmotionRunValue,
          runAsync: false,
          target: scenario,
        });
      }
    }
  },
});
