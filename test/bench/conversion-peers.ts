import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MiB } from '../../src/base/units.ts';
import type { Figure } from './figure.ts';

/** What an encryption is held against: a plain durable copy, and qemu-img's own encryption of the same file. */
export interface PeerSeconds {
  readonly copy: number;
  /** Undefined where qemu-img is not installed. */
  readonly luks: number | undefined;
}

export function measurePeers(folder: string, flat: string, sizeBytes: number): PeerSeconds {
  const copy = join(folder, 'copy');
  const taken = seconds(() => {
    execFileSync('cp', [flat, copy]);
    execFileSync('sync', [copy]);
  });
  rmSync(copy);
  return { copy: taken, luks: encryptWithQemu(folder, flat, sizeBytes) };
}

/** One figure for each peer that was there, by the medians. */
export function againstPeers(
  figure: string,
  own: readonly number[],
  peers: readonly PeerSeconds[],
): Figure[] {
  const value = median(own);
  const luks = peers.flatMap((peer) => peer.luks ?? []);
  const copies = peers.map(({ copy }) => copy);
  return [
    ...(luks.length === 0 ? [] : [ratio(figure, value, 'qemu-img convert to LUKS', median(luks))]),
    ratio(figure, value, 'cp + sync', median(copies)),
  ];
}

/** Seconds that qemu-img takes; undefined where it is not installed. It does not flush. */
function encryptWithQemu(folder: string, flat: string, sizeBytes: number): number | undefined {
  const target = join(folder, 'disk.luks');
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'bench');
  const object = ['--object', `secret,id=key,file=${secret}`];
  if (!makeLuks(object, target, sizeBytes)) return undefined;
  const taken = seconds(() =>
    execFileSync('qemu-img', [
      ...['convert', ...object, '-n', '-f', 'raw', flat, '--target-image-opts'],
      `driver=luks,key-secret=key,file.filename=${target}`,
    ]),
  );
  rmSync(target);
  return taken;
}

/**
 * An empty LUKS image under the secret `key` of `object`; false where there is no qemu-img. It times its key
 * derivation, and gives up now and then where little processor time has passed: so it is asked again.
 */
export function makeLuks(object: readonly string[], image: string, sizeBytes: number): boolean {
  const options = ['-f', 'luks', '-o', 'key-secret=key,iter-time=10'];
  for (let left = 10; left > 0; left--) {
    const { status } = spawnSync('qemu-img', ['create', ...object, ...options, image, String(sizeBytes)]);
    if (status === 0) return true;
  }
  return false;
}

/** Makes a disk all data: what is written differs from block to block. */
export function fillFlat(flat: string, sizeBytes: number): void {
  const fd = openSync(flat, 'r+');
  const block = Buffer.alloc(MiB, 'guest data ');
  for (let at = 0; at < sizeBytes; at += block.length) {
    block.writeDoubleLE(at, 0);
    writeSync(fd, block, 0, block.length, at);
  }
  closeSync(fd);
}

export function seconds(body: () => void): number {
  const startedMs = performance.now();
  body();
  return (performance.now() - startedMs) / 1000;
}

export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function ratio(figure: string, value: number, peer: string, peerValue: number): Figure {
  return { figure, value, unit: 's', peer, peerValue, ratio: value / peerValue };
}
