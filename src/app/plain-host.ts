import { readSync, writeSync } from 'node:fs';
import type { Host, HostPrompts, HostStreams, TextStyle } from '../cmdlet/host.ts';
import { type HostBasicsOptions, hostBasics, inColor } from './host-basics.ts';

export interface PlainHostOptions extends HostBasicsOptions {
  readonly color: boolean;
}

/** Standard output was closed by its reader: `| head` has enough. The process ends quietly. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** Standard output takes no more: the disk that it is written to is full. The process ends with an error. */
export class OutputFailed extends Error {
  override readonly name = 'OutputFailed';
}

/** The host of `-c`, `run` and piped input: plain text to standard output, everything else to standard error. */
export function createPlainHost(options: PlainHostOptions, prompts: HostPrompts = NO_PROMPTS): Host {
  return {
    ...hostBasics(options),
    streams: plainStreams(options.color),
    prompts,
    interactive: false,
    width: () => process.stdout.columns || DEFAULT_COLUMNS,
  };
}

const NO_PROMPTS: HostPrompts = {
  line: () => undefined,
  secure: () => undefined,
  choice: () => undefined,
};

const DEFAULT_COLUMNS = 120;

function plainStreams(color: boolean): HostStreams {
  // Asked at the first coloured text: what answers takes a while to load.
  let colored: boolean | undefined;
  const isColored = (): boolean => {
    colored ??= color && process.getBuiltinModule('node:tty').isatty(1);
    return colored;
  };
  const painted = (text: string, style: TextStyle | undefined): string =>
    style?.foreground !== undefined && isColored() ? inColor(text, style) : text;
  return {
    out: (text, style) => writeFully(1, painted(text, style)),
    err: (text, style) => writeFully(2, painted(text, style)),
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
      if (code === 'EAGAIN') {
        Atomics.wait(sleeper, 0, 0, PAUSE_MS);
        continue;
      }
      // Where errors cannot be written there is nobody to tell.
      if (fd === 2) return;
      throw code === 'EPIPE' ? new OutputClosed() : new OutputFailed((error as Error).message);
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
