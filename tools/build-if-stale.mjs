/** A checkout builds dist/ when it is missing or older than its sources; an installed package never does. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['src', 'cmdlets', 'tools/build.mjs', 'package.json'];

function newestMs(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  let newest = stat.mtimeMs;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestMs(child) : statSync(child).mtimeMs);
  }
  return newest;
}

export function isStale() {
  const builtMs = statSync(join(root, 'dist', 'built'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return SOURCES.some((source) => newestMs(join(root, source)) > builtMs);
}

export async function buildIfStale() {
  if (isStale()) await (await import('./build.mjs')).buildDist();
}
