/**
 * Builds dist/: the executable (vseal.js and its chunks), the workers (workers/), the cmdlets (one chunk each)
 * and the cmdlet index, which is made by running every cmdlet's declaration.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

export function filesUnder(folder, wanted, found = []) {
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) filesUnder(path, wanted, found);
    else if (wanted.test(entry.name)) found.push(path);
  }
  return found;
}

/** Entry name in dist/ for each entry source. */
function entryPoints() {
  const entries = {};
  for (const file of ['src/app/main.ts']) if (existsSync(join(root, file))) entries.vseal = join(root, file);
  for (const file of filesUnder(join(root, 'src'), /\.worker\.ts$/)) {
    entries[`workers/${basename(file, '.worker.ts')}`] = file;
  }
  for (const file of filesUnder(join(root, 'cmdlets'), /^[A-Z][\w-]*\.ts$/)) {
    entries[`cmdlets/${basename(file, '.ts')}`] = file;
  }
  return entries;
}

export async function buildDist() {
  const { build } = await import('esbuild');
  const startedMs = Date.now();
  const target = join(root, `dist.${process.pid}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const entries = entryPoints();
  await build({
    entryPoints: entries,
    outdir: target,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
    external: ['koffi', 'react-devtools-core'],
    loader: { '.wasm': 'binary', '.wat': 'text' },
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  await writeCmdletIndex(
    target,
    Object.keys(entries).filter((name) => name.startsWith('cmdlets/')),
  );
  // As old as the sources were read: one that is saved meanwhile makes the build stale again.
  writeFileSync(join(target, 'built'), '');
  utimesSync(join(target, 'built'), startedMs / 1000, startedMs / 1000);
  const dist = join(root, 'dist');
  const old = join(root, `dist.old.${process.pid}`);
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(target, dist);
  rmSync(old, { recursive: true, force: true });
}

/** name, aliases and parameter names of each cmdlet, so that nothing is loaded to find or complete one. */
async function writeCmdletIndex(target, names) {
  const index = [];
  for (const name of names.sort()) {
    const module = await import(pathToFileURL(join(target, `${name}.js`)).href);
    const definition = module.default;
    if (definition?.name !== basename(name))
      throw new Error(`${name}: the file's default export must be the cmdlet ${basename(name)}`);
    index.push({
      name: definition.name,
      aliases: definition.aliases ?? [],
      synopsis: definition.synopsis,
      parameters: Object.keys(definition.parameters ?? {}),
      file: relative(target, join(target, `${name}.js`)),
    });
  }
  writeFileSync(join(target, 'cmdlet-index.json'), `${JSON.stringify(index)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // A package installed from a tarball carries dist/ and no sources; without dev dependencies there is nothing to build with.
  if (existsSync(join(root, 'src')) && existsSync(join(root, 'node_modules', 'esbuild'))) await buildDist();
}
