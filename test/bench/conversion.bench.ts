import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MiB } from '../../src/base/units.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { planConversion, startConversion } from '../../src/storage/conversion.ts';
import { createDisk, removeDisk } from '../../src/storage/disk-file.ts';
import {
  againstPeers,
  fillFlat,
  measurePeers,
  median,
  type PeerSeconds,
  seconds,
} from './conversion-peers.ts';
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
  const made = createDisk({ path: source, capacityBytes: sizeBytes, isThin: true });
  if (!made.ok) throw new Error(made.fault.kind);
  fillFlat(flat, sizeBytes);
  const ours: number[] = [];
  const cpuSeconds: number[] = [];
  const peers: PeerSeconds[] = [];
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
    const peer = measurePeers(folder, flat, sizeBytes);
    if (round === 0) continue;
    ours.push(own);
    cpuSeconds.push((user + system) / 1e6);
    peers.push(peer);
  }
  const size = `${sizeBytes / MiB} MiB`;
  return [
    ...againstPeers(`encrypt ${size}, wall`, ours, peers),
    { figure: `encrypt ${size}, CPU`, value: median(cpuSeconds), unit: 's' },
    { figure: 'peak memory of the whole process', value: Math.round(peakMiB), unit: 'MiB' },
  ];
}

function encrypt(source: string): string {
  const kek = { id: { providerId: 'bench', keyId: 'kek' }, key: generateSecretKey(32) };
  const plan = planConversion({ kind: 'encrypt', source, replacesSource: false });
  if (!plan.ok) throw new Error(plan.fault.kind);
  const done = startConversion(plan.value, { target: kek }).wait();
  if (!done.ok) throw new Error(done.fault.kind);
  return done.value.disk.path;
}
