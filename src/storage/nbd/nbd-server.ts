import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { fail, ok, type Result } from '../../base/result.ts';
import { type Disk, openDisk } from '../disk.ts';
import { type KeyEncryptionKey, keyRing } from '../disk-key.ts';
import { removeIfPresent } from '../durable-file.ts';
import { fileFault, type StorageFault } from '../storage-fault.ts';
import { createDiskExport } from './disk-export.ts';
import { createIoStatistics, type IoCounters, type IoKind, type IoStatistics } from './io-statistics.ts';
import { serveConnection } from './nbd-connection.ts';

/** Where a disk server listens: a socket that only its owner can open, or a loopback port under TLS. */
export type NbdAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: '127.0.0.1' | '::1'; readonly port: number };

export interface NbdExportSpec {
  /** What clients ask for; the first export is also the default one. */
  readonly name: string;
  readonly description: string;
  /** The disk's descriptor: its newest delta when it has snapshots. */
  readonly path: string;
  readonly isReadOnly: boolean;
}

export interface NbdServerSpec {
  readonly address: NbdAddress;
  /** Needed for `tcp`; with it every client must begin with STARTTLS. */
  readonly tls?: {
    readonly certificatePem: string;
    /** PEM; `startNbdServer` wipes it (a worker has its own copy, and the caller wipes the original). */
    readonly keyPem: Uint8Array;
  };
  readonly exports: readonly NbdExportSpec[];
  readonly keys: readonly KeyEncryptionKey[];
  readonly limits?: Partial<NbdLimits>;
}

export interface NbdLimits {
  readonly connections: number;
  readonly handshakeMs: number;
}

export interface NbdReport {
  readonly connections: number;
  readonly disks: readonly { readonly name: string; readonly io: Record<IoKind, IoCounters> }[];
}

/** Serves the disks of one VM. All disks are open while it runs; whoever runs it holds the VM's lock. */
export interface NbdServer {
  /** Where it listens; the port that it was given when the one asked for was 0. */
  readonly address: NbdAddress;
  report(): NbdReport;
  /** Goes on with another disk under the same name, between two requests: for a snapshot's new delta. */
  exchange(name: string, path: string): Result<void, StorageFault>;
  /** Ends the connections, makes everything durable and closes the disks. */
  stop(): Promise<Result<void, StorageFault>>;
}

const LIMITS: NbdLimits = { connections: 16, handshakeMs: 10_000 };

interface OpenExport {
  readonly spec: NbdExportSpec;
  readonly statistics: IoStatistics;
  disk: Disk;
}

/** Opens the disks and listens. */
export async function startNbdServer(spec: NbdServerSpec): Promise<Result<NbdServer, StorageFault>> {
  const { address, exports, keys, tls } = spec;
  const wrong = wrongSpec(spec);
  if (wrong !== undefined)
    return fail({ kind: 'InvalidDiskRequest', path: addressText(address), reason: wrong });
  const opened = openExports(exports, keys);
  if (!opened.ok) return opened;
  const disks = opened.value;
  const limits = { ...LIMITS, ...spec.limits };
  const secureContext = tls === undefined ? undefined : secureContextOf(tls);
  const offered = disks.map((open) => ({
    name: open.spec.name,
    description: open.spec.description,
    sizeBytes: open.disk.capacityBytes,
    isReadOnly: open.spec.isReadOnly,
    statistics: open.statistics,
    disk: createDiskExport(() => open.disk),
  }));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (sockets.size >= limits.connections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveConnection(socket, {
      exports: () => offered,
      secureContext,
      handshakeMs: limits.handshakeMs,
      onEnd: () => sockets.delete(socket),
    });
  });
  const listening = await listen(server, address);
  if (!listening.ok) {
    for (const { disk } of disks) disk.close();
    return listening;
  }
  return ok({
    address: listening.value,
    report: () => ({
      connections: sockets.size,
      disks: disks.map(({ spec: { name }, statistics }) => ({ name, io: statistics.report() })),
    }),
    exchange: (name, path) => exchangeDisk(disks, name, path, keys),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      return closeDisks(disks);
    },
  });
}

/** The key's bytes here are a copy of the caller's, and are wiped when the context has its own. */
function secureContextOf({ certificatePem, keyPem }: NonNullable<NbdServerSpec['tls']>): SecureContext {
  const key = Buffer.from(keyPem.buffer, keyPem.byteOffset, keyPem.length);
  const context = createSecureContext({ cert: certificatePem, key, minVersion: 'TLSv1.2' });
  key.fill(0);
  return context;
}

function wrongSpec({ address, exports, tls }: NbdServerSpec): string | undefined {
  if (exports.length === 0) return 'a disk server needs a disk';
  if (new Set(exports.map(({ name }) => name)).size < exports.length) return 'two disks have the same name';
  if (address.kind === 'tcp' && tls === undefined) return 'a port is served over TLS only';
  return undefined;
}

function addressText(address: NbdAddress): string {
  return address.kind === 'unix' ? address.path : `${address.host}:${address.port}`;
}

function openExports(
  exports: readonly NbdExportSpec[],
  keys: readonly KeyEncryptionKey[],
): Result<OpenExport[], StorageFault> {
  const opened: OpenExport[] = [];
  for (const spec of exports) {
    const disk = openDisk(spec.path, { access: spec.isReadOnly ? 'read' : 'write', keys: keyRing(keys) });
    if (!disk.ok) {
      for (const open of opened) open.disk.close();
      return disk;
    }
    opened.push({ spec, statistics: createIoStatistics(), disk: disk.value });
  }
  return ok(opened);
}

function exchangeDisk(
  disks: readonly OpenExport[],
  name: string,
  path: string,
  keys: readonly KeyEncryptionKey[],
): Result<void, StorageFault> {
  const open = disks.find(({ spec }) => spec.name === name);
  if (open === undefined) {
    return fail({ kind: 'InvalidDiskRequest', path, reason: `no disk is served as "${name}"` });
  }
  const flushed = open.disk.flush();
  if (!flushed.ok) return flushed;
  const access = open.spec.isReadOnly ? 'read' : 'write';
  const next = openDisk(path, { access, keys: keyRing(keys) });
  if (!next.ok) return next;
  if (next.value.capacityBytes !== open.disk.capacityBytes) {
    next.value.close();
    return fail({
      kind: 'InvalidDiskRequest',
      path,
      reason: 'it has another capacity than the disk that is served',
    });
  }
  open.disk.close();
  open.disk = next.value;
  return ok(undefined);
}

function closeDisks(disks: readonly OpenExport[]): Result<void, StorageFault> {
  let result: Result<void, StorageFault> = ok(undefined);
  for (const { disk } of disks) {
    const flushed = disk.flush();
    if (!flushed.ok) result = flushed;
    disk.close();
  }
  return result;
}

async function listen(server: Server, address: NbdAddress): Promise<Result<NbdAddress, StorageFault>> {
  if (address.kind === 'unix') {
    // A socket that a killed server left would refuse the name; the VM's lock says that none is alive.
    const removed = removeIfPresent(address.path);
    if (!removed.ok) return removed;
  }
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      if (address.kind === 'unix') server.listen(address.path, resolve);
      else server.listen(address.port, address.host, resolve);
    });
    if (address.kind === 'unix') chmodSync(address.path, 0o600);
  } catch (error) {
    server.close();
    return fail(fileFault(addressText(address), 'listen', error));
  }
  const bound = server.address();
  if (address.kind === 'unix' || bound === null || typeof bound === 'string') return ok(address);
  return ok({ ...address, port: bound.port });
}
