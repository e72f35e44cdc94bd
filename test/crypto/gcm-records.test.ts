import { describe, expect, it } from 'vitest';
import { createGcmReceiver, createGcmSender, MAX_RECORDS, streamSalt } from '../../src/crypto/gcm-records.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { ENGINES, flipped } from './engines.ts';

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
}

const header = (number: number): Uint8Array => Uint8Array.of(1, number);

describe.each(ENGINES)('a record stream, %s engine', (engine) => {
  const key = generateSecretKey(32);
  const salt = randomBytes(8);

  interface Sent {
    readonly plaintext: Buffer;
    readonly sealed: Buffer;
    readonly final: boolean;
  }

  function sent(count: number): Sent[] {
    const sender = createGcmSender(key, salt, { engine });
    return Array.from({ length: count }, (_, i) => {
      const plaintext = randomBytes(100 + i);
      const sealed = Buffer.alloc(plaintext.length + 16);
      const final = i === count - 1;
      expect(sender.seal({ header: header(i), final }, plaintext, sealed).ok).toBe(true);
      return { plaintext, sealed, final };
    });
  }

  /** Opens the given records (sender's numbers) in this order; the position of the first refusal. */
  function firstRefused(records: Sent[], order: number[]): number | undefined {
    const receiver = createGcmReceiver(key, salt, { engine });
    for (const [position, i] of order.entries()) {
      const { plaintext, sealed, final } = at(records, i);
      const opened = Buffer.alloc(plaintext.length);
      if (!receiver.open({ header: header(i), final }, sealed, opened).ok) return position;
      expect(opened.equals(plaintext)).toBe(true);
    }
    return receiver.finished ? undefined : order.length;
  }

  it('opens in order, and only so', () => {
    const records = sent(5);
    expect(firstRefused(records, [0, 1, 2, 3, 4])).toBeUndefined();
    expect(firstRefused(records, [0, 2])).toBe(1); // dropped
    expect(firstRefused(records, [0, 0])).toBe(1); // doubled
    expect(firstRefused(records, [1, 0])).toBe(0); // reordered
    expect(firstRefused(records, [0, 1, 2, 3])).toBe(4); // cut: the final record is missing
    expect(firstRefused(records, [0, 1, 2, 3, 4, 4])).toBe(5); // goes on after its end
  });

  it('stays dead after a fault', () => {
    const records = sent(3);
    const receiver = createGcmReceiver(key, salt, { engine });
    const open = (i: number, sealed = at(records, i).sealed) =>
      receiver.open({ header: header(i), final: false }, sealed, Buffer.alloc(sealed.length - 16));
    expect(open(0).ok).toBe(true);
    expect(open(2)).toMatchObject({ fault: { kind: 'RecordIntegrity', record: 1 } });
    expect(open(1)).toMatchObject({ fault: { kind: 'RecordIntegrity' } });
  });

  it('refuses a record with any bit changed, in body, tag, header or final flag', () => {
    const record = at(sent(1), 0);
    const open = (sealed: Uint8Array, head: Uint8Array, final: boolean) =>
      createGcmReceiver(key, salt, { engine }).open({ header: head, final }, sealed, Buffer.alloc(100));
    expect(open(record.sealed, header(0), true).ok).toBe(true);
    for (const mutant of flipped(record.sealed, 3)) expect(open(mutant, header(0), true).ok).toBe(false);
    for (const mutant of flipped(header(0))) expect(open(record.sealed, mutant, true).ok).toBe(false);
    expect(open(record.sealed, header(0), false).ok).toBe(false);
    expect(open(record.sealed.subarray(1), header(0), true).ok).toBe(false);
  });

  it('refuses another key, another stream of the key, and a replay of an older stream', () => {
    const record = at(sent(1), 0);
    for (const receiver of [
      createGcmReceiver(generateSecretKey(32), salt, { engine }),
      createGcmReceiver(key, streamSalt(salt, 1), { engine }),
    ]) {
      expect(receiver.open({ header: header(0), final: true }, record.sealed, Buffer.alloc(100)).ok).toBe(
        false,
      );
    }
  });

  it('stops at its limit before it encrypts', () => {
    const limited = createGcmSender(key, salt, { engine, recordLimit: 2 });
    const [plaintext, sealed] = [Buffer.alloc(8, 1), Buffer.alloc(24)];
    const seal = () => limited.seal({ header: header(0), final: false }, plaintext, sealed);
    expect([seal().ok, seal().ok]).toEqual([true, true]);
    sealed.fill(0);
    expect(seal()).toMatchObject({ fault: { kind: 'KeyExhausted' } });
    expect(sealed.every((byte) => byte === 0)).toBe(true);
    expect(limited.records).toBe(2);
    expect(() => createGcmSender(key, salt, { engine, recordLimit: MAX_RECORDS + 1 })).toThrow('limit');
  });

  it('never lets anything follow its final record', () => {
    const sender = createGcmSender(key, salt, { engine });
    sender.seal({ header: header(0), final: true }, Buffer.alloc(1), Buffer.alloc(17));
    expect(() => sender.seal({ header: header(1), final: false }, Buffer.alloc(1), Buffer.alloc(17))).toThrow(
      'final',
    );
  });
});

describe('stream salts', () => {
  it('differ for all streams of a key and keep its nonce', () => {
    const nonce = randomBytes(8);
    const salts = Array.from({ length: 200 }, (_, stream) =>
      Buffer.from(streamSalt(nonce, stream)).toString('hex'),
    );
    expect(new Set(salts).size).toBe(200);
    expect(salts[0]).toBe(nonce.toString('hex'));
    expect(streamSalt(nonce, 2 ** 32 - 1)).toHaveLength(8);
  });

  it('leave the counter below nine tenths of 2^32', () => {
    expect(MAX_RECORDS).toBe(Math.floor(0.9 * 2 ** 32));
  });
});
