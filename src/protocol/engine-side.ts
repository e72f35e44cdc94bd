/**
 * The engine's end of the link. Its thread is synchronous: it takes messages when it looks for them
 * (between pipeline items, at loop back-edges) and blocks when it has nothing else to do.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { openControl } from './control.ts';
import type { Answer, FromEngine, Question, ToEngine } from './messages.ts';

export interface EngineSide {
  send(message: FromEngine): void;
  /**
   * Sends text, and blocks while the UI is behind; gives up quietly on an interrupt. Short texts in quick
   * succession go together; what waits is sent a few milliseconds later by any call of this side, so the
   * engine must look for interrupts or messages now and then, or `flush`.
   */
  write(type: 'output' | 'error', text: string): void;
  flush(): void;
  /** The next message without waiting. */
  poll(): ToEngine | undefined;
  /** The next message; `onSlice` runs at least every 50 ms while there is none. */
  next(onSlice?: () => void): ToEngine;
  /** The next message that is `wanted`, waiting up to 50 ms; others are kept for `next`. */
  nextOf(wanted: (message: ToEngine) => boolean): ToEngine | undefined;
  /**
   * Asks and blocks until the answer. Other messages wait, except those `meanwhile` handles (it
   * returns true for one it has dealt with).
   */
  ask(question: Question, meanwhile?: (message: ToEngine) => boolean, onSlice?: () => void): Answer;
  /** True once for each Ctrl-C. */
  takeInterrupt(): boolean;
  interruptPending(): boolean;
  columns(): number;
  rows(): number;
}

const SLICE_MS = 50;
const CHUNK_UNITS = 8 * 1024;
const GATHER_MS = 8;

interface EngineOutput {
  readonly write: (type: 'output' | 'error', text: string) => void;
  readonly flush: () => void;
  readonly flushWhenDue: () => void;
}

/** Output in chunks: gathered for a moment, then sent as the screen gives credit for it. */
function openOutput(port: MessagePort, control: ReturnType<typeof openControl>): EngineOutput {
  let gathered = '';
  let gatheredType: 'output' | 'error' = 'output';
  let sentMs = 0;

  const flush = (): void => {
    if (gathered === '') return;
    const text = gathered;
    gathered = '';
    for (let at = 0; at < text.length; at += CHUNK_UNITS) {
      const piece = text.slice(at, at + CHUNK_UNITS);
      while (!control.reserveOutput(piece.length, SLICE_MS)) if (control.interruptPending()) return;
      port.postMessage({ type: gatheredType, text: piece } satisfies FromEngine);
    }
    sentMs = performance.now();
  };
  const flushWhenDue = (): void => {
    if (gathered !== '' && performance.now() - sentMs >= GATHER_MS) flush();
  };
  return {
    flush,
    flushWhenDue,
    write(type, text) {
      if (type !== gatheredType) flush();
      gatheredType = type;
      gathered += text;
      if (gathered.length >= CHUNK_UNITS) flush();
      else flushWhenDue();
    },
  };
}

/** `port` and `buffer` are what `startEngine` put in the worker's data. */
export function openEngineSide(port: MessagePort, buffer: SharedArrayBuffer): EngineSide {
  const control = openControl(buffer);
  const kept: ToEngine[] = [];
  const { write, flush, flushWhenDue } = openOutput(port, control);
  let nextQuestion = 1;

  const receive = (): ToEngine | undefined =>
    (receiveMessageOnPort(port) as { message: ToEngine } | undefined)?.message;
  const receiveOrWait = (onSlice?: () => void): ToEngine => {
    for (;;) {
      const seen = control.postedCount();
      const message = receive();
      if (message !== undefined) return message;
      control.waitPosted(seen, SLICE_MS);
      onSlice?.();
    }
  };
  const send = (message: FromEngine): void => {
    flush();
    port.postMessage(message);
  };

  return {
    send,
    flush,
    write,
    poll() {
      flushWhenDue();
      return kept.shift() ?? receive();
    },
    next(onSlice) {
      flush();
      return kept.shift() ?? receiveOrWait(onSlice);
    },
    nextOf(wanted) {
      flush();
      const seen = control.postedCount();
      for (let waited = false; ; waited = true) {
        for (let message = receive(); message !== undefined; message = receive()) {
          if (wanted(message)) return message;
          kept.push(message);
        }
        if (waited) return undefined;
        control.waitPosted(seen, SLICE_MS);
      }
    },
    ask(question, meanwhile, onSlice) {
      const id = nextQuestion++;
      send({ type: 'question', id, question });
      for (;;) {
        const message = receiveOrWait(onSlice);
        if (message.type === 'answer') {
          if (message.id === id) return message.answer;
        } else if (meanwhile?.(message) !== true) kept.push(message);
      }
    },
    takeInterrupt() {
      flushWhenDue();
      return control.takeInterrupt();
    },
    interruptPending() {
      flushWhenDue();
      return control.interruptPending();
    },
    columns: () => control.columns(),
    rows: () => control.rows(),
  };
}
