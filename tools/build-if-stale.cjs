/**
 * A checkout builds dist/ when it is missing or older than its sources; an installed package never does. dist/built is as
 * old as the sources were read, and lists them: their folders too, so that a file that comes or goes is seen.
 */
const { readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const built = join(root, 'dist', 'built');

exports.isStale = () => {
  const mtimeMs = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
  try {
    const builtMs = mtimeMs(built);
    const sources = readFileSync(built, 'utf8').split('\n');
    return sources.some((source) => mtimeMs(`${root}/${source}`) > builtMs);
  } catch {
    return true;
  }
};

exports.buildIfStale = async () => {
  if (exports.isStale()) await (await import('./build.mjs')).buildDist();
};
