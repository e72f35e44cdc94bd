import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MiB } from '../../src/base/units.ts';
import {
  againstPeers,
  fillFlat,
  measurePeers,
  median,
  type PeerSeconds,
  seconds,
} from './conversion-peers.ts';
import type { Figure } from './figure.ts';

/** Enable-VMEncryption through the executable, each time in a process of its own: keys, tasks, commit and all. */
export const name = 'main-job';

const ROUNDS = 5;
/** Resolved from the bundle's folder below node_modules. */
const EXECUTABLE = join(import.meta.dirname, '..', '..', 'bin', 'vseal.js');
/** The process says at its end how much memory it has had at most, in KiB. */
const TELL_PEAK =
  'data:text/javascript,process.on("exit",()=>console.error("\\npeak="+process.resourceUsage().maxRSS))';

/** A VM with one disk that is all data; the project's bars are stated for 1024 MiB. */
export function run(sizeMiB = 1024): Promise<Figure[]> {
  const folder = mkdtempSync(join(process.env['VSEAL_BENCH_DIR'] ?? tmpdir(), 'vseal-bench-'));
  try {
    return Promise.resolve(measure(folder, sizeMiB));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string, sizeMiB: number): Figure[] {
  const state = join(folder, 'datacenter.json');
  vseal(state, `$null = New-VM -Name big -DiskGB ${sizeMiB / 1024} -DiskStorageFormat Thin`);
  fillFlat(flatOf(state), sizeMiB * MiB);
  const cmdlet: number[] = [];
  const whole: number[] = [];
  const peers: PeerSeconds[] = [];
  let peakKiB = 0;
  // The first round warms the page cache, and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    let ran = { stdout: '', peakKiB: 0 };
    const wall = seconds(() => {
      ran = vseal(state, '(Measure-Command { Enable-VMEncryption big -ErrorAction Stop }).TotalSeconds');
    });
    peakKiB = Math.max(peakKiB, ran.peakKiB);
    const own = Number(ran.stdout);
    vseal(state, '$null = Disable-VMEncryption big -Confirm:$false -ErrorAction Stop');
    const peer = measurePeers(folder, flatOf(state), sizeMiB * MiB);
    if (round === 0) continue;
    cmdlet.push(own);
    whole.push(wall);
    peers.push(peer);
  }
  const figure = `Enable-VMEncryption, ${sizeMiB} MiB, wall`;
  return [
    ...againstPeers(figure, cmdlet, peers),
    { figure: `${figure}, with the start of the process`, value: median(whole), unit: 's' },
    { figure: 'peak memory of the whole process', value: Math.round(peakKiB / 1024), unit: 'MiB' },
  ];
}

/** The extent of the VM's disk as it is called now. */
function flatOf(state: string): string {
  const [, datastore = '', file = ''] =
    /^\[(.+)\] (.+)\.vmdk$/.exec(vseal(state, '(Get-HardDisk big).Filename').stdout.trim()) ?? [];
  return join(dirname(state), 'datastores', datastore, `${file}-flat.vmdk`);
}

function vseal(state: string, text: string): { readonly stdout: string; readonly peakKiB: number } {
  const args = ['--import', TELL_PEAK, EXECUTABLE, '--state', state, '-c', text];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${text}: exit code ${status}\n${stderr}`);
  return { stdout, peakKiB: Number(/peak=(\d+)\n$/.exec(stderr)?.[1]) };
}
