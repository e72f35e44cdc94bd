/**
 * Format, lint, types, layer rules, dead code. Everything that reads the sources without running them. The typed lint
 * takes as long as all others together, so they run beside it.
 */
import { run } from './run.mjs';

const TYPED_LINT = ['typed lint', 'eslint', ['.', '--max-warnings', '0']];
const OTHERS = [
  ['format and quick lint', 'biome', ['ci', '.']],
  ['types', 'tsc', ['-p', '.']],
  ['layer rules', 'depcruise', ['src', 'cmdlets', '--config', '.dependency-cruiser.cjs']],
  ['dead code', 'knip', []],
  ['cmdlet reference', 'node', ['tools/reference.mjs', '--check']],
];

/** How many failed. */
export async function check() {
  const failed = await Promise.all([inTurn([TYPED_LINT]), inTurn(OTHERS)]);
  return failed.reduce((sum, count) => sum + count, 0);
}

async function inTurn(checks) {
  let failed = 0;
  for (const [title, command, args] of checks) {
    const code = await run(command, args);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title}`);
    if (code !== 0) failed++;
  }
  return failed;
}

if (process.argv[1]?.endsWith('check.mjs')) process.exitCode = (await check()) === 0 ? 0 : 1;
