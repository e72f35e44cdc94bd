import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { VMotionRun } from '../../src/datacenter/vmotion-run.ts';
import { vmotionRunType } from '../../src/inventory/vmotion-run.ts';
import { vmotionPage } from '../../src/report/vmotion-page.ts';
import { vmotionCsv, vmotionJson } from '../../src/report/vmotion-table.ts';
import { fileError } from '../files/location.ts';

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
    Path: {
      type: 'string',
      position: 0,
      mandatory: true,
      validate: (value) =>
        typeof value === 'string' && /\.html?$/i.test(value) ? undefined : 'The path ends in .html.',
      help: 'The page; ends in .html.',
    },
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
    const page = invocation.session.resolvePath(args.Path.replaceAll('\\', '/'));
    if (!invocation.shouldProcess(page, 'Write a vMotion report')) return;
    const madeAt = `Made ${new Date(invocation.host.nowMs()).toISOString()}.`;
    const base = page.replace(/\.html?$/i, '');
    const files = [
      { path: page, text: vmotionPage(args.Title, runs, madeAt) },
      { path: `${base}.csv`, text: vmotionCsv(runs) },
      { path: `${base}.json`, text: vmotionJson(runs) },
    ];
    for (const { path, text } of files) {
      const written = invocation.host.files.write(path, Buffer.from(text), 'replace');
      if (written.ok) invocation.write(path);
      else invocation.writeError(fileError(written.fault));
    }
  },
});
