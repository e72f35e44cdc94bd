import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

/** The largest of 100,000 VMs by a condition: what the pipeline costs once the inventory is loaded. */
export const name = 'pipeline-vms';

const EXECUTABLE = join(import.meta.dirname, '..', '..', 'bin', 'vseal.js');
const PIPELINE =
  "Where-Object { $_.MemoryGB -ge 1 -and $_.Name -like '*1*' } | Sort-Object MemoryGB, Name | Select-Object -First 10";
/** A lab of 100,000 VMs takes minutes to make: those of a smaller one are asked for as often as it takes. */
const LAB_VMS = 2000;
const load = (count: number): string =>
  `$vms = 1..${count / LAB_VMS} | ForEach-Object { Get-VM }; $vms.Count`;
/** The process says at its end how much processor time all of its threads have had, in ms. */
const TELL_CPU =
  'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();console.error("\\ncpu="+(u.userCPUTime+u.systemCPUTime)/1000)})';

export function run(count = 100_000): Promise<Figure[]> {
  const folder = mkdtempSync(join(process.env['VSEAL_BENCH_DIR'] ?? tmpdir(), 'vseal-bench-'));
  try {
    const state = join(folder, 'datacenter.json');
    vseal(state, ['lab', 'new', '--vms', String(LAB_VMS)]);
    const loaded = Math.min(...[1, 2, 3].map(() => vseal(state, ['-c', load(count)])));
    const whole = Math.min(
      ...[1, 2, 3].map(() => vseal(state, ['-c', `${load(count)}; $vms | ${PIPELINE}`])),
    );
    const figure = `Where | Sort | Select -First 10 over ${count} VMs, CPU after load`;
    return Promise.resolve([
      { figure, value: whole - loaded, unit: 'ms' },
      { figure: `Get-VM until there are ${count}, CPU with the start`, value: loaded, unit: 'ms' },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processor time of the whole process, in ms. */
function vseal(state: string, rest: readonly string[]): number {
  const args = ['--import', TELL_CPU, EXECUTABLE, '--state', state, ...rest];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${rest.join(' ')}: exit code ${status}\n${stderr}`);
  return Number(/cpu=([\d.]+)\n$/.exec(stderr)?.[1]);
}
