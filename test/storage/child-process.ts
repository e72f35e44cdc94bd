import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

/** Bundles a script of this folder so that plain Node runs it; its workers come from dist/. Gives the file to run. */
export async function bundleChild(entry: string, folder: string): Promise<string> {
  const home = join(folder, 'child');
  mkdirSync(home);
  // The worker's entry is looked for below the nearest package.json.
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  for (const name of ['dist', 'node_modules']) symlinkSync(join(root, name), join(home, name));
  const outfile = join(home, 'entry.js');
  await build({
    entryPoints: [join(import.meta.dirname, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['koffi'],
    loader: { '.wasm': 'binary', '.wat': 'text' },
    logLevel: 'error',
  });
  return outfile;
}

export interface ChildEnd {
  readonly signal: NodeJS.Signals | null;
  readonly status: number | null;
  readonly output: string;
}

export function runChild(file: string, ...args: string[]): ChildEnd {
  const { signal, status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { signal, status, output: stdout + stderr };
}
