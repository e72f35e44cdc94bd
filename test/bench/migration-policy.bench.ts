import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

/** What a change of the encrypted vMotion setting costs when one pipeline changes those of many VMs. */
export const name = 'migration-policy';

const VMS = 1000;
const ROUNDS = 3;
const EXECUTABLE = join(process.cwd(), 'bin', 'vseal.js');

export function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-bench-'));
  try {
    const state = join(folder, 'datacenter.json');
    execFileSync(
      process.execPath,
      [EXECUTABLE, '--state', state, 'lab', 'new', '--hosts', '3', '--vms', String(VMS)],
      {
        stdio: 'ignore',
      },
    );
    const cost = (text: string): number =>
      Math.min(
        ...Array.from({ length: ROUNDS }, () => cpuSeconds([EXECUTABLE, '--state', state, '-c', text])),
      );
    const idle = cost('$null = Get-VM');
    const changed = cost('$null = Get-VM | Set-VMotionEncryption -Encryption Required');
    return Promise.resolve([
      {
        figure: 'processor time of one change, of 1,000 in a pipeline',
        value: ((changed - idle) / VMS) * 1000,
        unit: 'ms',
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** User and system time of a program and its threads, as the shell's own `time` tells it. */
function cpuSeconds(args: readonly string[]): number {
  const { stderr } = spawnSync('bash', ['-c', 'time -p "$0" "$@"', process.execPath, ...args], {
    encoding: 'utf8',
  });
  const part = (kind: string): number => Number(new RegExp(`^${kind} ([\\d.]+)$`, 'm').exec(stderr)?.[1]);
  return part('user') + part('sys');
}
