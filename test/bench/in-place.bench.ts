import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MiB } from '../../src/base/units.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { planConversion } from '../../src/storage/conversion.ts';
import { createDisk, removeDisk } from '../../src/storage/disk-file.ts';
import { prepareInPlace, startInPlace } from '../../src/storage/in-place.ts';
import { fillFlat, median, seconds } from './conversion-peers.ts';
import type { Figure } from './figure.ts';

/** Encrypting a disk where it lies, against `cryptsetup reencrypt` on a file, with checksums as it does by default. */
export const name = 'in-place';

const ROUNDS = 3;
const PEER = 'cryptsetup reencrypt --resilience checksum';

/** `sizeMiB` of data; the project's bar is stated for 1024. */
export function run(sizeMiB = 1024): Promise<Figure[]> {
  const folder = mkdtempSync(join(process.env['VSEAL_BENCH_DIR'] ?? tmpdir(), 'vseal-bench-'));
  try {
    return Promise.resolve(measure(folder, sizeMiB * MiB));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string, sizeBytes: number): Figure[] {
  const owns: number[] = [];
  const peers: number[] = [];
  let peakMiB = 0;
  for (let round = 0; round < ROUNDS; round++) {
    owns.push(encryptOwn(join(folder, 'disk.vmdk'), sizeBytes));
    peakMiB = Math.max(peakMiB, process.resourceUsage().maxRSS / 1024);
    const peer = encryptWithCryptsetup(folder, sizeBytes);
    if (peer !== undefined) peers.push(peer);
  }
  const value = median(owns);
  const figure = `encrypt ${sizeBytes / MiB} MiB in place, wall`;
  const peerValue = median(peers);
  return [
    peers.length === 0
      ? { figure, value, unit: 's' }
      : { figure, value, unit: 's', peer: PEER, peerValue, ratio: value / peerValue },
    { figure: 'peak memory of the whole process', value: Math.round(peakMiB), unit: 'MiB' },
  ];
}

function encryptOwn(path: string, sizeBytes: number): number {
  const made = createDisk({ path, capacityBytes: sizeBytes, isThin: true });
  if (!made.ok) throw new Error(made.fault.kind);
  fillFlat(path.replace('.vmdk', '-flat.vmdk'), sizeBytes);
  execFileSync('sync', [path.replace('.vmdk', '-flat.vmdk')]);
  const kek = { id: { providerId: 'bench', keyId: 'kek' }, key: generateSecretKey(32) };
  const taken = seconds(() => {
    const plan = planConversion({ kind: 'encrypt', source: path, inPlace: true, replacesSource: true });
    if (!plan.ok) throw new Error(plan.fault.kind);
    const prepared = prepareInPlace(plan.value, { target: kek });
    if (!prepared.ok) throw new Error(prepared.fault.kind);
    const done = startInPlace(path, [kek]).wait();
    if (!done.ok) throw new Error(done.fault.kind);
  });
  removeDisk(path);
  return taken;
}

/** Offline, on a plain file with a detached header, which needs no kernel's help; undefined where it is not installed. */
function encryptWithCryptsetup(folder: string, sizeBytes: number): number | undefined {
  const [image, header, keyFile] = ['image', 'header', 'key'].map((file) => join(folder, file)) as [
    string,
    string,
    string,
  ];
  writeFileSync(image, '');
  execFileSync('truncate', ['--size', String(sizeBytes), image]);
  fillFlat(image, sizeBytes);
  execFileSync('sync', [image]);
  writeFileSync(keyFile, 'bench');
  const cheap = ['--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000'];
  const command = ['reencrypt', '--encrypt', '--type', 'luks2', '--batch-mode', ...cheap];
  const peer = { status: null as number | null };
  const taken = seconds(() => {
    const { status } = spawnSync('cryptsetup', [
      ...command,
      ...['--resilience', 'checksum', '--cipher', 'aes-xts-plain64', '--key-size', '512'],
      ...['--key-file', keyFile, '--header', header, image],
    ]);
    peer.status = status;
    execFileSync('sync', [image]);
  });
  for (const file of [image, header]) rmSync(file, { force: true });
  return peer.status === 0 ? taken : undefined;
}
