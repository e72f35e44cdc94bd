/**
 * Builds dist/: the executable (vseal.js and its chunks), the workers (workers/), the cmdlets (one chunk each)
 * and the cmdlet index, which is made by running every cmdlet's declaration.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

/**
 * What is built together and shares chunks: the executable's own parts, and one entry for each folder of cmdlets, so
 * that little is loaded for one cmdlet and few files for many. A part named `*.entry.ts` is loaded by name when it is
 * first needed.
 */
function shellEntries() {
  const entries = { vseal: join(root, 'src/app/main.ts') };
  for (const file of filesUnder(join(root, 'src'), /\.entry\.ts$/))
    entries[basename(file, '.entry.ts')] = file;
  for (const area of readdirSync(join(root, 'cmdlets')).sort())
    entries[`cmdlets/${area}`] = `cmdlets:${area}`;
  for (const name of SHELL_WORKERS) entries[`workers/${name}`] = workerFile(name);
  return entries;
}

/** Workers that run the shell share its chunks; every other worker is one file of its own. */
const SHELL_WORKERS = ['script', 'interactive-engine'];

function workerFiles() {
  return filesUnder(join(root, 'src'), /\.worker\.ts$/);
}

function workerFile(name) {
  return workerFiles().find((file) => basename(file, '.worker.ts') === name);
}

function cmdletFiles(area) {
  return filesUnder(join(root, 'cmdlets', area), /^[A-Z][\w-]*\.ts$/).sort();
}

/** An area's entry: every cmdlet of the folder by its name. */
const cmdletAreas = {
  name: 'cmdlet-areas',
  setup(build) {
    build.onResolve({ filter: /^cmdlets:/ }, ({ path }) => ({
      path: path.slice('cmdlets:'.length),
      namespace: 'cmdlets',
    }));
    build.onLoad({ filter: /.*/, namespace: 'cmdlets' }, ({ path }) => ({
      contents: cmdletFiles(path)
        .map((file) => `export { default as '${basename(file, '.ts')}' } from ${JSON.stringify(file)};`)
        .join('\n'),
      resolveDir: root,
      loader: 'ts',
    }));
  },
};

const COMMON = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'linked',
  sourcesContent: false,
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  external: ['koffi', 'react-devtools-core'],
  define: { 'process.env.NODE_ENV': '"production"' },
  jsx: 'automatic',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

export async function buildDist() {
  const { build } = await import('esbuild');
  const startedMs = Date.now();
  const target = join(root, `dist.${process.pid}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const workers = workerFiles().filter((file) => !SHELL_WORKERS.includes(basename(file, '.worker.ts')));
  await Promise.all([
    build({
      ...COMMON,
      entryPoints: shellEntries(),
      outdir: target,
      chunkNames: 'chunks/[name]-[hash]',
      splitting: true,
      plugins: [cmdletAreas],
    }),
    build({
      ...COMMON,
      entryPoints: Object.fromEntries(
        workers.map((file) => [`workers/${basename(file, '.worker.ts')}`, file]),
      ),
      outdir: target,
    }),
  ]);
  await writeCmdletIndex(target);
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
async function writeCmdletIndex(target) {
  const index = [];
  for (const area of readdirSync(join(root, 'cmdlets')).sort()) {
    const file = `cmdlets/${area}.js`;
    const cmdlets = await import(pathToFileURL(join(target, file)).href);
    for (const [name, definition] of Object.entries(cmdlets)) {
      if (definition?.name !== name) {
        throw new Error(`cmdlets/${area}/${name}.ts: the default export must be the cmdlet ${name}`);
      }
      index.push({
        name,
        aliases: definition.aliases ?? [],
        synopsis: definition.synopsis,
        module: definition.module ?? 'VMware.VimAutomation.Core',
        parameters: Object.keys(definition.parameters ?? {}),
        file,
      });
    }
  }
  writeFileSync(join(target, 'cmdlet-index.json'), `${JSON.stringify(index)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // A package installed from a tarball carries dist/ and no sources; without dev dependencies there is nothing to build with.
  if (existsSync(join(root, 'src')) && existsSync(join(root, 'node_modules', 'esbuild'))) await buildDist();
}
