import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cmdlet } from '../cmdlet/cmdlet.ts';
import type { CmdletIndexEntry, CommandSource } from '../cmdlet/command-source.ts';

interface IndexLine extends CmdletIndexEntry {
  /** The file of the cmdlet's area, relative to dist/. */
  readonly file: string;
}

/** The cmdlets of dist/: the build's index says what there is; a cmdlet's area is loaded when it is first needed. */
export function builtCmdlets(): CommandSource {
  const dist = distFolder();
  let lines: Map<string, IndexLine> | undefined;
  const index = (): Map<string, IndexLine> => {
    lines ??= new Map(
      (JSON.parse(readFileSync(join(dist, 'cmdlet-index.json'), 'utf8')) as IndexLine[]).map((line) => [
        line.name.toLowerCase(),
        line,
      ]),
    );
    return lines;
  };
  return {
    index: () => [...index().values()],
    load(name) {
      const line = index().get(name.toLowerCase());
      return line && loadBuilt<Record<string, Cmdlet>>(line.file)[line.name];
    },
  };
}

/** Loads a built part of the shell, synchronously, when it is first needed. */
export function loadBuilt<T>(file: string): T {
  return require(join(distFolder(), file)) as T;
}

const require = createRequire(import.meta.url);

/** dist/ of this package, from a chunk in it or from a source file beside it. */
export function distFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'dist');
}
