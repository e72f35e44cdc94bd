import { systemClock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { serveWorker } from '../../worker/serve.ts';
import {
  createKmipServer,
  type KmipServerOptions,
  type ListenFault,
  type ServerEvent,
} from './kmip-server.ts';
import type { RehearsedFaults } from './rehearsed-faults.ts';

/** What the entry of a worker that holds a key management server provides. */
export type KmsParts = Omit<KmipServerOptions, 'clock' | 'onEvent'> & {
  /** Puts the store's own resources back when the server is closed. */
  readonly close?: () => void;
  /** False where nobody listens: then no notice is sent for each request. */
  readonly isWatched?: boolean;
};

/** The arguments of the worker's methods; `embedded-kms.ts` is its face in the engine's thread. */
export interface KmsCalls {
  readonly listen: { readonly address: string; readonly port: number };
  readonly setFaults: RehearsedFaults;
  readonly close: undefined;
}

/**
 * Runs a key management server in a worker. The worker's entry calls it with a function that makes
 * the parts from the worker's options:
 *
 *     serveKms((options: Options) => ({ store: openSealedStore(options.folder), tls: options.tls, clients: … }));
 *
 * Connections, requests and refusals come back as notices named `kms`.
 */
export function serveKms<Options>(makeParts: (options: Options) => KmsParts): void {
  serveWorker<Options>((options, worker) => {
    const { close, isWatched = true, ...parts } = makeParts(options);
    const server = createKmipServer({
      ...parts,
      clock: systemClock,
      ...(isWatched && { onEvent: (event: ServerEvent) => worker.notice('kms', event) }),
    });
    return {
      listen: ({ address, port }: KmsCalls['listen']): Promise<Result<KmsCalls['listen'], ListenFault>> =>
        server.listen(address, port),
      setFaults: (faults: KmsCalls['setFaults']) => server.setFaults(faults),
      async close() {
        await server.close();
        close?.();
      },
    };
  });
}
