import { workerData } from 'node:worker_threads';
import { armFaultPoint } from '../base/fault-point.ts';
import type { CallMessage, CancelMessage, ReplyMessage, WorkerStart } from './protocol.ts';

export interface CallContext {
  /** Aborted when the caller cancels this call. */
  readonly signal: AbortSignal;
  /** Sends a progress value to the caller; a newer value may replace an older one. */
  progress(value: unknown): void;
}

/** The methods a worker offers. A method's expected failures are in its result; throwing is a bug. */
export type WorkerMethods = Record<string, (argument: never, context: CallContext) => unknown>;

export interface WorkerServer {
  /** Tells the caller's thread something that no call asked for. */
  notice(name: string, value: unknown): void;
}

/** Runs in a worker entry (`*.worker.ts`): answers the calls of the thread that started it. */
export function serveWorker<Options>(build: (options: Options, server: WorkerServer) => WorkerMethods): void {
  const start = workerData as WorkerStart;
  armFaultPoint(start.faultPoint);
  const post = (message: ReplyMessage): void => {
    start.port.postMessage(message);
    Atomics.add(start.posted, 0, 1);
    Atomics.notify(start.posted, 0);
  };
  const methods = build(start.options as Options, {
    notice: (name, value) => post({ type: 'notice', name, value }),
  });
  const running = new Map<number, AbortController>();

  // The caller may be blocked, so it cannot see this thread's 'error' event: the message tells it.
  process.on('uncaughtException', (error) => post({ type: 'died', stack: error.stack ?? error.message }));

  start.port.on('message', (message: CallMessage | CancelMessage) => {
    if (message.type === 'cancel') {
      running.get(message.id)?.abort();
      return;
    }
    const abort = new AbortController();
    running.set(message.id, abort);
    void answer(methods, message, abort.signal, post).finally(() => running.delete(message.id));
  });
}

async function answer(
  methods: WorkerMethods,
  call: CallMessage,
  signal: AbortSignal,
  post: (message: ReplyMessage) => void,
): Promise<void> {
  try {
    const method = methods[call.method];
    if (method === undefined) throw new Error(`The worker has no method ${call.method}.`);
    const context: CallContext = {
      signal,
      progress: (value) => post({ type: 'progress', id: call.id, value }),
    };
    const value = await method(call.argument as never, context);
    post({ type: 'result', id: call.id, value });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    post({ type: 'error', id: call.id, message, stack: stack ?? '' });
  }
}
