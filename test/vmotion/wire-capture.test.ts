import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import type { GuestMemory } from '../../src/vmotion/guest-memory.ts';
import { createLink, type Link, type Tamper } from './memory-wire.ts';
import { rehearse } from './rehearsal.ts';
import { createSocketLink } from './socket-link.ts';
import { capture } from './tamper.ts';

/** Any 32-byte window of memory holds an aligned word of 8 bytes, so looking for words finds all windows. */
function knownWords(memory: GuestMemory): Set<bigint> {
  const words = new Set<bigint>();
  for (const region of memory.regions) for (const word of new BigUint64Array(region.buffer)) words.add(word);
  words.delete(0n);
  return words;
}

function wordsFound(records: readonly Uint8Array[], words: Set<bigint>): number {
  let found = 0;
  for (const record of records) {
    const view = new DataView(record.buffer, record.byteOffset, record.length);
    for (let at = 0; at + 8 <= record.length; at++) if (words.has(view.getBigUint64(at, true))) found++;
  }
  return found;
}

async function captured(
  encrypted: boolean,
  links = 1,
  link: (...tampers: Tamper[]) => Link | Promise<Link> = createLink,
) {
  const sent = Array.from({ length: links }, () => capture());
  const answered = Array.from({ length: links }, () => capture());
  const outcome = await rehearse({
    encrypted,
    links: await Promise.all(
      sent.map(async ({ tamper }, i) => link(tamper, ...(answered[i] ? [answered[i].tamper] : []))),
    ),
    memory: { sizeBytes: 2 * MiB, populated: 1 },
    workload: { kind: 'redis', seed: 9 },
  });
  expect(outcome.destination.running).toBe(true);
  return {
    outcome,
    sent: sent.map(({ records }) => records),
    answered: answered.map(({ records }) => records),
  };
}

describe('what a listener on the wire sees', () => {
  it('of an encrypted migration: nothing of the guest’s memory, and every byte value alike', async () => {
    const { outcome, sent } = await captured(true);
    expect(wordsFound(sent.flat(), knownWords(outcome.guest.memory))).toBe(0);
    const counts = new Float64Array(256);
    let total = 0;
    for (const record of sent.flat()) {
      for (const byte of record.subarray(12)) {
        counts[byte] = (counts[byte] ?? 0) + 1;
        total++;
      }
    }
    const entropy = counts.reduce((sum, n) => sum - (n / total) * Math.log2(n / total), 0);
    expect(entropy).toBeGreaterThan(7.999);
  });

  it('of a plain migration: the memory', async () => {
    const { outcome, sent } = await captured(false);
    expect(wordsFound(sent.flat(), knownWords(outcome.guest.memory))).toBeGreaterThan(100_000);
  });

  it('the same through a proxy between real sockets', async () => {
    const encrypted = await captured(true, 1, createSocketLink);
    expect(wordsFound(encrypted.sent.flat(), knownWords(encrypted.outcome.guest.memory))).toBe(0);
    const plain = await captured(false, 1, createSocketLink);
    expect(wordsFound(plain.sent.flat(), knownWords(plain.outcome.guest.memory))).toBeGreaterThan(100_000);
  });

  it('no record number twice on a stream, in either direction: so no nonce twice', async () => {
    const { sent, answered } = await captured(true, 3);
    const numbers: string[] = [];
    for (const [direction, streams] of [sent, answered].entries()) {
      for (const record of streams.flat()) {
        const view = new DataView(record.buffer, record.byteOffset);
        numbers.push(`${direction}/${view.getUint16(10, true)}/${view.getUint32(4, true)}`);
      }
    }
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(new Set(numbers.map((number) => number.slice(0, 3))).size).toBe(6);
  });
});
