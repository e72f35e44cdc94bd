import { setFlagsFromString } from 'node:v8';
import { ok, type Result } from '../../base/result.ts';
import { startWorker } from '../../worker/worker.ts';
import type { StorageFault } from '../storage-fault.ts';
import type { NbdAddress, NbdReport, NbdServerSpec } from './nbd-server.ts';

/** A VM's disks, served over NBD by a worker thread. Whoever starts it holds the VM's lock until it is stopped. */
export interface DiskServer {
  readonly address: NbdAddress;
  /** What a client is told to connect to: `nbd+unix:///name?socket=…` or `nbds://…`. */
  uri(name: string): string;
  report(): NbdReport;
  /** Flushes the disk served as `name` and goes on with another, between two requests: for a snapshot's delta. */
  exchange(name: string, path: string): Result<void, StorageFault>;
  /** Ends all connections, flushes and closes the disks, and ends the thread. */
  stop(): Result<void, StorageFault>;
}

/**
 * How large a semi-space the server's thread begins with. With V8's own first size one request in a hundred waits for a
 * collection; with this one, one in a thousand.
 */
const SEMI_SPACE_MIB = 16;

/** Starts a disk server and waits until it listens; a fault when a disk, a key or the address is not to be had. */
export function startDiskServer(spec: NbdServerSpec): Result<DiskServer, StorageFault> {
  // A thread's heap takes this from the process's flags when it is made, and from nowhere else.
  setFlagsFromString(`--min-semi-space-size=${SEMI_SPACE_MIB}`);
  const worker = startWorker('nbd-server');
  const started = worker.call<Result<NbdAddress, StorageFault>>('start', spec).wait();
  setFlagsFromString('--min-semi-space-size=0');
  if (!started.ok) {
    worker.terminate();
    return started;
  }
  const address = started.value;
  return ok({
    address,
    uri: (name) => nbdUri(address, name),
    report: () => worker.call<NbdReport>('report', {}).wait(),
    exchange: (name, path) => worker.call<Result<void, StorageFault>>('exchange', { name, path }).wait(),
    stop() {
      const stopped = worker.call<Result<void, StorageFault>>('stop', {}).wait();
      worker.terminate();
      return stopped;
    },
  });
}

/** What a client is told to connect to. */
export function nbdUri(address: NbdAddress, name: string): string {
  const path = encodeURIComponent(name);
  if (address.kind === 'unix') return `nbd+unix:///${path}?socket=${encodeURIComponent(address.path)}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `nbds://${host}:${address.port}/${path}`;
}
