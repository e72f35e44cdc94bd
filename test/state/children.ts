import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { ChildTask, Increments } from './child.ts';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Builds child.ts for plain node; gives its folder, which the caller removes, and its file. Without `native`
 * it finds no native library, as on a platform that has none.
 */
export async function buildChild(native = true): Promise<{ folder: string; program: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-child-'));
  if (native) symlinkSync(join(here, '..', '..', 'node_modules'), join(folder, 'node_modules'));
  const program = join(folder, 'child.mjs');
  await build({
    entryPoints: [join(here, 'child.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['koffi'],
    logLevel: 'error',
  });
  return { folder, program };
}

/** Runs a task in a process of its own, through `wrapper` (such as `unshare -n`) when given. */
export function startChild(program: string, task: ChildTask, wrapper: readonly string[] = []): ChildProcess {
  const [command, ...args] = [...wrapper, process.execPath, program, JSON.stringify(task)] as const;
  return spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** The first line that the child prints. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.on('close', (code, signal) => reject(new Error(`the child ended (${code ?? signal}): ${text}`)));
  });
}

export async function runIncrements(
  program: string,
  task: Omit<Extract<ChildTask, { task: 'increment' }>, 'task'>,
  wrapper: readonly string[] = [],
): Promise<Increments> {
  const child = startChild(program, { task: 'increment', ...task }, wrapper);
  return JSON.parse(await firstLine(child)) as Increments;
}

/** All that the child prints until it ends. */
export function output(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on('close', () => resolve(text));
  });
}

export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.on('close', () => resolve());
  });
}
