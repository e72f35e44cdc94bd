import type { Host, HostPrompts, HostStreams } from '../cmdlet/host.ts';
import type { HostTerminal } from '../cmdlet/terminal.ts';
import type { EngineSide } from '../protocol/engine-side.ts';
import type { Answer, Question } from '../protocol/messages.ts';
import { Interrupted } from '../shell/signal.ts';
import { SecureString } from '../values/credential.ts';
import { hostBasics, inColor } from './host-basics.ts';
import { type Answers, createLiveViews } from './live-views.ts';
import type { ProgressBoard } from './progress-board.ts';

export interface InteractiveHostOptions {
  readonly version: string;
  readonly allowNative: boolean;
  readonly color: boolean;
  readonly progress: ProgressBoard;
  readonly drain: () => void;
}

/** The host of the interactive shell: the UI's thread draws, asks and answers. */
export function createInteractiveHost(engine: EngineSide, options: InteractiveHostOptions): Host {
  const { version, allowNative, color, progress, drain } = options;
  const answers: Answers = { declined: 0 };
  return {
    ...hostBasics({
      version,
      allowNative,
      drain,
      interrupted: () => engine.interruptPending(),
      clearInterrupt: () => void engine.takeInterrupt(),
    }),
    streams: streamsTo(engine, progress, color),
    prompts: promptsFrom(engine, drain, answers),
    terminal: terminalOf(engine, drain, answers),
    interactive: true,
    width: () => engine.columns(),
  };
}

function streamsTo(engine: EngineSide, progress: ProgressBoard, color: boolean): HostStreams {
  // Where no colour is wanted, none that a script writes itself is shown either.
  const plain = (text: string): string => text.replace(/\u001b\[[0-9;:]*m/g, '');
  return {
    out: (text, style) => engine.write('output', color ? inColor(text, style) : plain(text)),
    err: (text) => engine.write('error', color ? text : plain(text)),
    progress: (record) => progress.record(record),
  };
}

/** What stands before the answer: the words with a colon, whether the asker wrote one or not. */
function lead(prompt: string): string {
  const words = prompt.replace(/:?\s*$/, '');
  return words === '' ? '' : `${words}: `;
}

function promptsFrom(engine: EngineSide, drain: () => void, answers: Answers): HostPrompts {
  const ask = (question: Question): Answer => {
    const answer = engine.ask(question, undefined, drain);
    // Ctrl-C at a question ends the command that asks: it is no answer that something could be made of.
    if (answer.kind === 'cancelled' && engine.interruptPending()) throw new Interrupted();
    return answer;
  };
  return {
    line(prompt) {
      const answer = ask({ kind: 'line', prompt: lead(prompt) });
      return answer.kind === 'line' ? answer.text : undefined;
    },
    secure(prompt) {
      const answer = ask({ kind: 'secret', prompt: lead(prompt) });
      return answer.kind === 'secret' ? secureStringOf(answer.bytes) : undefined;
    },
    choice(caption, message, choices, preset) {
      const answer = ask({ kind: 'choice', caption, message, choices, defaultIndex: preset });
      const index = answer.kind === 'choice' ? answer.index : undefined;
      if (index === undefined || /^n/i.test(choices[index]?.label.replace('&', '') ?? '')) answers.declined++;
      return index;
    },
  };
}

function terminalOf(engine: EngineSide, drain: () => void, answers: Answers): HostTerminal {
  return {
    rows: () => engine.rows(),
    page() {
      const answer = engine.ask({ kind: 'page' }, undefined, drain);
      return answer.kind === 'page' ? answer.lines : 0;
    },
    clear: () => engine.send({ type: 'clear' }),
    editor(request) {
      const answer = engine.ask({ kind: 'editor', request }, undefined, drain);
      return answer.kind === 'editor'
        ? answer.reply
        : { kind: 'refused', message: 'The line editor did not answer.' };
    },
    show: createLiveViews(engine, drain, answers),
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
