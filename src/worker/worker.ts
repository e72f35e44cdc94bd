import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { assert } from '../base/assert.ts';
import { armedFaultPoint } from '../base/fault-point.ts';
import type { ReplyMessage, WorkerStart } from './protocol.ts';

/**
 * The engine's thread is synchronous; whatever waits or burns runs in a worker. A call gives a
 * `Pending` at once. Its owner either blocks on it (`wait`) or looks at it now and then (`poll`),
 * as a background task does at the engine's safe points.
 */
export interface Pending<T> {
  /** Takes in what the worker has sent; `undefined` while the call is running. */
  poll(): Settled<T> | undefined;
  /** Blocks until the call has settled, in slices of at most 50 ms; `onSlice` runs between them. */
  wait(onSlice?: () => void): T;
  /** Asks the worker to stop. The call still settles, by its method's own cancelled result. */
  cancel(): void;
  /** The newest progress value the worker has sent. */
  readonly progress: unknown;
}

export interface Settled<T> {
  readonly value: T;
}

export interface WorkerHandle {
  call<T>(method: string, argument: unknown): Pending<T>;
  /** Registers for the worker's notices; they are delivered by any `poll` or `wait` on this worker. */
  onNotice(listener: (name: string, value: unknown) => void): void;
  /** Takes in messages without waiting. */
  drain(): void;
  terminate(): void;
}

const SLICE_MS = 50;

/** The call's method threw: a bug in the worker, or the worker died. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
}

interface Call {
  settled?: Settled<unknown>;
  error?: WorkerError;
  progress: unknown;
}

/**
 * Starts the worker whose source is `<name>.worker.ts`. `options` reach its `serveWorker` builder.
 * The worker does not keep the process alive.
 */
export function startWorker(name: string, options: unknown = {}): WorkerHandle {
  const posted = new Int32Array(new SharedArrayBuffer(4));
  const { port1: port, port2: workerPort } = new MessageChannel();
  const start: WorkerStart = { port: workerPort, posted, faultPoint: armedFaultPoint(), options };
  const worker = new Worker(workerEntry(name), {
    workerData: start,
    transferList: [workerPort],
    execArgv: [],
  });
  worker.unref();
  port.unref();
  return handle(name, worker, port, posted);
}

function handle(name: string, worker: Worker, port: MessagePort, posted: Int32Array): WorkerHandle {
  const calls = new Map<number, Call>();
  const listeners: ((name: string, value: unknown) => void)[] = [];
  let nextId = 1;
  let died: string | undefined;
  worker.on('error', (error) => {
    died = error.stack ?? error.message;
  });

  const take = (message: ReplyMessage): void => {
    if (message.type === 'notice') {
      for (const listener of listeners) listener(message.name, message.value);
      return;
    }
    if (message.type === 'died') {
      died = message.stack;
      return;
    }
    const call = calls.get(message.id);
    if (call === undefined) return;
    if (message.type === 'progress') call.progress = message.value;
    else if (message.type === 'result') call.settled = { value: message.value };
    else call.error = new WorkerError(`${name}: ${message.message}\n${message.stack}`);
  };
  const drain = (): void => {
    for (;;) {
      const received = receiveMessageOnPort(port) as { message: ReplyMessage } | undefined;
      if (received === undefined) return;
      take(received.message);
    }
  };

  const call = <T>(method: string, argument: unknown): Pending<T> => {
    const id = nextId++;
    const state: Call = { progress: undefined };
    calls.set(id, state);
    port.postMessage({ type: 'call', id, method, argument });
    const poll = (): Settled<T> | undefined => {
      if (state.settled === undefined) drain();
      if (state.settled !== undefined || state.error !== undefined) calls.delete(id);
      if (state.error !== undefined) throw state.error;
      if (died !== undefined) throw new WorkerError(`${name} died: ${died}`);
      return state.settled as Settled<T> | undefined;
    };
    return {
      poll,
      wait(onSlice) {
        for (;;) {
          const before = Atomics.load(posted, 0);
          const settled = poll();
          if (settled !== undefined) return settled.value;
          Atomics.wait(posted, 0, before, SLICE_MS);
          onSlice?.();
        }
      },
      cancel: () => port.postMessage({ type: 'cancel', id }),
      get progress() {
        drain();
        return state.progress;
      },
    };
  };

  return {
    call,
    drain,
    onNotice: (listener) => void listeners.push(listener),
    terminate: () => {
      port.close();
      void worker.terminate();
    },
  };
}

/** Worker entries are built files, also when a test runs the caller from its source. */
function workerEntry(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    assert(parent !== folder, 'the package root holds package.json');
    folder = parent;
  }
  return join(folder, 'dist', 'workers', `${name}.js`);
}
