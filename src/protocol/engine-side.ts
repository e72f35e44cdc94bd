/**
 * The engine's end of the link. Its thread is synchronous: it takes messages when it looks for them
 * (between pipeline items, at loop back-edges) and blocks when it has nothing else to do.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { openControl } from './control.ts';
import type { Answer, FromEngine, Question, ToEngine } from './messages.ts';

export interface EngineSide {
  send(message: FromEngine): void;
  /** Sends text in pieces, and blocks while the UI is behind. Gives up quietly on an interrupt. */
  write(type: 'output' | 'error', text: string): void;
  /** The next message without waiting. */
  poll(): ToEngine | undefined;
  /** The next message; `onSlice` runs at least every 50 ms while there is none. */
  next(onSlice?: () => void): ToEngine;
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
const CHUNK_UNITS = 16 * 1024;

/** `port` and `buffer` are what `startEngine` put in the worker's data. */
export function openEngineSide(port: MessagePort, buffer: SharedArrayBuffer): EngineSide {
  const control = openControl(buffer);
  const kept: ToEngine[] = [];
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
  const send = (message: FromEngine): void => port.postMessage(message);

  return {
    send,
    write(type, text) {
      for (let at = 0; at < text.length; at += CHUNK_UNITS) {
        const piece = text.slice(at, at + CHUNK_UNITS);
        while (!control.reserveOutput(piece.length, SLICE_MS)) if (control.interruptPending()) return;
        send({ type, text: piece });
      }
    },
    poll: () => kept.shift() ?? receive(),
    next: (onSlice) => kept.shift() ?? receiveOrWait(onSlice),
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
    takeInterrupt: () => control.takeInterrupt(),
    interruptPending: () => control.interruptPending(),
    columns: () => control.columns(),
    rows: () => control.rows(),
  };
}
