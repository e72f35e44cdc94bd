import { assert } from '../../base/assert.ts';
import type { Result } from '../../base/result.ts';
import { serveWorker } from '../../worker/serve.ts';
import type { StorageFault } from '../storage-fault.ts';
import {
  type NbdAddress,
  type NbdReport,
  type NbdServer,
  type NbdServerSpec,
  startNbdServer,
} from './nbd-server.ts';

/** One VM's disk server in a thread of its own, so that the shell stays live. */
serveWorker(() => {
  let server: NbdServer | undefined;
  const running = (): NbdServer => {
    assert(server !== undefined, 'the disk server is started first');
    return server;
  };
  return {
    async start(spec: NbdServerSpec): Promise<Result<NbdAddress, StorageFault>> {
      const started = await startNbdServer(spec);
      if (!started.ok) return started;
      server = started.value;
      return { ok: true, value: server.address };
    },
    report: (): NbdReport => running().report(),
    exchange: ({ name, path }: { name: string; path: string }): Result<void, StorageFault> =>
      running().exchange(name, path),
    stop: (): Promise<Result<void, StorageFault>> => running().stop(),
  };
});
