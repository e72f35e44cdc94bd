import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

/** CPU seconds of whole processes: an empty command beside bare Node, and 10,000 VMs from a cold start. */
export const name = 'start';

const ROUNDS = 15;
const VMS = 10_000;

export function run(): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-bench-start-'));
  try {
    return [emptyCommand(join(folder, 'lab.json')), manyVms(join(folder, 'large.json'))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function emptyCommand(state: string): Figure {
  vseal(state, '-c', 'Get-VM');
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(cpuSeconds(process.execPath, '-e', '0'));
    ours.push(vseal(state, '-c', '$null'));
  }
  return {
    figure: "vseal -c '$null', CPU, best of rounds",
    value: Math.min(...ours) * 1000,
    unit: 'ms',
    peer: 'node -e 0',
    peerValue: Math.min(...bare) * 1000,
    ratio: Math.min(...ours) / Math.min(...bare),
  };
}

function manyVms(state: string): Figure {
  vseal(state, 'lab', 'new', '--vms', String(VMS));
  const seconds = Array.from({ length: 3 }, () => vseal(state, '-c', 'Get-VM | Measure-Object'));
  return { figure: `Get-VM of ${VMS} VMs, CPU, best of rounds`, value: Math.min(...seconds), unit: 's' };
}

function vseal(state: string, ...args: string[]): number {
  return cpuSeconds(process.execPath, join(process.cwd(), 'bin', 'vseal.js'), '--state', state, ...args);
}

/** User and system time of a process and what it starts, which Node does not tell; bash does. */
function cpuSeconds(...command: string[]): number {
  const timed = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null 2>&1', '-', ...command],
    {
      encoding: 'utf8',
    },
  );
  const [user = Number.NaN, system = Number.NaN] = timed.stderr.trim().split(' ').map(Number);
  if (timed.status !== 0 || Number.isNaN(user + system))
    throw new Error(`${command.join(' ')}: ${timed.stderr}`);
  return user + system;
}
