/**
 * All that must pass: the checks on the sources, then the tests. `--soak` runs the long counts of the same tests;
 * further arguments go to vitest. Ends with one plain line: `N passed, N failed`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build-if-stale.cjs';
import { check } from './check.mjs';
import { run } from './run.mjs';

const args = process.argv.slice(2);
const soak = args.includes('--soak');
const rest = args.filter((argument) => argument !== '--soak');

await buildIfStale();
const failedChecks = rest.length > 0 ? 0 : await check();
const folder = mkdtempSync(join(tmpdir(), 'vseal-tests-'));
const report = join(folder, 'report.json');
const code = await run(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...rest],
  soak ? { SOAK: '1' } : {},
);
const { numPassedTests = 0, numFailedTests = 0 } = readReport(report);
rmSync(folder, { recursive: true, force: true });
const broken = code !== 0 && numFailedTests === 0 ? 1 : 0;
console.log(`${numPassedTests} passed, ${numFailedTests + failedChecks + broken} failed`);
process.exitCode = code === 0 && failedChecks === 0 ? 0 : 1;

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
