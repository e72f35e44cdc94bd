import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Bundle {
  /** The built file of the entry of that name. */
  file(name: string): string;
  dispose(): void;
}

/** Builds test programs (children, workers) as the project's own build does, into a folder of their own. */
export async function bundle(entries: Readonly<Record<string, string>>): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-bundle-'));
  await build({
    entryPoints: { ...entries },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
    external: ['koffi', 'react-devtools-core'],
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  return {
    file: (name) => join(folder, `${name}.mjs`),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
