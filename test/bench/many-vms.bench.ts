import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

/**
 * Many VMs encrypted in one pipeline: what a VM costs beyond the data of its disk, which is thin and empty here. What
 * the same process takes to start and to list the VMs is subtracted. The embedded key server runs in the process, so its
 * work and its durable key store are in the figure; so is what comes once, with the first VM: the threads' starts, the
 * certificates, the hosts' keys. The second figure leaves that out.
 */
export const name = 'many-vms';

const EXECUTABLE = join(import.meta.dirname, '..', '..', 'bin', 'vseal.js');
/** The process says at its end how much processor time all of its threads have had, in ms. */
const TELL_CPU =
  'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();console.error("\\ncpu="+(u.userCPUTime+u.systemCPUTime)/1000)})';

/** A thin disk of 1 MiB, with nothing on it. */
const NEW_VM = 'New-VM "small-$_" -DiskMB 1 -DiskStorageFormat Thin';

/** The project's bar is stated for 1,000 VMs. */
export function run(count = 1000): Promise<Figure[]> {
  const folder = mkdtempSync(join(process.env['VSEAL_BENCH_DIR'] ?? tmpdir(), 'vseal-bench-'));
  try {
    const one = encrypt(join(folder, 'one', 'datacenter.json'), 1);
    const all = encrypt(join(folder, 'all', 'datacenter.json'), count);
    const figure = `Enable-VMEncryption, ${count} VMs in one pipeline`;
    return Promise.resolve([
      { figure: `${figure}, CPU per VM`, value: all.cpuMs / count, unit: 'ms' },
      {
        figure: `${figure}, CPU per VM past the first`,
        value: (all.cpuMs - one.cpuMs) / (count - 1),
        unit: 'ms',
      },
      { figure: `${figure}, wall per VM`, value: all.wallMs / count, unit: 'ms' },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a lab with as many VMs and encrypts them; what starting and listing take is left out of `cpuMs`. */
function encrypt(state: string, count: number): { cpuMs: number; wallMs: number } {
  vseal(state, ['lab', 'new', '--vms', '1']);
  vseal(state, [
    '-c',
    `1..${count} | ForEach-Object { $null = ${NEW_VM} }; Remove-VM vm-001 -DeletePermanently -Confirm:$false`,
  ]);
  const started = vseal(state, ['-c', '$null = Get-VM']);
  const startMs = performance.now();
  const cpu = vseal(state, ['-c', '$null = Get-VM | Enable-VMEncryption -ErrorAction Stop']);
  return { cpuMs: cpu - started, wallMs: performance.now() - startMs };
}

/** Processor time of the whole process, in ms. */
function vseal(state: string, rest: readonly string[]): number {
  const args = ['--import', TELL_CPU, EXECUTABLE, '--state', state, ...rest];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${rest.join(' ')}: exit code ${status}\n${stderr}`);
  return Number(/cpu=([\d.]+)\n$/.exec(stderr)?.[1]);
}
