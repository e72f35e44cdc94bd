import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  generateSecretKey,
  importSecretKey,
  keyLengthBytes,
  withKeyBytes,
} from '../../src/crypto/secret-key.ts';

const bytes = () => Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 1);

describe('a secret key', () => {
  it('shows no bytes however it is printed', () => {
    const key = importSecretKey(bytes());
    const printed = [
      JSON.stringify({ key }),
      // eslint-disable-next-line @typescript-eslint/no-base-to-string -- what it prints is the question
      String(key),
      inspect(key, { depth: 9, showHidden: true, getters: true }),
    ].join('\n');
    for (const encoding of ['hex', 'base64', 'latin1'] as const) {
      const text = Buffer.from(bytes()).toString(encoding);
      for (let at = 0; at + 8 <= text.length; at++) expect(printed).not.toContain(text.slice(at, at + 8));
    }
  });

  it('takes its bytes away from whoever brought them', () => {
    const brought = bytes();
    importSecretKey(brought);
    expect(brought.every((byte) => byte === 0)).toBe(true);
  });

  it('takes them away also when it refuses them', () => {
    const tooLong = new Uint8Array(5000).fill(9);
    expect(() => importSecretKey(tooLong)).toThrow('4096');
    expect(tooLong.every((byte) => byte === 0)).toBe(true);
  });

  it('lends its bytes and zeroises the loan', () => {
    const key = importSecretKey(bytes());
    const lent: Buffer[] = [];
    const hex = withKeyBytes(key, (loan) => {
      lent.push(loan);
      return loan.toString('hex');
    });
    expect(hex).toBe(Buffer.from(bytes()).toString('hex'));
    const failing = (loan: Buffer): never => {
      lent.push(loan);
      throw new Error('in use');
    };
    expect(() => withKeyBytes(key, failing)).toThrow('in use');
    expect(lent).toEqual([Buffer.alloc(32), Buffer.alloc(32)]);
  });

  it('refuses to lend to asynchronous code, which would see zeros', () => {
    expect(() => withKeyBytes(generateSecretKey(32), (loan) => Promise.resolve(loan))).toThrow('synchronous');
  });

  it('survives the way to a worker', () => {
    const key = generateSecretKey(64);
    expect(structuredClone(key).equals(key)).toBe(true);
    expect(keyLengthBytes(structuredClone(key))).toBe(64);
  });

  it('is fresh each time', () => {
    expect(generateSecretKey(32).equals(generateSecretKey(32))).toBe(false);
  });
});
