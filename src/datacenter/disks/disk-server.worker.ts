import { serveWorker } from '../../worker/serve.ts';
import { createControlClient } from '../control-client.ts';
import { createDiskHolder } from './disk-holder.ts';

/** One disk server, or one client of another's control socket. */
serveWorker(() => ({ ...createDiskHolder(), ...createControlClient() }));
