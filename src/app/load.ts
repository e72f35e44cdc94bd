import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/**
 * The build puts the shell's modules into two files: `core`, which every start needs, and the `rest`. Each is the text
 * of one function that gives a table: a module's path to what evaluates it.
 */
type PartName = 'core' | 'rest';
interface Modules {
  readonly [path: string]: (() => unknown) | undefined;
}

interface Part {
  readonly script: Script;
  readonly modules: Modules;
}

// This file is built as a CommonJS module.
const requireFile: (path: string) => unknown = require;

const parts = new Map<PartName, Part>();

/** Evaluates a module, such as `core:src/app/main.ts`, when it is first asked for, and gives its exports. */
export function load(module: string): unknown {
  const [part, path] = module.split(':') as [PartName, string];
  const evaluate = partOf(part).modules[path];
  if (evaluate === undefined) throw new Error(`the build has no module ${module}`);
  return evaluate();
}

/** The screen is a module of its own: ink awaits at its top level, as only a module may. */
export const importScreen = (): Promise<unknown> => import(`${__dirname}/screen.js`);

/** The parts that have been loaded, for the build to make their code caches. */
export function loadedScripts(): Iterable<readonly [string, Script]> {
  return [...parts].map(([name, { script }]) => [cacheFile(name), script] as const);
}

function partOf(name: PartName): Part {
  const known = parts.get(name);
  if (known !== undefined) return known;
  const script = compile(name);
  const module = { exports: {} as { modules: Modules } };
  const run = script.runInThisContext() as (...parameters: unknown[]) => void;
  run(module, (path: string) => (/^(core|rest):/.test(path) ? load(path) : requireFile(path)), file(name));
  const part = { script, modules: module.exports.modules };
  parts.set(name, part);
  return part;
}

/**
 * Compiles with V8's code cache beside the text, which the build makes: compiling anew takes most of a short command's
 * time. A cache of another version of Node is refused by V8, and the text is compiled.
 */
function compile(name: PartName): Script {
  return new Script(readFileSync(file(name), 'latin1'), {
    filename: file(name),
    cachedData: codeCache(name),
  });
}

function codeCache(name: PartName): Buffer | undefined {
  try {
    return readFileSync(cacheFile(name));
  } catch {
    return undefined;
  }
}

const file = (name: PartName): string => join(__dirname, `${name}.cjs`);
const cacheFile = (name: PartName): string => join(__dirname, `${name}.cache`);
