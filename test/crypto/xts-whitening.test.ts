import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { XTS_WHITENING_WASM } from '../../src/crypto/xts-whitening-wasm.ts';

it('the whitening module is its source, assembled', async () => {
  const source = new URL('../../src/crypto/xts-whitening.wat', import.meta.url);
  const assembler = await wabt();
  const { buffer } = assembler
    .parseWat('xts-whitening.wat', readFileSync(source, 'utf8'), { simd: true })
    .toBinary({});
  expect(XTS_WHITENING_WASM).toBe(Buffer.from(buffer).toString('base64'));
});
