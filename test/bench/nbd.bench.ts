import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MiB } from '../../src/base/units.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { createDisk } from '../../src/storage/disk-file.ts';
import { startDiskServer } from '../../src/storage/nbd/disk-server.ts';
import { makeLuks, median } from './conversion-peers.ts';
import type { Figure } from './figure.ts';

/** fio on an encrypted disk over NBD, against qemu-nbd on a LUKS image of the same size: same clients, same run. */
export const name = 'nbd';

const ROUNDS = 3;
const SECONDS = 2;
const SIZE_BYTES = 256 * MiB;
const PEER = 'qemu-nbd with LUKS';

const LOADS = [
  { figure: '4 KiB random read', rw: 'randread', bs: '4k', depth: 16, direction: 'read' },
  { figure: '4 KiB random write', rw: 'randwrite', bs: '4k', depth: 16, direction: 'write' },
  { figure: '1 MiB sequential read', rw: 'read', bs: '1m', depth: 4, direction: 'read' },
  { figure: '1 MiB sequential write', rw: 'write', bs: '1m', depth: 4, direction: 'write' },
] as const;
type Load = (typeof LOADS)[number];

interface Measured {
  readonly iops: number;
  readonly megabytesPerSecond: number;
  readonly p99Ms: number;
}

export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(process.env['VSEAL_BENCH_DIR'] ?? tmpdir(), 'vseal-bench-'));
  let peer: ChildProcess | undefined;
  try {
    peer = startQemu(folder);
    for (let waited = 0; !existsSync(join(folder, 'qemu.sock')) && waited < 100; waited++) await sleep(50);
    return measure(folder);
  } finally {
    peer?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string): Figure[] {
  const kek = { id: { providerId: 'bench', keyId: 'kek' }, key: generateSecretKey(32) };
  const path = join(folder, 'disk.vmdk');
  const made = createDisk({ path, capacityBytes: SIZE_BYTES, isThin: true, kek });
  if (!made.ok) throw new Error(made.fault.kind);
  const server = startDiskServer({
    address: { kind: 'unix', path: join(folder, 'own.sock') },
    exports: [{ name: 'disk', description: '', path, isReadOnly: false }],
    keys: [kek],
  });
  if (!server.ok) throw new Error(server.fault.kind);
  const own = server.value.uri('disk');
  const peer = `nbd+unix:///?socket=${join(folder, 'qemu.sock')}`;
  // Both are written through once: no hole is left, and all is in the page cache.
  for (const uri of [own, peer]) fio(uri, ['--rw=write', '--bs=1m', '--iodepth=4']);
  const figures = LOADS.flatMap((load) => compare(load, own, peer));
  server.value.stop();
  return figures;
}

/** Medians of rounds that take turns. */
function compare(load: Load, own: string, peer: string): Figure[] {
  const [owns, peers]: [Measured[], Measured[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    owns.push(measureLoad(load, own));
    peers.push(measureLoad(load, peer));
  }
  const pair = (what: string, unit: string, of: (measured: Measured) => number): Figure => {
    const [value, peerValue] = [median(owns.map(of)), median(peers.map(of))];
    return {
      figure: `${load.figure}${what}`,
      value,
      unit,
      peer: PEER,
      peerValue,
      ratio: value / peerValue,
    };
  };
  if (load.bs === '1m') return [pair('', 'MB/s', (measured) => measured.megabytesPerSecond)];
  return [pair('', 'IOPS', ({ iops }) => iops), pair(', p99', 'ms', ({ p99Ms }) => p99Ms)];
}

function measureLoad({ rw, bs, depth, direction }: Load, uri: string): Measured {
  const load = [`--rw=${rw}`, `--bs=${bs}`, `--iodepth=${depth}`, '--time_based', `--runtime=${SECONDS}`];
  const report = fio(uri, load)[direction];
  return {
    iops: report.iops,
    megabytesPerSecond: report.bw_bytes / 1e6,
    p99Ms: report.clat_ns.percentile['99.000000'] / 1e6,
  };
}

interface FioReport {
  readonly iops: number;
  readonly bw_bytes: number;
  readonly clat_ns: { readonly percentile: { readonly '99.000000': number } };
}

function fio(uri: string, load: readonly string[]): Record<'read' | 'write', FioReport> {
  const text = execFileSync(
    'fio',
    [
      '--name=load',
      '--ioengine=nbd',
      `--uri=${uri}`,
      `--size=${SIZE_BYTES}`,
      ...load,
      '--output-format=json',
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const report = JSON.parse(text.slice(text.indexOf('{'))) as {
    jobs: [Record<'read' | 'write', FioReport>];
  };
  return report.jobs[0];
}

function startQemu(folder: string): ChildProcess {
  const image = join(folder, 'luks.img');
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'bench');
  const object = ['--object', `secret,id=key,file=${secret}`];
  if (!makeLuks(object, image, SIZE_BYTES)) throw new Error('qemu-img makes no LUKS image.');
  return spawn(
    'qemu-nbd',
    [
      ...[...object, '--image-opts', `driver=luks,key-secret=key,file.filename=${image}`],
      ...['--socket', join(folder, 'qemu.sock'), '--persistent', '--shared=8'],
    ],
    { stdio: 'ignore' },
  );
}
