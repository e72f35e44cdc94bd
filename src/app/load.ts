import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
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
export function importScreen(): Promise<unknown> {
  bringUpToDate();
  return import(`${__dirname}/screen.js`);
}

/** The build's index of cmdlets, as JSON. */
export function cmdletIndex(): string {
  bringUpToDate();
  return readFileSync(join(__dirname, 'cmdlet-index.json'), 'utf8');
}

/** The parts that have been loaded, for the build to make their code caches. */
export function loadedScripts(): Iterable<readonly [string, Script]> {
  return [...parts].map(([name, { script }]) => [cacheFile(name), script] as const);
}

let isUpToDate = !existsSync(join(__dirname, '..', 'src'));

/** A start of a checkout sees to the core only (bin/vseal.js); everything else is seen to when it is first needed. */
function bringUpToDate(): void {
  if (isUpToDate) return;
  isUpToDate = true;
  const { buildRestIfStale } = requireFile('../tools/build-if-stale.cjs') as {
    buildRestIfStale: (folder: string) => void;
  };
  buildRestIfStale(__dirname);
}

function partOf(name: PartName): Part {
  const known = parts.get(name);
  if (known !== undefined) return known;
  if (name === 'rest') bringUpToDate();
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
 * time. A cache of another version of Node is refused by V8, and the text is compiled. Both files are read into one
 * buffer, one after the other, since touching fresh memory is a good part of what reading costs.
 */
function compile(name: PartName): Script {
  const text = openSync(file(name), 'r');
  const cache = openIfThere(cacheFile(name));
  try {
    const textBytes = fstatSync(text).size;
    const cacheBytes = cache === undefined ? 0 : fstatSync(cache).size;
    const bytes = Buffer.allocUnsafeSlow(Math.max(textBytes, cacheBytes));
    const source = bytes.toString('latin1', 0, readInto(text, bytes, textBytes));
    const cachedData =
      cache === undefined ? undefined : bytes.subarray(0, readInto(cache, bytes, cacheBytes));
    return new Script(source, { filename: file(name), cachedData });
  } finally {
    closeSync(text);
    if (cache !== undefined) closeSync(cache);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}

function readInto(file: number, bytes: Buffer, length: number): number {
  let at = 0;
  while (at < length) {
    const read = readSync(file, bytes, at, length - at, at);
    if (read === 0) break;
    at += read;
  }
  return at;
}

const file = (name: PartName): string => join(__dirname, `${name}.cjs`);
const cacheFile = (name: PartName): string => join(__dirname, `${name}.cache`);
