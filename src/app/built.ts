import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cmdlet } from '../cmdlet/cmdlet.ts';
import type { CmdletIndexEntry, CommandSource } from '../cmdlet/command-source.ts';

interface IndexLine extends CmdletIndexEntry {
  /** Path of the cmdlet's source. */
  readonly file: string;
}

/** The cmdlets of dist/: the build's index says what there is; a cmdlet is evaluated when it is first needed. */
export function builtCmdlets(): CommandSource {
  let lines: Map<string, IndexLine> | undefined;
  const index = (): Map<string, IndexLine> => {
    lines ??= new Map(
      (JSON.parse(loader().cmdletIndex()) as IndexLine[]).map((line) => [line.name.toLowerCase(), line]),
    );
    return lines;
  };
  return {
    index: () => [...index().values()],
    load(name) {
      const line = index().get(name.toLowerCase());
      return line && loadBuilt<{ default: Cmdlet }>(line.file).default;
    },
  };
}

/**
 * Evaluates a module of the build's second part (load.ts), by the path of its source, synchronously, when it is first
 * needed.
 */
export function loadBuilt<T>(path: string): T {
  return loader().load(`rest:${path}`) as T;
}

/** The module that draws the interactive shell. */
export function importBuiltScreen<T>(): Promise<T> {
  return loader().importScreen() as Promise<T>;
}

interface Loader {
  load(module: string): unknown;
  importScreen(): Promise<unknown>;
  cmdletIndex(): string;
}

const loader = (): Loader => createRequire(import.meta.url)(join(distFolder(), 'load.cjs')) as Loader;

/** dist/ of this package, from a file in it or from a source file beside it. */
export function distFolder(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  let folder = start;
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error(`${start} is in no folder with a package.json`);
    folder = dirname(folder);
  }
  return join(folder, 'dist');
}
