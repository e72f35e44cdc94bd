import { uptime } from 'node:os';
import { systemClock } from '../base/clock.ts';
import type { Host, TextStyle } from '../cmdlet/host.ts';
import { aesCbc } from '../crypto/aes-cbc.ts';
import { hashOf } from '../crypto/digest.ts';
import { randomBytes } from '../crypto/random.ts';
import { hostFiles } from './host-files.ts';
import { nativeCommands } from './native-commands.ts';

export interface HostBasicsOptions {
  readonly version: string;
  readonly allowNative: boolean;
  readonly interrupted: () => boolean;
  readonly clearInterrupt: () => void;
  readonly drain: () => void;
}

type Basics = Omit<Host, 'streams' | 'prompts' | 'interactive' | 'width' | 'terminal'>;

/** A sleeping thread looks at Ctrl-C and at background work this often. */
const SLICE_MS = 50;

/** What every host of this process has in common: files, environment, clocks, sleep. */
export function hostBasics(options: HostBasicsOptions): Basics {
  const { version, interrupted, clearInterrupt, drain } = options;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  return {
    name: 'vSeal',
    version,
    files: hostFiles,
    environment: {
      get: (name) => process.env[name],
      set(name, value) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      },
      names: () => Object.keys(process.env),
    },
    processId: process.pid,
    startFolder: process.cwd(),
    nowMs: () => systemClock.nowMs(),
    uptimeMs: () => uptime() * 1000,
    monotonicMs: () => systemClock.monotonicMs(),
    digest: (algorithm, bytes) => hashOf(algorithm, bytes),
    aesCbc,
    randomBytes: (count) => randomBytes(count),
    drain,
    sleep(ms) {
      const deadlineMs = systemClock.monotonicMs() + ms;
      for (;;) {
        const leftMs = deadlineMs - systemClock.monotonicMs();
        if (leftMs <= 0 || interrupted()) return;
        Atomics.wait(sleeper, 0, 0, Math.min(leftMs, SLICE_MS));
        drain();
      }
    },
    interrupted,
    clearInterrupt,
    ...(options.allowNative && { native: nativeCommands }),
  };
}

/** .NET's ConsoleColor names as the terminal's sixteen colours. */
const CONSOLE_COLORS: Readonly<Record<string, number>> = {
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

/** Text in its colours; plain when it has none. */
export function inColor(text: string, style: TextStyle | undefined): string {
  const fore = CONSOLE_COLORS[style?.foreground ?? ''];
  const back = CONSOLE_COLORS[style?.background ?? ''];
  const codes = [...(fore === undefined ? [] : [fore]), ...(back === undefined ? [] : [back + 10])];
  if (codes.length === 0) return text;
  // A ground that runs over a line's end would fill the rest of the screen's row.
  const [, body = '', ending = ''] = /^([\s\S]*?)(\n*)$/.exec(text) ?? [];
  return `\u001b[${codes.join(';')}m${body}\u001b[0m${ending}`;
}
