import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allocateXtsBuffer, createXts } from '../../src/crypto/aes-xts.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { generateSecretKey, importSecretKey, type SecretKey } from '../../src/crypto/secret-key.ts';
import { IEEE_1619_KEY, IEEE_1619_VECTORS } from '../vectors/ieee-1619.ts';
import { wycheproof } from '../vectors/wycheproof.ts';
import { ENGINES, hex, keyOf } from './engines.ts';

const PLAINTEXT = Uint8Array.from({ length: 512 }, (_, i) => i & 255);

/** XTS the slow way: one cipher object per sector, straight from the standard's definition of a disk. */
function judge(key: SecretKey, data: Uint8Array, firstSector: bigint): Buffer {
  const sectors: Buffer[] = [];
  for (let at = 0; at < data.length; at += 512) {
    const tweak = Buffer.alloc(16);
    tweak.writeBigUInt64LE(firstSector + BigInt(at / 512));
    sectors.push(createCipheriv('aes-256-xts', key, tweak).update(data.subarray(at, at + 512)));
  }
  return Buffer.concat(sectors);
}

describe.each(ENGINES)('XTS-AES-256, %s engine', (engine) => {
  it.each(IEEE_1619_VECTORS)('IEEE 1619 vector $vector', ({ unit, ciphertext }) => {
    const xts = createXts(keyOf(IEEE_1619_KEY), { engine });
    const data = Uint8Array.from(PLAINTEXT);
    xts.encrypt(data, unit);
    expect(Buffer.from(data).toString('hex')).toBe(ciphertext);
    xts.decrypt(data, unit);
    expect(data).toEqual(PLAINTEXT);
  });

  const whole = wycheproof<{ key: string; iv: string; msg: string; ct: string }>('aes_xts_test.json').filter(
    ({ keySize, msg, iv }) => keySize === 512 && (msg.length / 2) % 16 === 0 && iv.length <= 16,
  );
  it.each(whole)('Wycheproof $tcId: $comment', ({ key, iv, msg, ct }) => {
    const xts = createXts(keyOf(key), { engine, unitBytes: msg.length / 2 });
    const number = hex(iv.padEnd(16, '0')).readBigUInt64LE();
    const data = hex(msg);
    xts.encrypt(data, number);
    expect(data.toString('hex')).toBe(ct);
    xts.decrypt(data, number);
    expect(data.toString('hex')).toBe(msg);
  });

  // 64 sectors make a run; four go side by side, up to three alone.
  it.each([1, 2, 3, 4, 5, 63, 64, 65, 129, 300])('%i sectors are as if each was done alone', (sectors) => {
    const key = generateSecretKey(64);
    const plain = randomBytes(sectors * 512);
    const data = Buffer.from(plain);
    const xts = createXts(key, { engine });
    xts.encrypt(data, 5_000_000_000);
    expect(data.equals(judge(key, plain, 5_000_000_000n))).toBe(true);
    xts.decrypt(data, 5_000_000_000);
    expect(data.equals(plain)).toBe(true);
  });

  it('gives the same in pieces as at once, however the run is split', () => {
    const key = generateSecretKey(64);
    const xts = createXts(key, { engine });
    const plain = randomBytes(200 * 512);
    const data = Buffer.from(plain);
    for (let at = 0, step = 1; at < 200; at += step, step = (step * 5) % 13) {
      xts.encrypt(data.subarray(at * 512, Math.min(at + step, 200) * 512), at + 77);
    }
    expect(data.equals(judge(key, plain, 77n))).toBe(true);
  });

  it('works in place on any memory: odd offsets, shared memory, its own buffers', () => {
    const key = generateSecretKey(64);
    const xts = createXts(key, { engine });
    const plain = randomBytes(70 * 512);
    const expected = judge(key, plain, 9n);
    const memories = [
      new Uint8Array(new ArrayBuffer(plain.length + 7), 7),
      new Uint8Array(new SharedArrayBuffer(plain.length + 3), 3),
      Buffer.from(plain),
      allocateXtsBuffer(plain.length),
      allocateXtsBuffer(plain.length + 4096).subarray(4096 - 512, plain.length + 4096 - 512),
    ];
    for (const memory of memories) {
      memory.set(plain);
      xts.encrypt(memory, 9);
      expect(Buffer.compare(memory, expected)).toBe(0);
      xts.decrypt(memory, 9);
      expect(Buffer.compare(memory, plain)).toBe(0);
    }
  });

  it('touches nothing beside the data', () => {
    const xts = createXts(generateSecretKey(64), { engine });
    for (const memory of [new Uint8Array(5 * 512), allocateXtsBuffer(5 * 512)]) {
      xts.encrypt(memory.subarray(512, 4 * 512), 1);
      expect(memory.subarray(0, 512)).toEqual(new Uint8Array(512));
      expect(memory.subarray(4 * 512)).toEqual(new Uint8Array(512));
    }
  });

  it('numbers sectors past 2^32 and up to 2^64', () => {
    const key = generateSecretKey(64);
    const xts = createXts(key, { engine });
    for (const first of [2n ** 32n - 16n, 2n ** 53n - 2n, 2n ** 64n - 32n]) {
      const plain = randomBytes(32 * 512);
      const data = Buffer.from(plain);
      xts.encrypt(data, first);
      expect(data.equals(judge(key, plain, first))).toBe(true);
    }
    expect(() => xts.encrypt(new Uint8Array(1024), 2n ** 64n - 1n)).toThrow('no sector');
  });

  it('does no work on no data', () => {
    createXts(generateSecretKey(64), { engine }).encrypt(new Uint8Array(0), 0);
  });

  it('refuses a key whose halves are equal, or of another length', () => {
    const half = randomBytes(32);
    expect(() => createXts(importSecretKey(Buffer.concat([half, half])), { engine })).toThrow('must differ');
    expect(() => createXts(generateSecretKey(32), { engine })).toThrow('64 bytes');
  });

  it('refuses parts of sectors and numbers that are none', () => {
    const xts = createXts(generateSecretKey(64), { engine });
    expect(() => xts.encrypt(new Uint8Array(511), 0)).toThrow('whole units');
    expect(() => xts.encrypt(new Uint8Array(512), -1)).toThrow('no sector');
    expect(() => xts.encrypt(new Uint8Array(512), 0.5)).toThrow('whole');
    expect(() => xts.encrypt(new Uint8Array(512), 2 ** 53)).toThrow('whole');
    expect(() => createXts(generateSecretKey(64), { engine, unitBytes: 8192 })).toThrow('4096');
  });

  it('does nothing once disposed', () => {
    const xts = createXts(generateSecretKey(64), { engine });
    xts.dispose();
    xts.dispose();
    expect(() => xts.encrypt(new Uint8Array(512), 0)).toThrow('dispose');
  });
});
