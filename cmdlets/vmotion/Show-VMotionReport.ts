import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { VMotionRun } from '../../src/datacenter/migration/vmotion-run.ts';
import { vmotionRunType } from '../../src/inventory/vmotion-run.ts';
import { terminalPlot } from '../../src/report/terminal-plot.ts';

export default defineCmdlet({
  name: 'Show-VMotionReport',
  synopsis: 'Plots migrations in the terminal: plain beside encrypted.',
  parameters: {
    Run: {
      type: vmotionRunType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Runs of Measure-VMotion or Invoke-VMotionSimulation.',
    },
  },
  output: ['string'],
  impact: 'none',
  examples: [
    {
      title: 'Over distances',
      code: 'Invoke-VMotionSimulation SqlServer -RttMs 0, 50, 150 | Show-VMotionReport',
    },
  ],
  begin: (): VMotionRun[] => [],
  process(args, _invocation, runs) {
    runs.push(...args.Run.map(({ data }) => data));
  },
  end(_args, invocation, runs) {
    for (const line of terminalPlot(runs, invocation.host.width())) invocation.write(line);
  },
});
