import { MessageChannel, Worker } from 'node:worker_threads';
import { createControl } from './control.ts';
import type { EngineLink } from './link.ts';
import type { FromEngine } from './messages.ts';

/** What the engine's worker finds in `workerData`; it opens its side with `openEngineSide(port, buffer)`. */
export interface EngineStart<Options> {
  readonly port: import('node:worker_threads').MessagePort;
  readonly buffer: SharedArrayBuffer;
  readonly options: Options;
}

/** Starts an engine worker from its built file. `size` is the terminal's at this moment. */
export function startEngineWorker<Options>(
  file: string,
  options: Options,
  size: { readonly columns: number; readonly rows: number },
): EngineLink {
  const control = createControl();
  control.resize(size.columns, size.rows);
  const { port1: port, port2 } = new MessageChannel();
  const start: EngineStart<Options> = { port: port2, buffer: control.buffer, options };
  const worker = new Worker(file, { workerData: start, transferList: [port2], execArgv: [] });
  let reason = '';
  worker.on('error', (error) => {
    reason = error.stack ?? error.message;
  });
  return {
    control,
    post(message, transfer) {
      port.postMessage(message, transfer === undefined ? [] : [...transfer]);
      control.countPosted();
    },
    onMessage: (listener) => void port.on('message', (message: FromEngine) => listener(message)),
    onExit: (listener) => void worker.on('exit', () => listener(reason)),
    terminate() {
      port.close();
      void worker.terminate();
    },
  };
}
