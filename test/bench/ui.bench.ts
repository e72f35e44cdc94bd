/** What the interactive shell costs: start, keys, memory, completion. In a pseudo-terminal made by `script`. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createNameIndex } from '../../src/ui/shell/name-index.ts';
import { buildShellProgram } from '../ui/shell-in-terminal.ts';
import type { Figure } from './figure.ts';

export const name = 'ui';

const PATIENCE_MS = 30_000;

interface Pty {
  readonly child: ChildProcess;
  type(text: string): void;
  /** Resolves with the time at which the output behind the last match matches. */
  until(pattern: RegExp): Promise<number>;
  end(): void;
}

function openPty(command: string): Pty {
  const child = spawn('script', ['-qfc', `stty cols 100 rows 30; exec ${command}`, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', CI: '0', CONTINUOUS_INTEGRATION: '0' },
  });
  let seen = '';
  let wake = (): void => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    // Colours, cursor moves and erasures stand between the letters of what is looked for.
    seen = (seen + chunk.toString().replace(/\u001b\[[0-9;?<>=]*[A-Za-z]/g, '')).slice(-20_000);
    wake();
  });
  return {
    child,
    type: (text) => void child.stdin.write(text),
    async until(pattern) {
      for (;;) {
        const match = pattern.exec(seen);
        if (match !== null) {
          seen = seen.slice(match.index + match[0].length);
          return performance.now();
        }
        await new Promise<void>((resolve, reject) => {
          const limit = setTimeout(
            () => reject(new Error(`${pattern} has not come: ${seen.slice(-200)}`)),
            PATIENCE_MS,
          );
          wake = () => {
            clearTimeout(limit);
            resolve();
          };
        });
      }
    },
    end: () => void child.kill('SIGKILL'),
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const p95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0;

export async function run(): Promise<Figure[]> {
  const program = await buildShellProgram();
  try {
    return [
      ...(await promptTime(program.command)),
      await keyTime(program.command, 'key to screen p95, alone', ''),
      await keyTime(program.command, 'key to screen p95, while a pipeline prints', 'emit 100000000\r'),
      ...(await memory(program.command)),
      completionTime(),
    ];
  } finally {
    program.dispose();
  }
}

async function promptTime(command: string): Promise<Figure[]> {
  const shell: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 7; round++) {
    const started = performance.now();
    const pty = openPty(command);
    shell.push((await pty.until(/vSeal.*:>/)) - started);
    pty.end();
    const bareStarted = performance.now();
    execFileSync('script', ['-qfc', `exec ${process.execPath} -e 0`, '/dev/null']);
    bare.push(performance.now() - bareStarted);
  }
  const [value, peerValue] = [median(shell), median(bare)];
  const peer = 'node -e 0';
  return [
    { figure: 'prompt appears', value, unit: 'ms', peer, peerValue, ratio: value / peerValue },
    { figure: 'prompt appears, beyond node -e 0', value: value - peerValue, unit: 'ms' },
  ];
}

async function keyTime(command: string, figure: string, before: string): Promise<Figure> {
  const pty = openPty(command);
  await pty.until(/administrator/);
  if (before !== '') {
    pty.type(before);
    await pty.until(/line 1000 /);
  }
  const times: number[] = [];
  for (let count = 1; count <= 60; count++) {
    const started = performance.now();
    pty.type('x');
    times.push((await pty.until(new RegExp(`:> x{${count}}(?!x)`))) - started);
    await pause(25);
  }
  pty.end();
  return { figure, value: p95(times), unit: 'ms' };
}

/** Resident memory of the newest child of `script`, in MB. */
function residentMb(pid: number): number {
  const child =
    execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .at(-1) ?? '';
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

async function memory(command: string): Promise<Figure[]> {
  const node = openPty(`${process.execPath} -e "setInterval(() => 0, 1000); console.log('up')"`);
  await node.until(/up/);
  const bare = residentMb(node.child.pid ?? 0);
  node.end();
  const pty = openPty(command);
  await pty.until(/administrator/);
  const print = async (lines: number): Promise<number> => {
    pty.type(`emit ${lines}\r`);
    await pty.until(new RegExp(`line ${lines} of ${lines}`));
    await pause(500);
    return residentMb(pty.child.pid ?? 0);
  };
  const first = await print(2000);
  const second = await print(18_000);
  pty.end();
  return [
    {
      figure: 'memory after 2,000 results',
      value: first,
      unit: 'MB',
      peer: 'bare node',
      peerValue: bare,
      ratio: first / bare,
    },
    { figure: 'memory more after 20,000 results', value: second - first, unit: 'MB' },
  ];
}

/** Best of a few rounds, each with names the index has not looked through yet. */
function completionTime(): Figure {
  const added = Array.from(
    { length: 100_000 },
    (_, n) => `vm-${String((n * 7919) % 100_000).padStart(6, '0')}`,
  );
  const times = [1, 2, 3].map(() => {
    const names = createNameIndex();
    names.apply({ type: 'names', kind: 'VirtualMachine', reset: true, added, removed: [] });
    const started = performance.now();
    names.complete('Get-VM vm-0421', 14);
    return performance.now() - started;
  });
  return { figure: 'completing among 100,000 VM names', value: Math.min(...times), unit: 'ms' };
}
