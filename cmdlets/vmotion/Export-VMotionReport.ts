import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { VMotionRun } from '../../src/datacenter/migration/vmotion-run.ts';
import { vmotionRunType } from '../../src/inventory/vmotion-run.ts';
import { vmotionPage } from '../../src/report/vmotion-page.ts';
import { vmotionCsv, vmotionJson } from '../../src/report/vmotion-table.ts';
import { reportPathParameter, writeReport } from '../report/report-files.ts';

export default defineCmdlet({
  name: 'Export-VMotionReport',
  synopsis: 'Writes migrations as one HTML page with plots, and as CSV and JSON beside it.',
  description:
    'The page is self-contained: no script, nothing fetched, light and dark. Its name with .csv and .json holds the same runs as data.',
  parameters: {
    Run: {
      type: vmotionRunType,
      array: true,
      mandatory: true,
      pipeline: 'value',
      help: 'Runs of Measure-VMotion or Invoke-VMotionSimulation.',
    },
    Path: reportPathParameter,
    Title: { type: 'string', preset: 'Encrypted vMotion', help: 'The page’s heading.' },
  },
  output: ['string'],
  impact: 'low',
  examples: [
    {
      title: 'A report',
      code: "Invoke-VMotionSimulation SqlServer -RttMs 0, 50, 150 | Export-VMotionReport (Join-Path ([System.IO.Path]::GetTempPath()) 'vmotion.html')",
    },
  ],
  begin: (): VMotionRun[] => [],
  process(args, _invocation, runs) {
    runs.push(...args.Run.map(({ data }) => data));
  },
  end(args, invocation, runs) {
    writeReport(invocation, args.Path, 'a vMotion report', (madeAt) => ({
      html: vmotionPage(args.Title, runs, madeAt),
      csv: vmotionCsv(runs),
      json: vmotionJson(runs),
    }));
  },
});
