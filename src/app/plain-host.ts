import { readSync, writeSync } from 'node:fs';
import { systemClock } from '../base/clock.ts';
import type { Host, HostPrompts, HostStreams } from '../cmdlet/host.ts';
import { randomBytes } from '../crypto/random.ts';
import { hostFiles } from './host-files.ts';
import { nativeCommands } from './native-commands.ts';

export interface PlainHostOptions {
  readonly version: string;
  readonly allowNative: boolean;
  readonly color: boolean;
  readonly interrupted: () => boolean;
  readonly clearInterrupt: () => void;
  readonly drain: () => void;
}

/** Standard output was closed by its reader: `| head` has enough. The process ends quietly. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** The host of `-c`, `run` and piped input: plain text to standard output, everything else to standard error. */
export function createPlainHost(options: PlainHostOptions, prompts: HostPrompts = NO_PROMPTS): Host {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  return {
    name: 'vSeal',
    version: options.version,
    streams: plainStreams(options.color),
    prompts,
    files: hostFiles,
    environment: {
      get: (name) => process.env[name],
      set(name, value) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      },
      names: () => Object.keys(process.env),
    },
    interactive: false,
    processId: process.pid,
    startFolder: process.cwd(),
    width: () => process.stdout.columns || DEFAULT_COLUMNS,
    nowMs: () => systemClock.nowMs(),
    monotonicMs: () => systemClock.monotonicMs(),
    randomBytes: (count) => randomBytes(count),
    drain: options.drain,
    sleep(ms) {
      const deadlineMs = systemClock.monotonicMs() + ms;
      for (;;) {
        const leftMs = deadlineMs - systemClock.monotonicMs();
        if (leftMs <= 0 || options.interrupted()) return;
        Atomics.wait(sleeper, 0, 0, Math.min(leftMs, 50));
        options.drain();
      }
    },
    interrupted: options.interrupted,
    clearInterrupt: options.clearInterrupt,
    ...(options.allowNative && { native: nativeCommands }),
  };
}

const NO_PROMPTS: HostPrompts = {
  line: () => undefined,
  secure: () => undefined,
  choice: () => undefined,
};

const COLORS: Readonly<Record<string, number>> = {
  Black: 30,
  DarkRed: 31,
  DarkGreen: 32,
  DarkYellow: 33,
  DarkBlue: 34,
  DarkMagenta: 35,
  DarkCyan: 36,
  Gray: 37,
  DarkGray: 90,
  Red: 91,
  Green: 92,
  Yellow: 93,
  Blue: 94,
  Magenta: 95,
  Cyan: 96,
  White: 97,
};

const DEFAULT_COLUMNS = 120;

function plainStreams(color: boolean): HostStreams {
  // Asked at the first coloured text: what answers takes a while to load.
  let colored: boolean | undefined;
  const isColored = (): boolean => {
    colored ??= color && process.getBuiltinModule('node:tty').isatty(1);
    return colored;
  };
  const write = (fd: 1 | 2, text: string, foreground: string | undefined): void => {
    const code = foreground !== undefined && isColored() ? COLORS[foreground] : undefined;
    writeFully(fd, code === undefined ? text : `\u001b[${code}m${text}\u001b[0m`);
  };
  return {
    out: (text, style) => write(1, text, style?.foreground),
    err: (text, style) => write(2, text, style?.foreground),
    progress: () => undefined,
  };
}

const PAUSE_MS = 5;

/** Writes all of a text to a descriptor that may be a pipe in non-blocking mode. */
export function writeFully(fd: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(fd, bytes, done);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') {
        if (fd === 1) throw new OutputClosed();
        return;
      }
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    }
  }
}

/** Standard input, line by line, for `$input` and for scripts that are piped in. */
export function* readStandardInput(limitBytes: number): Iterable<string> {
  let rest = '';
  let total = 0;
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(64 * 1024);
  for (;;) {
    const got = readSome(buffer);
    if (got === 0) break;
    total += got;
    if (total > limitBytes) throw new RangeError(`standard input is longer than ${limitBytes} bytes`);
    const lines = (rest + decoder.decode(buffer.subarray(0, got), { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

function readSome(buffer: Buffer): number {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      return readSync(0, buffer, 0, buffer.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    }
  }
}
