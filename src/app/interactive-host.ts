import { systemClock } from '../base/clock.ts';
import type { Host, HostPrompts, HostStreams, ProgressRecord } from '../cmdlet/host.ts';
import { randomBytes } from '../crypto/random.ts';
import type { EngineSide } from '../protocol/engine-side.ts';
import { SecureString } from '../values/credential.ts';
import { hostFiles } from './host-files.ts';
import { nativeCommands } from './native-commands.ts';

export interface InteractiveHostOptions {
  readonly version: string;
  readonly allowNative: boolean;
  readonly drain: () => void;
}

/** The host of the interactive shell: the UI's thread draws, asks and answers. */
export function createInteractiveHost(engine: EngineSide, options: InteractiveHostOptions): Host {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  return {
    name: 'vSeal',
    version: options.version,
    streams: streamsTo(engine),
    prompts: promptsFrom(engine, options.drain),
    files: hostFiles,
    environment: {
      get: (name) => process.env[name],
      set(name, value) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      },
      names: () => Object.keys(process.env),
    },
    interactive: true,
    processId: process.pid,
    startFolder: process.cwd(),
    width: () => engine.columns(),
    nowMs: () => systemClock.nowMs(),
    monotonicMs: () => systemClock.monotonicMs(),
    randomBytes: (count) => randomBytes(count),
    drain: options.drain,
    sleep(ms) {
      const deadlineMs = systemClock.monotonicMs() + ms;
      for (;;) {
        const leftMs = deadlineMs - systemClock.monotonicMs();
        if (leftMs <= 0 || engine.interruptPending()) return;
        Atomics.wait(sleeper, 0, 0, Math.min(leftMs, 50));
        options.drain();
      }
    },
    interrupted: () => engine.interruptPending(),
    clearInterrupt: () => void engine.takeInterrupt(),
    ...(options.allowNative && { native: nativeCommands }),
  };
}

const CODES: Readonly<Record<string, number>> = {
  Red: 91,
  Green: 92,
  Yellow: 93,
  Blue: 94,
  Magenta: 95,
  Cyan: 96,
  White: 97,
  Gray: 37,
  DarkGray: 90,
  DarkRed: 31,
  DarkGreen: 32,
  DarkYellow: 33,
  DarkBlue: 34,
  DarkMagenta: 35,
  DarkCyan: 36,
  Black: 30,
};

function streamsTo(engine: EngineSide): HostStreams {
  const running = new Map<number, ProgressRecord>();
  return {
    out(text, style) {
      const code = style?.foreground === undefined ? undefined : CODES[style.foreground];
      engine.write('output', code === undefined ? text : `\u001b[${code}m${text}\u001b[0m`);
    },
    err: (text) => engine.write('error', text),
    progress(record) {
      if (record.completed) running.delete(record.id);
      else running.set(record.id, record);
      engine.send({
        type: 'progress',
        records: [...running.values()].map(({ id, activity, status, percent, secondsRemaining }) => ({
          id,
          activity,
          status,
          ...(percent !== undefined && { percent }),
          ...(secondsRemaining !== undefined && { secondsLeft: secondsRemaining }),
        })),
      });
    },
  };
}

function promptsFrom(engine: EngineSide, drain: () => void): HostPrompts {
  return {
    line(prompt) {
      const answer = engine.ask({ kind: 'line', prompt }, undefined, drain);
      return answer.kind === 'line' ? answer.text : undefined;
    },
    secure(prompt) {
      const answer = engine.ask({ kind: 'secret', prompt }, undefined, drain);
      return answer.kind === 'secret' ? secureStringOf(answer.bytes) : undefined;
    },
    choice(caption, message, choices, preset) {
      const answer = engine.ask(
        { kind: 'choice', caption, message, choices, defaultIndex: preset },
        undefined,
        drain,
      );
      return answer.kind === 'choice' ? answer.index : undefined;
    },
  };
}

/** From UTF-8 bytes, which are zeroised. */
function secureStringOf(bytes: Uint8Array): SecureString {
  const text = new TextDecoder().decode(bytes);
  bytes.fill(0);
  const units = new Uint16Array(text.length);
  for (let index = 0; index < text.length; index++) units[index] = text.charCodeAt(index);
  return new SecureString(units);
}
