/**
 * Bench figures, each beside its peer's where it has one: `npm run bench [NAME…] [-- --json]`. A bench is a file
 * test/bench/NAME.bench.ts that exports `name` and `run()`.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildIfStale } from './build-if-stale.cjs';
import { root } from './run.mjs';

const json = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const benches = join(root, 'test', 'bench');
const files = readdirSync(benches)
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.includes(basename(name, '.bench.ts')));

const unknown = wanted.filter((name) => !files.includes(`${name}.bench.ts`));
if (unknown.length > 0) {
  const names = readdirSync(benches).flatMap((name) => /^(.+)\.bench\.ts$/.exec(name)?.[1] ?? []);
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exit(2);
}

await buildIfStale();
const folder = mkdtempSync(join(root, 'node_modules', '.vseal-bench-'));
try {
  for (const file of files) {
    const outfile = join(folder, file.replace('.ts', '.mjs'));
    await build({
      entryPoints: [join(benches, file)],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      logLevel: 'warning',
    });
    const bench = await import(pathToFileURL(outfile).href);
    for (const figure of await bench.run()) print(bench.name, figure);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function print(name, figure) {
  if (json) {
    console.log(JSON.stringify({ bench: name, ...figure }));
    return;
  }
  const peer =
    figure.peer === undefined ? '' : `   ${figure.peer}: ${short(figure.peerValue)} ${figure.unit}`;
  const ratio = figure.ratio === undefined ? '' : `   ratio ${short(figure.ratio)}`;
  console.log(
    `${name.padEnd(12)} ${figure.figure.padEnd(52)} ${short(figure.value)} ${figure.unit}${peer}${ratio}`,
  );
}

function short(value) {
  return value === undefined ? '?' : value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
