/**
 * A checkout builds dist/ when it is missing or older than its sources; an installed package never does. dist/built.core
 * lists the sources of what every start needs, dist/built.rest all others, and the folders, so that a file that comes or
 * goes is seen. Both files are as old as the sources were read. A start looks at the first list; the second, which is four
 * times as long, is looked at when the rest is first needed.
 */
const { spawnSync } = require('node:child_process');
const { readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const dist = join(root, 'dist');

const isOlder = (list, folder = dist) => {
  const mtimeMs = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
  try {
    const builtMs = mtimeMs(`${folder}/${list}`);
    const sources = readFileSync(`${folder}/${list}`, 'utf8').split('\n');
    return sources.some((source) => mtimeMs(`${root}/${source}`) > builtMs);
  } catch {
    return true;
  }
};

exports.isCoreStale = () => isOlder('built.core');

exports.buildIfStale = async () => {
  if (isOlder('built.core') || isOlder('built.rest')) await (await import('./build.mjs')).buildDist();
};

/**
 * For a process that runs the core of a built folder already: builds, and says so when the core that runs is not the one
 * that was built.
 */
exports.buildRestIfStale = (folder) => {
  if (!isOlder('built.rest', folder)) return;
  const core = readFileSync(`${folder}/core.cjs`);
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, 'build.mjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the sources changed and could not be built:\n${stderr}`);
  if (!core.equals(readFileSync(`${dist}/core.cjs`)))
    throw new Error('the sources changed and were built: run the command again');
};
