/**
 * Builds dist/: the shell in two parts, what every start needs (core.cjs) and the rest (rest.cjs), each with a code
 * cache; what loads them (load.cjs); the screen (screen.js); the workers (workers/); and the cmdlet index, which is made
 * by running every cmdlet's declaration.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

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

const BUILDERS = ['tools/build.mjs', 'package.json'];
const SOURCES = ['src', 'cmdlets', ...BUILDERS];

/** A source by its name; a folder with everything below it. */
function namesUnder(name) {
  if (!statSync(join(root, name)).isDirectory()) return [name];
  return [name, ...readdirSync(join(root, name)).flatMap((entry) => namesUnder(`${name}/${entry}`))];
}

const files = (folder, wanted) => filesUnder(join(root, folder), wanted).sort();
const workerFiles = () => files('src', /\.worker\.ts$/);
const sourceName = (path) => relative(root, path).replaceAll('\\', '/');

/** Threads that run the shell are started from its parts; every other worker is one file of its own. */
const SHELL_THREADS = ['script', 'interactive-engine'];
const threadName = (file) => basename(file, '.worker.ts');

/** What the rest is entered by: cmdlets, `*.entry.ts`, the shell's threads, and what `core` imports when it is asked to. */
function restEntries(asked) {
  const threads = workerFiles().filter((path) => SHELL_THREADS.includes(threadName(path)));
  const paths = [...files('cmdlets', /^[A-Z][\w-]*\.ts$/), ...files('src/app', /\.entry\.ts$/), ...threads];
  return [...new Set([...paths.map(sourceName), ...asked])];
}

/**
 * Every module that runs before a command does: what main.ts and run-text.ts import, and so on. What is imported by
 * `import()` is not among them but in `asked`.
 */
async function startModules(build) {
  const { metafile } = await build({
    ...MODULE,
    entryPoints: START.map((path) => join(root, path)),
    outdir: root,
    write: false,
    metafile: true,
    absWorkingDir: root,
  });
  const core = new Set(START);
  const asked = new Set();
  for (const path of core) {
    for (const { path: imported, kind } of metafile.inputs[path]?.imports ?? []) {
      if (!imported.startsWith('src/') && !imported.startsWith('node_modules/')) continue;
      if (kind === 'dynamic-import') asked.add(imported);
      else core.add(imported);
    }
  }
  return { core, asked: [...asked].filter((path) => !core.has(path)) };
}

const START = ['src/app/main.ts', 'src/app/run-text.ts'];

const quoted = (path) => JSON.stringify(`./${path}`);

/** The entry of `core`: evaluated at once; the modules that the rest imports are in a table by their path. */
const coreEntry = (paths) => `
  ${paths.map((path, at) => `import * as m${at} from ${quoted(path)};`).join('\n')}
  export const modules = {${paths.map((path, at) => `${JSON.stringify(path)}: () => m${at},`).join('\n')}};
`;

/** The entry of the rest: a table of its modules by their path, each evaluated when it is first asked for. */
const restEntry = (paths) => `
  export const modules = {${paths.map((path) => `${JSON.stringify(path)}: () => require(${quoted(path)}),`).join('\n')}};
`;

/** Imports of the other part's modules become a call of `require` that src/app/load.ts answers: `core:src/values/type.ts`. */
const otherPart = (name, isThere, used = new Set()) => ({
  name: 'other-part',
  setup(build) {
    build.onResolve({ filter: /^[.]/ }, ({ path, resolveDir }) => {
      const module = sourceName(resolve(resolveDir, path));
      if (!isThere(module)) return undefined;
      used.add(module);
      return { path: `${name}:${module}`, external: true };
    });
  },
});

/** Commander can start other executables. Nothing here does, and loading what starts them takes a while. */
const lazyChildProcess = {
  name: 'lazy-child-process',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'child_process', namespace: 'lazy' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents:
        "module.exports = { get spawn() { return process.getBuiltinModule('node:child_process').spawn; } };",
    }));
  },
};

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'linked',
  sourcesContent: false,
  minifySyntax: true,
  minifyWhitespace: true,
  minifyIdentifiers: true,
  logLevel: 'warning',
  external: ['koffi', 'react-devtools-core'],
  define: { 'process.env.NODE_ENV': '"production"' },
  jsx: 'automatic',
};

const MODULE = {
  ...COMMON,
  format: 'esm',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

const SCRIPT = {
  ...COMMON,
  format: 'cjs',
  define: { ...COMMON.define, 'import.meta.url': '__url' },
  outExtension: { '.js': '.cjs' },
};

const fileUrl = "const __url = require('node:url').pathToFileURL(__filename).href;";

export async function buildDist() {
  const { build } = await import('esbuild');
  const startedMs = Date.now();
  const sources = SOURCES.flatMap(namesUnder);
  const target = join(root, `dist.${process.pid}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const { core, asked } = await startModules(build);
  const part = (name, entry, plugins, supported) =>
    build({
      ...SCRIPT,
      stdin: { contents: entry, resolveDir: root, sourcefile: `${name}.ts`, loader: 'ts' },
      outfile: join(target, `${name}.cjs`),
      // The text is one function: see src/app/load.ts.
      banner: { js: `(function (module, require, __filename) {${fileUrl}` },
      footer: { js: '})' },
      plugins,
      supported,
    });
  const writeSourceList = (name, list) => {
    writeFileSync(join(target, name), list.join('\n'));
    utimesSync(join(target, name), startedMs / 1000, startedMs / 1000);
  };
  const shared = new Set(START);
  await part('rest', restEntry(restEntries(asked)), [
    otherPart('core', (module) => core.has(module), shared),
  ]);
  await Promise.all([
    part(
      'core',
      coreEntry([...shared].sort()),
      [lazyChildProcess, otherPart('rest', (module) => asked.includes(module))],
      { 'dynamic-import': false },
    ),
    build({ ...SCRIPT, entryPoints: { load: join(root, 'src/app/load.ts') }, outdir: target }),
    build({
      ...MODULE,
      entryPoints: { screen: join(root, 'src/ui/shell/shell.ts') },
      outdir: target,
      splitting: true,
    }),
    build({
      ...MODULE,
      entryPoints: Object.fromEntries(
        workerFiles()
          .filter((path) => !SHELL_THREADS.includes(threadName(path)))
          .map((path) => [`workers/${threadName(path)}`, path]),
      ),
      outdir: target,
    }),
  ]);
  for (const name of SHELL_THREADS) {
    writeFileSync(
      join(target, 'workers', `${name}.cjs`),
      `require('../load.cjs').load('rest:${sourceName(workerFiles().find((path) => threadName(path) === name))}');\n`,
    );
  }
  // As old as the sources were read: one that is saved meanwhile makes the build stale again.
  const isCore = (source) => core.has(source) || BUILDERS.includes(source);
  writeSourceList('built.core', sources.filter(isCore));
  writeSourceList(
    'built.rest',
    sources.filter((source) => !isCore(source)),
  );
  writeCmdletIndex(target);
  const dist = join(root, 'dist');
  const old = join(root, `dist.old.${process.pid}`);
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(target, dist);
  rmSync(old, { recursive: true, force: true });
  writeCodeCache(dist);
}

/** name, aliases and parameter names of each cmdlet, so that nothing is evaluated to find or complete one. */
function writeCmdletIndex(target) {
  const { load } = createRequire(import.meta.url)(join(target, 'load.cjs'));
  const index = files('cmdlets', /^[A-Z][\w-]*\.ts$/).map((path) => {
    const name = basename(path, '.ts');
    const definition = load(`rest:${sourceName(path)}`).default;
    if (definition?.name !== name) {
      throw new Error(`${sourceName(path)}: the default export must be the cmdlet ${name}`);
    }
    return {
      name,
      aliases: definition.aliases ?? [],
      synopsis: definition.synopsis,
      module: definition.module ?? 'VMware.VimAutomation.Core',
      parameters: Object.keys(definition.parameters ?? {}),
      file: sourceName(path),
    };
  });
  writeFileSync(join(target, 'cmdlet-index.json'), `${JSON.stringify(index)}\n`);
}

/** V8's compiled form of what first commands run: see src/app/load.ts. */
function writeCodeCache(dist) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools', 'code-cache.cjs'), dist], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the code cache could not be made: ${stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // A package installed from a tarball carries dist/ and no sources; without dev dependencies there is nothing to build with.
  if (existsSync(join(root, 'src')) && existsSync(join(root, 'node_modules', 'esbuild'))) await buildDist();
}
