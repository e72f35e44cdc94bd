import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MiB } from '../../src/base/units.ts';

/** QEMU's own live migration between two processes on this machine: the peer of ours. */
export interface QemuMigration {
  readonly ms: number;
  readonly cpuSeconds: number;
}

const QEMU = 'qemu-system-x86_64';
const CHUNK_BYTES = 64 * MiB;
const CLOCK_TICKS_PER_SECOND = 100;
const PORT = 47_100 + (process.pid % 800);

/**
 * Moves a stopped guest that has these bytes as its memory over TLS with client certificates and two multifd channels,
 * its fastest encrypted way (GnuTLS). Both sides have their memory from the start.
 */
export async function migrateWithQemu(regions: readonly Uint8Array[]): Promise<QemuMigration> {
  const folder = mkdtempSync('/dev/shm/vseal-qemu-');
  const children: ChildProcess[] = [];
  try {
    makeCertificates(join(folder, 'tls'));
    const ram = join(folder, 'ram');
    writeMemory(ram, regions);
    const megabytes = regions.reduce((sum, region) => sum + region.length, 0) / MiB;
    const source = await startQemu(folder, 'source', [
      `-object`,
      `memory-backend-file,id=m,size=${megabytes}M,mem-path=${ram},share=on,prealloc=on`,
      '-object',
      `tls-creds-x509,id=tls,dir=${join(folder, 'tls')},endpoint=client,verify-peer=on`,
      '-m',
      `${megabytes}M`,
    ]);
    const destination = await startQemu(folder, 'destination', [
      '-object',
      `memory-backend-ram,id=m,size=${megabytes}M,prealloc=on`,
      '-object',
      `tls-creds-x509,id=tls,dir=${join(folder, 'tls')},endpoint=server,verify-peer=on`,
      '-m',
      `${megabytes}M`,
      '-incoming',
      'defer',
    ]);
    children.push(source.child, destination.child);
    for (const { ask } of [destination, source]) {
      await ask('migrate-set-capabilities', { capabilities: [{ capability: 'multifd', state: true }] });
      await ask('migrate-set-parameters', {
        'multifd-channels': 2,
        'tls-creds': 'tls',
        'tls-hostname': 'localhost',
        'max-bandwidth': 100e9,
      });
    }
    await destination.ask('migrate-incoming', { uri: `tcp:127.0.0.1:${PORT}` });
    const before = cpuSeconds(source.child) + cpuSeconds(destination.child);
    await source.ask('migrate', { uri: `tcp:127.0.0.1:${PORT}` });
    for (;;) {
      const state = await source.ask('query-migrate', {});
      if (state['status'] === 'completed') {
        const after = cpuSeconds(source.child) + cpuSeconds(destination.child);
        return { ms: Number(state['total-time']), cpuSeconds: after - before };
      }
      if (state['status'] === 'failed') throw new Error(`QEMU's migration failed: ${JSON.stringify(state)}`);
      await sleep(20);
    }
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Qemu {
  readonly child: ChildProcess;
  readonly ask: (command: string, args: object) => Promise<Record<string, unknown>>;
}

async function startQemu(folder: string, name: string, args: readonly string[]): Promise<Qemu> {
  const socketPath = join(folder, `${name}.qmp`);
  const child = spawn(
    QEMU,
    [
      '-machine',
      'q35,memory-backend=m',
      '-accel',
      'tcg',
      '-nodefaults',
      '-display',
      'none',
      '-S',
      '-qmp',
      `unix:${socketPath},server=on,wait=off`,
      ...args,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  for (let attempt = 0; ; attempt++) {
    try {
      const ask = await speakQmp(socketPath);
      await ask('qmp_capabilities', {});
      return { child, ask };
    } catch (error) {
      if (attempt > 300 || child.exitCode !== null) throw error;
      await sleep(100);
    }
  }
}

async function speakQmp(path: string): Promise<Qemu['ask']> {
  const socket: Socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('error', reject);
  });
  socket.unref();
  let buffered = '';
  let answered: (line: Record<string, unknown>) => void = () => undefined;
  socket.on('data', (bytes: Buffer) => {
    buffered += bytes.toString();
    for (let end = buffered.indexOf('\n'); end >= 0; end = buffered.indexOf('\n')) {
      answered(JSON.parse(buffered.slice(0, end)) as Record<string, unknown>);
      buffered = buffered.slice(end + 1);
    }
  });
  return (execute, args) =>
    new Promise((resolve, reject) => {
      answered = (line) => {
        if ('return' in line) resolve(line['return'] as Record<string, unknown>);
        else if ('error' in line)
          reject(new Error(`QEMU refused ${execute}: ${JSON.stringify(line['error'])}`));
      };
      socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    });
}

/** User and system time of a process, from proc(5). */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields =
    readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

function writeMemory(path: string, regions: readonly Uint8Array[]): void {
  const fd = openSync(path, 'w', 0o600);
  for (const region of regions) {
    for (let at = 0; at < region.length; at += CHUNK_BYTES) {
      writeSync(fd, region.subarray(at, at + CHUNK_BYTES));
    }
  }
  closeSync(fd);
}

/** A certificate authority, and one certificate that serves both ends. */
function makeCertificates(folder: string): void {
  mkdirSync(folder);
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('ca-key.pem'),
    '-out',
    at('ca-cert.pem'),
    '-days',
    '2',
    '-subj',
    '/CN=bench CA',
  );
  writeFileSync(
    at('ext'),
    'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n',
  );
  for (const end of ['server', 'client']) {
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      at(`${end}-key.pem`),
      '-out',
      at(`${end}.csr`),
      '-subj',
      '/CN=localhost',
    );
    openssl(
      'x509',
      '-req',
      '-in',
      at(`${end}.csr`),
      '-CA',
      at('ca-cert.pem'),
      '-CAkey',
      at('ca-key.pem'),
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      at('ext'),
      '-out',
      at(`${end}-cert.pem`),
    );
  }
}
