import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A lab that is prepared once and copied for each column of a matrix, so that no column sees another's changes. */
export interface PreparedLab {
  /** A copy under this name; gives its folder. */
  copy(name: string): string;
  /** Runs text in a copy, as a user of vsphere.local, and gives what it writes. Throws when it fails. */
  run(name: string, text: string, user?: string): string;
  remove(): void;
}

const executable = join(import.meta.dirname, '../../bin/vseal.js');

/** Where labs wait for no disk. */
const MEMORY = '/dev/shm';

/** What every text begins with: it stops at the first error and asks nobody. */
export const QUIETLY =
  "$ErrorActionPreference = 'Stop'; $ConfirmPreference = 'None'; $WarningPreference = 'SilentlyContinue'";

/** A lab of three hosts with one small VM, after `lines` have been run; `$out` is its folder. */
export function prepareLab(lines: readonly string[]): PreparedLab {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'vseal-matrix-'));
  const start = (name: string, args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [executable, '--state', join(folder, name, 'datacenter.json'), ...args],
      { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 },
    );
    if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
    return stdout;
  };
  const run = (name: string, text: string, user = 'administrator'): string =>
    start(name, ['--user', `${user}@vsphere.local`, '-c', text]);
  start('prepared', ['lab', 'new', '--vms', '1']);
  run('prepared', `${QUIETLY}\n$out = '${join(folder, 'prepared')}'\n$null = & {\n${lines.join('\n')}\n}`);
  return {
    copy(name) {
      // Disks and swap files are mostly holes, which a copy must leave holes.
      execFileSync('cp', ['-a', '--sparse=always', join(folder, 'prepared'), join(folder, name)]);
      return join(folder, name);
    },
    run,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
