import { GiB } from '../../src/base/units.ts';
import { createSeededMemory, reserveMemory } from '../../src/vmotion/guest-memory.ts';
import type { Figure } from './figure.ts';
import { migrateWithQemu } from './qemu-peer.ts';
import { migrateForBench } from './vmotion.bench.ts';

/**
 * An encrypted migration of 2 GiB beside QEMU's over TLS with two multifd channels: the same bytes, zero pages
 * included, on the same machine in the same run, in turns. Both sides of both have their memory and are up before it
 * is timed. Not like for like in all: QEMU digests no memory; ours is compared before it runs.
 */
export const name = 'vmotion-qemu';

const ROUNDS = 3;
const MEMORY_BYTES = 2 * GiB;

export async function run(): Promise<Figure[]> {
  const memory = createSeededMemory({ seed: 5, sizeBytes: MEMORY_BYTES, populated: 1 });
  const reserved = reserveMemory(memory.spec);
  const ours = { ms: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
  const theirs = { ms: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round++) {
    const { durationMs, cpuSeconds } = migrateForBench(memory, reserved, true, undefined);
    ours.ms = Math.min(ours.ms, durationMs);
    ours.cpu = Math.min(ours.cpu, (cpuSeconds.source ?? Number.NaN) + (cpuSeconds.destination ?? Number.NaN));
    const peer = await migrateWithQemu(memory.regions);
    theirs.ms = Math.min(theirs.ms, peer.ms);
    theirs.cpu = Math.min(theirs.cpu, peer.cpuSeconds);
  }
  const against = (figure: string, unit: string, value: number, peerValue: number): Figure => ({
    figure,
    value,
    unit,
    peer: 'QEMU, TLS, multifd 2',
    peerValue,
    ratio: value / peerValue,
  });
  const rate = (ms: number): number => MEMORY_BYTES / ms / 1e6;
  return [
    against('throughput of 2 GiB, encrypted', 'GB/s', rate(ours.ms), rate(theirs.ms)),
    against('processor time of 2 GiB, encrypted', 's', ours.cpu, theirs.cpu),
  ];
}
