import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { dataRanges } from '../../src/storage/extent-map.ts';

/** The executable as a user starts it, each test on a state of its own. */
const EXECUTABLE = join(import.meta.dirname, '../../bin/vseal.js');
/** Only a guard against a hang. */
const GUARD_MS = 110_000;
/** Hosts' memory is kept only where it is memory. */
const MEMORY = '/dev/shm';

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface State {
  readonly folder: string;
  /** `datacenter.json`. */
  readonly file: string;
  /** What hosts hold in memory lies here. */
  readonly runtime: string;
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own that is gone after the test file. */
export function newFolder(parent = tmpdir()): string {
  const folder = realpathSync(mkdtempSync(join(parent, 'vseal-main-job-')));
  made.push(folder);
  return folder;
}

/** Where a state is to be; the first command makes the lab there. In memory a test of many commits waits for no disk. */
export function newState(where: 'disk' | 'memory' = 'disk'): State {
  const folder = newFolder(where === 'memory' && existsSync(MEMORY) ? MEMORY : tmpdir());
  mkdirSync(join(folder, 'state'), { mode: 0o700 });
  const runtime = newFolder(existsSync(MEMORY) ? MEMORY : tmpdir());
  return { folder: join(folder, 'state'), file: join(folder, 'state', 'datacenter.json'), runtime };
}

/** A copy of everything; `cp` keeps the holes of disks, and the modes. */
export function copyState(from: State, where: 'disk' | 'memory' = 'disk'): State {
  const to = newState(where);
  execFileSync('cp', ['-a', `${from.folder}/.`, to.folder]);
  execFileSync('cp', ['-a', `${from.runtime}/.`, to.runtime]);
  return to;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
}

/** Starts `vseal --state FILE …`; `faultPoint` is where it kills itself. */
export function start(state: State, args: readonly string[], faultPoint = ''): Started {
  const child = spawn(process.execPath, [EXECUTABLE, '--state', state.file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(state, faultPoint),
    timeout: GUARD_MS,
    killSignal: 'SIGABRT',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export function environment(state: State, faultPoint = ''): NodeJS.ProcessEnv {
  return { ...process.env, XDG_RUNTIME_DIR: state.runtime, VSEAL_FAULT_POINT: faultPoint };
}

/** `vseal -c TEXT` to its end. */
export function vseal(state: State, text: string, faultPoint = ''): Promise<Ran> {
  return start(state, ['-c', text], faultPoint).ended;
}

/** `vseal -c TEXT`, which must end well, and its standard output as JSON. */
export async function json<T>(state: State, text: string): Promise<T> {
  const { code, stdout, stderr } = await vseal(state, text);
  if (code !== 0) throw new Error(`exit code ${code}\n${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Every file below a folder, as absolute paths. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

/** The stretches of a file that hold data: a thin disk is mostly holes. */
export function dataOf(file: string): Buffer[] {
  const fd = openSync(file, 'r');
  try {
    return dataRanges(fd, 0, fstatSync(fd).size).map(({ offset, lengthBytes }) => {
      const bytes = Buffer.alloc(lengthBytes);
      readSync(fd, bytes, 0, lengthBytes, offset);
      return bytes;
    });
  } finally {
    closeSync(fd);
  }
}

/** The files that a VM is made of, by what its VMX and descriptors name, and those that lie in its folder. */
export function folderOfVm(vmx: string): { readonly named: string[]; readonly present: string[] } {
  const folder = dirname(vmx);
  const named = [basename(vmx)];
  for (const [, file = ''] of readFileSync(vmx, 'utf8').matchAll(/^(?:nvram|scsi\S+fileName) = "(.+)"$/gm)) {
    named.push(file);
    if (!file.endsWith('.vmdk')) continue;
    const descriptor = readFileSync(join(folder, file), 'utf8');
    for (const [, extent = ''] of descriptor.matchAll(/^RW \d+ \S+ "(.+)"/gm)) named.push(extent);
  }
  return { named: named.sort(), present: readdirSync(folder).sort() };
}
