import { assert } from '../base/assert.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { createEcb, type Ecb } from './aes-ecb.ts';
import type { EngineOptions } from './engine.ts';
import { equalInConstantTime } from './hmac.ts';
import { importSecretKey, keyLengthBytes, type SecretKey, withKeyBytes } from './secret-key.ts';
import { RUN_BYTES, scratchWhitening, type Whitening, whiteningUnder } from './xts-whitening.ts';

export { allocateXtsBuffer } from './xts-whitening.ts';

/**
 * Disk encryption in place: XTS-AES-256 (IEEE 1619) in 512-byte units, tweak = little-endian sector
 * number (plain64). It hides data from readers of the disk; it gives no integrity.
 *
 * XTS over a run of sectors is one call of the bare block cipher between two whitening passes, which is
 * what makes 512-byte units as fast as large ones. Data in a buffer of `allocateXtsBuffer` is not copied.
 */
export interface Xts {
  /**
   * Encrypts `data`, a whole number of sectors of which the first has the number `firstSector` (a safe
   * integer, or a bigint up to 2^64).
   */
  encrypt(data: Uint8Array, firstSector: number | bigint): void;
  decrypt(data: Uint8Array, firstSector: number | bigint): void;
  /** Forgets the key. The object cannot be used afterwards. */
  dispose(): void;
}

export interface XtsOptions extends EngineOptions {
  /** Bytes per unit, by default 512; a multiple of 16 up to 4096. Units are numbered one by one. */
  readonly unitBytes?: number;
}

const MAX_UNIT_BYTES = 4096;
const MAX_UNIT_NUMBER = 2n ** 64n;

/** `key` is 64 bytes: the data key, then the tweak key. Equal halves are refused (SP 800-38E, FIPS 140 IG). */
export function createXts(key: SecretKey, options: XtsOptions = {}): Xts {
  const unitBytes = options.unitBytes ?? SECTOR_BYTES;
  assert(
    unitBytes % 16 === 0 && unitBytes >= 16 && unitBytes <= MAX_UNIT_BYTES,
    `an XTS unit is a multiple of 16 bytes up to ${MAX_UNIT_BYTES}, not ${unitBytes}`,
  );
  const [dataKey, tweakKey] = splitKey(key);
  const encryptTweaks = createEcb(tweakKey, 'encrypt', options);
  const encryptBlocks = createEcb(dataKey, 'encrypt', options);
  const decryptBlocks = createEcb(dataKey, 'decrypt', options);
  let disposed = false;
  const transform = (blocks: Ecb, data: Uint8Array, firstUnit: number | bigint): void => {
    assert(!disposed, 'a cipher is not used after dispose');
    assert(
      data.length % unitBytes === 0,
      `XTS data is whole units of ${unitBytes}, not ${data.length} bytes`,
    );
    transformRuns({ encryptTweaks, blocks, unitBytes }, data, unitNumber(firstUnit, data.length / unitBytes));
  };
  return {
    encrypt: (data, firstSector) => transform(encryptBlocks, data, firstSector),
    decrypt: (data, firstSector) => transform(decryptBlocks, data, firstSector),
    dispose() {
      disposed = true;
      for (const ecb of [encryptTweaks, encryptBlocks, decryptBlocks]) ecb.dispose();
    },
  };
}

function splitKey(key: SecretKey): [dataKey: SecretKey, tweakKey: SecretKey] {
  assert(keyLengthBytes(key) === 64, `XTS-AES-256 takes a key of 64 bytes, not ${keyLengthBytes(key)}`);
  return withKeyBytes(key, (bytes) => {
    const [first, second] = [bytes.subarray(0, 32), bytes.subarray(32)];
    if (equalInConstantTime(first, second)) throw new Error('The two halves of an XTS key must differ.');
    return [importSecretKey(first), importSecretKey(second)];
  });
}

function unitNumber(first: number | bigint, units: number): bigint {
  assert(typeof first === 'bigint' || Number.isSafeInteger(first), `a sector number is whole, not ${first}`);
  const number = BigInt(first);
  assert(number >= 0n && number + BigInt(units) <= MAX_UNIT_NUMBER, `no sector has the number ${first}`);
  return number;
}

interface Transform {
  readonly encryptTweaks: Ecb;
  readonly blocks: Ecb;
  readonly unitBytes: number;
}

function transformRuns(transform: Transform, data: Uint8Array, firstUnit: bigint): void {
  const inPlace = whiteningUnder(data);
  const memory = inPlace ?? scratchWhitening();
  const runBytes = RUN_BYTES - (RUN_BYTES % transform.unitBytes);
  let unit = firstUnit;
  for (let at = 0; at < data.length; at += runBytes) {
    const run = data.subarray(at, Math.min(at + runBytes, data.length));
    if (inPlace === undefined) {
      memory.data.set(run);
      transformRun(transform, memory, 0, { unit, lengthBytes: run.length });
      run.set(memory.data.subarray(0, run.length));
    } else {
      transformRun(transform, memory, run.byteOffset - memory.data.byteOffset, {
        unit,
        lengthBytes: run.length,
      });
    }
    unit += BigInt(run.length / transform.unitBytes);
  }
}

function transformRun(
  { encryptTweaks, blocks, unitBytes }: Transform,
  memory: Whitening,
  at: number,
  { unit, lengthBytes }: { unit: bigint; lengthBytes: number },
): void {
  const units = lengthBytes / unitBytes;
  memory.number(unit, units);
  encryptTweaks.transform(memory.tweaks.subarray(0, units * 16));
  memory.whiten(at, units, unitBytes);
  blocks.transform(memory.data.subarray(at, at + lengthBytes));
  memory.unwhiten(at, lengthBytes);
}
