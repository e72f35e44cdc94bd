import type { Result } from '../base/result.ts';
import { type Pending, startWorker } from '../worker/worker.ts';
import type { ListenFault, ServerEvent } from './server/kmip-server.ts';
import type { RehearsedFaults } from './server/rehearsed-faults.ts';
import type { KmsCalls } from './server/serve-kms.ts';

/** A key management server in a worker, as the engine's synchronous thread holds it. */
export interface EmbeddedKms {
  /** Port 0 takes a free one. */
  listen(
    address: string,
    port: number,
  ): Pending<Result<{ readonly address: string; readonly port: number }, ListenFault>>;
  setFaults(faults: RehearsedFaults): Pending<void>;
  /** Delivered while the engine polls or waits. */
  onEvent(listener: (event: ServerEvent) => void): void;
  close(): Pending<void>;
  stop(): void;
}

/** Starts the worker `name`, whose entry calls `serveKms`; `options` reach that entry. */
export function startEmbeddedKms(name: string, options: unknown): EmbeddedKms {
  const worker = startWorker(name, options);
  const call = <T, M extends keyof KmsCalls>(method: M, argument: KmsCalls[M]): Pending<T> =>
    worker.call<T>(method, argument);
  return {
    listen: (address, port) => call('listen', { address, port }),
    setFaults: (faults) => call('setFaults', faults),
    onEvent: (listener) =>
      worker.onNotice((notice, value) => {
        if (notice === 'kms') listener(value as ServerEvent);
      }),
    close: () => call('close', undefined),
    stop: () => worker.terminate(),
  };
}
