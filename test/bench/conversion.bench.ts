import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MiB } from '../../src/base/units.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { planConversion, startConversion } from '../../src/storage/conversion.ts';
import { createDisk, removeDisk } from '../../src/storage/disk-file.ts';
import type { Figure } from './figure.ts';

/** Encrypting a disk that is all data, against qemu-img's own encryption and against a plain durable copy. */
export const name = 'conversion';

const ROUNDS = 5;

/** `sizeMiB` of data per disk; the project's bars are stated for 1024. */
export function run(sizeMiB = 1024): Promise<Figure[]> {
  const folder = mkdtempSync(join(process.env['VSEAL_BENCH_DIR'] ?? tmpdir(), 'vseal-bench-'));
  try {
    return Promise.resolve(measure(folder, sizeMiB * MiB));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string, sizeBytes: number): Figure[] {
  const source = join(folder, 'disk.vmdk');
  const flat = join(folder, 'disk-flat.vmdk');
  fillDisk(source, flat, sizeBytes);
  const ours: number[] = [];
  const cpuSeconds: number[] = [];
  const copies: number[] = [];
  const luks: number[] = [];
  let peakMiB = 0;
  // The first round warms the page cache and the worker threads, and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    const cpu = process.cpuUsage();
    let encrypted = '';
    const own = seconds(() => {
      encrypted = encrypt(source);
    });
    const { user, system } = process.cpuUsage(cpu);
    peakMiB = Math.max(peakMiB, process.resourceUsage().maxRSS / 1024);
    removeDisk(encrypted);
    rmSync(`${encrypted}.conversion`);
    const copy = seconds(() => {
      execFileSync('cp', [flat, join(folder, 'copy')]);
      execFileSync('sync', [join(folder, 'copy')]);
    });
    rmSync(join(folder, 'copy'));
    const qemu = encryptWithQemu(folder, flat, sizeBytes);
    if (round === 0) continue;
    ours.push(own);
    cpuSeconds.push((user + system) / 1e6);
    copies.push(copy);
    if (qemu !== undefined) luks.push(qemu);
  }
  const value = median(ours);
  const size = `${sizeBytes / MiB} MiB`;
  const figures: Figure[] = [
    ratio(`encrypt ${size}, wall`, value, 'cp + sync', median(copies)),
    { figure: `encrypt ${size}, CPU`, value: median(cpuSeconds), unit: 's' },
    { figure: 'peak memory of the whole process', value: Math.round(peakMiB), unit: 'MiB' },
  ];
  return luks.length === 0
    ? figures
    : [ratio(`encrypt ${size}, wall`, value, 'qemu-img convert to LUKS', median(luks)), ...figures];
}

function encrypt(source: string): string {
  const kek = { id: { providerId: 'bench', keyId: 'kek' }, key: generateSecretKey(32) };
  const plan = planConversion({ kind: 'encrypt', source, replacesSource: false });
  if (!plan.ok) throw new Error(plan.fault.kind);
  const done = startConversion(plan.value, { target: kek }).wait();
  if (!done.ok) throw new Error(done.fault.kind);
  return done.value.disk.path;
}

/** Seconds that qemu-img takes; undefined where it is not installed. It does not flush. */
function encryptWithQemu(folder: string, flat: string, sizeBytes: number): number | undefined {
  const target = join(folder, 'disk.luks');
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'bench');
  const object = ['--object', `secret,id=key,file=${secret}`];
  const created = spawnSync('qemu-img', [
    ...['create', ...object, '-f', 'luks', '-o', 'key-secret=key,iter-time=10', target, String(sizeBytes)],
  ]);
  if (created.status !== 0) return undefined;
  const taken = seconds(() =>
    execFileSync('qemu-img', [
      ...['convert', ...object, '-n', '-f', 'raw', flat, '--target-image-opts'],
      `driver=luks,key-secret=key,file.filename=${target}`,
    ]),
  );
  rmSync(target);
  return taken;
}

function fillDisk(path: string, flat: string, sizeBytes: number): void {
  const made = createDisk({ path, capacityBytes: sizeBytes, isThin: true });
  if (!made.ok) throw new Error(made.fault.kind);
  const fd = openSync(flat, 'r+');
  const block = Buffer.alloc(MiB, 'guest data ');
  for (let at = 0; at < sizeBytes; at += block.length) {
    block.writeDoubleLE(at, 0);
    writeSync(fd, block, 0, block.length, at);
  }
  closeSync(fd);
}

function seconds(body: () => void): number {
  const startedMs = performance.now();
  body();
  return (performance.now() - startedMs) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function ratio(figure: string, value: number, peer: string, peerValue: number): Figure {
  return { figure, value, unit: 's', peer, peerValue, ratio: value / peerValue };
}
