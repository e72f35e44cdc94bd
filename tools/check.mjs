/** Format, lint, types, layer rules, dead code. Everything that reads the sources without running them. */
import { run } from './run.mjs';

const CHECKS = [
  ['format and quick lint', 'biome', ['ci', '.']],
  ['types', 'tsc', ['-p', '.']],
  ['typed lint', 'eslint', ['.', '--max-warnings', '0']],
  ['layer rules', 'depcruise', ['src', 'cmdlets', '--config', '.dependency-cruiser.cjs']],
  ['dead code', 'knip', []],
  ['cmdlet reference', 'node', ['tools/reference.mjs', '--check']],
];

export async function check() {
  let failed = 0;
  for (const [title, command, args] of CHECKS) {
    const code = await run(command, args);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title}`);
    if (code !== 0) failed++;
  }
  return failed;
}

if (process.argv[1]?.endsWith('check.mjs')) process.exitCode = (await check()) === 0 ? 0 : 1;
