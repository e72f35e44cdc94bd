import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openDisk } from '../../src/storage/disk.ts';
import { keyRing } from '../../src/storage/disk-key.ts';
import { createRandomSequence, type RandomSequence } from '../../src/vmotion/random-sequence.ts';
import { keysOf } from '../main-job/keys.ts';
import { newState, type State, start, vseal } from '../main-job/vseal.ts';
import { must } from '../storage/fixtures.ts';
import { judge } from './judge.ts';
import { MARK, markBytes, NBD_SLOT, observe, type Seen, SLOT_BYTES } from './observe.ts';
import { type Death, type GuestPlan, randomDeath, runGuest, runSteps, type ShellRan } from './shells.ts';
import { NAMES, randomStep, type Step, type Surroundings } from './steps.ts';

/**
 * Two or three shells at a time run operations that a seed chooses on one state, and many are killed. After each
 * phase everything must be as some order of what was begun leaves it. `SOAK_SEED=N` runs one seed again: the steps
 * are the same, how the shells meet is the machine's to say.
 */
const SEED = process.env['SOAK_SEED'];
const isAsked = process.env['SOAK'] === '1' || SEED !== undefined;
const SEEDS = SEED === undefined ? Array.from({ length: 20 }, (_, index) => index + 1) : [Number(SEED)];
const PHASES = 20;
/** A copy of what is found wrong goes here, with the state as the shells had left it. */
const KEEP = process.env['SOAK_KEEP'];

/** Everything that the sources call a fault point. */
function faultPoints(): string[] {
  const sources = join(import.meta.dirname, '../../src');
  const names = new Set<string>();
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('test')) continue;
    const text = readFileSync(join(sources, file), 'utf8');
    if (!/faultPoint\(|FAULT_POINTS/.test(text)) continue;
    for (const [, name = ''] of text.matchAll(/'([a-z][a-z-]*(?:\.[a-z-]+){1,2})'/g)) names.add(name);
  }
  return [...names].sort();
}

test.skipIf(!isAsked).each(SEEDS)(
  'random operations, killed at random, seed %i',
  async (seed) => {
    const random = createRandomSequence(seed);
    const points = faultPoints();
    const state = await newLab(seed);
    const known = new Set(['']);
    let before = observe(state);
    expect(before.wrong).toEqual([]);
    for (let phase = 0; phase < PHASES; phase++) {
      before = writeMarks(state, before, { random, phase, known });
      const plan = planPhase(random, before, { points, phase, outside: dirname(state.folder) });
      const { all, settled, writes } = await runPhase(state, plan, `${seed}`);
      const after = observe(state);
      const steps = plan.shells.flatMap((shell) => shell.steps);
      const findings = [...judge(before, after, { steps, writes }, known), ...all.flatMap(crashes)];
      if (settled.errors.some((ids) => ids !== '')) findings.push(`what follows fails: ${settled.stderr}`);
      if (findings.length > 0) {
        const guests = writes.map((guest) => `guest ${JSON.stringify(guest)}\n`).join('');
        process.stderr.write(`seed ${seed}, phase ${phase}\n${all.map(reportOf).join('\n')}\n${guests}`);
        keep(state, `${seed}-wrong`);
      }
      expect(findings).toEqual([]);
      before = after;
    }
    for (const folder of [dirname(state.folder), state.runtime]) rmSync(folder, { recursive: true });
  },
  3_600_000,
);

interface PhasePlan {
  readonly shells: readonly { readonly steps: readonly Step[]; readonly death: Death | undefined }[];
  readonly guests: readonly GuestPlan[];
  /** How the first shell that puts things in order dies itself; undefined: there is none but the last. */
  readonly recoveryDeath: Death | undefined;
}

function planPhase(
  random: RandomSequence,
  { vms, unregistered }: Seen,
  {
    points,
    phase,
    outside,
  }: { readonly points: readonly string[]; readonly phase: number; readonly outside: string },
): PhasePlan {
  const ours = [...vms.values()].filter(({ name }) => isOurs(name));
  const absent = NAMES.filter((name) => !ours.some((vm) => vm.name === name));
  const around: Surroundings = {
    outside,
    present: ours.length > 0 ? ours.map(({ name }) => name) : NAMES,
    absent: absent.length > 0 ? absent : NAMES,
    unregistered,
  };
  const shells = Array.from({ length: 2 + random.below(2) }, () => ({
    steps: Array.from({ length: 2 + random.below(5) }, () => randomStep(random, around)),
    death: randomDeath(random, points),
  }));
  const running = ours.filter(({ isOn }) => isOn);
  const guests = running.slice(0, random.below(3)).map(({ name: vm }) => ({
    vm,
    name: `n${phase}-${vm}`,
    count: 1 + random.below(30),
    death: randomDeath(random, points) ?? {},
  }));
  return { shells, guests, recoveryDeath: random.below(3) === 0 ? randomDeath(random, points) : undefined };
}

async function runPhase(state: State, { shells, guests, recoveryDeath }: PhasePlan, name: string) {
  const [ran, writes] = await Promise.all([
    Promise.all(shells.map(({ steps, death }) => runSteps(state, steps, death))),
    Promise.all(guests.map((guest) => runGuest(state, guest))),
  ]);
  keep(state, `${name}-cut`);
  const all = [...ran];
  if (recoveryDeath !== undefined) all.push(await runSteps(state, SETTLE.slice(0, 1), recoveryDeath));
  const settled = await runSteps(state, SETTLE, undefined);
  return { all: [...all, settled], settled, writes };
}

/** The lab's own VM has no marks. */
function isOurs(name: string): boolean {
  return (NAMES as readonly string[]).includes(name);
}

/** Hosts that went come back, and every VM that can start does: its disks and home open under the keys of its host. */
const SETTLE: readonly Step[] = [
  "Get-VMHost | Where-Object { $_.PowerState -ne 'PoweredOn' } | Start-VMHost -Confirm:$false",
  "Get-VMHost | Where-Object { (Get-SecurityInfo $_).CryptoState -eq 'pendingIncapable' } | Restart-VMHost -Force -Confirm:$false",
  // What is written over in place is finished by those who own it.
  "Get-VM | Where-Object PowerState -eq 'PoweredOff' | Repair-VMDisk",
  "Get-VM | Where-Object PowerState -eq 'PoweredOff' | ForEach-Object { $null = Start-VM $_; $null = Stop-VM $_ -Confirm:$false }",
].map((text) => ({ text, vm: '', effect: 'none' }));

async function newLab(seed: number): Promise<State> {
  const state = newState('memory');
  expect((await start(state, ['lab', 'new', '--hosts', '3', '--vms', '1']).ended).code).toBe(0);
  for (const store of ['datastore1', 'datastore2'])
    mkdirSync(join(state.folder, 'datastores', store, 'copies'));
  for (const name of ['backups', 'exports']) mkdirSync(join(dirname(state.folder), name));
  const release = seed % 3 === 0 ? '' : 'Set-VIServerVersion 7.0;';
  const made = await vseal(
    state,
    `$ErrorActionPreference = 'Stop'; ${release} Set-VICapability EncryptedDiskSnapshot $true | Out-Null
     foreach ($name in 'ada', 'bob', 'cyd', 'dan') {
       $null = New-VM $name -DiskMB 2, 2 -MemoryMB 4 -VMHost esx-01.lab.local -Datastore datastore1
     }
     $null = Enable-VMEncryption bob, cyd, dan`,
  );
  expect(made.code, made.stderr).toBe(0);
  return state;
}

/** Guests write a mark here and there while nobody works; what disks then hold is known. */
function writeMarks(
  state: State,
  seen: Seen,
  {
    random,
    phase,
    known,
  }: { readonly random: RandomSequence; readonly phase: number; readonly known: Set<string> },
): Seen {
  const keys = keyRing(keysOf(state));
  for (const { name, disks } of seen.vms.values()) {
    if (!isOurs(name)) continue;
    for (const { path, key } of disks) {
      if (random.below(3) === 0) continue;
      const disk = must(openDisk(path, { access: 'write', keys }));
      must(disk.write(markBytes(`${MARK}${phase}-${name}-${key}`), random.below(NBD_SLOT) * SLOT_BYTES));
      must(disk.flush());
      disk.close();
    }
  }
  const written = observe(state);
  for (const { disks } of written.vms.values()) for (const { content } of disks) known.add(content);
  return written;
}

function keep({ folder }: State, name: string): void {
  if (KEEP === undefined) return;
  rmSync(join(KEEP, name), { recursive: true, force: true });
  execFileSync('cp', ['-a', folder, join(KEEP, name)]);
}

function crashes({ signal, death, stderr, stdout, code }: ShellRan): string[] {
  const found: string[] = [];
  if (signal !== null && !(signal === 'SIGKILL' && death !== undefined)) found.push(`ended by ${signal}`);
  if (code !== null && code > 1) found.push(`exit code ${code}`);
  if (/^ +at .*:\d+:\d+/m.test(stderr) || /^\S*Error: /m.test(stdout)) found.push(stderr);
  // What is missing or there already is the steps' doing; a file that cannot be read is not.
  for (const [, why = ''] of stderr.matchAll(/ cannot be used\.\n +Why: (.*)$/gm))
    if (!/does not exist|exists already|already exists|can grow/.test(why)) found.push(why);
  return found;
}

function reportOf({ steps, death, signal, stdout, stderr }: ShellRan): string {
  const lines = steps.map(({ text }, step) => {
    const isBegun = stdout.includes(`begin ${step}\n`);
    const end = new RegExp(`^end ${step} (.*)$`, 'm').exec(stdout)?.[1];
    return `  ${isBegun ? (end === undefined ? 'cut' : `ran ${end}`) : 'not'}: ${text}`;
  });
  return [`shell ${JSON.stringify(death ?? 'lives')} ${signal ?? ''}`, ...lines, stderr].join('\n');
}
