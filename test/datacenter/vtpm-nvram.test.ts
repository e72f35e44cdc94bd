import { expect, test } from 'vitest';
import { type EndorsementKey, firmwareOf, vtpmKeysIn, withVtpm } from '../../src/datacenter/vm/vtpm-nvram.ts';

const firmware = Buffer.from('MRVN and what the firmware keeps');
const key = (kind: EndorsementKey['kind'], fill: number): EndorsementKey => ({
  kind,
  keyPem: Buffer.alloc(200, fill),
  request: Buffer.alloc(100, fill + 1),
  certificate: Buffer.alloc(300, fill + 2),
});
const keys = [key('RSA', 1), key('ECC', 11)];

test('an NVRAM gives back the TPM that was put into it, and the firmware’s own part', () => {
  const nvram = withVtpm(firmware, keys);
  expect(vtpmKeysIn(nvram)).toEqual({
    ok: true,
    value: keys.map(({ kind, ...fields }) => ({
      kind,
      keyPem: Uint8Array.from(fields.keyPem),
      request: Uint8Array.from(fields.request),
      certificate: Uint8Array.from(fields.certificate),
    })),
  });
  expect(Buffer.from(firmwareOf(nvram))).toEqual(firmware);
});

test('another TPM takes the place of the one before', () => {
  const nvram = withVtpm(withVtpm(firmware, keys), [key('ECC', 50)]);
  const read = vtpmKeysIn(nvram);
  expect(read.ok && read.value.map(({ kind }) => kind)).toEqual(['ECC']);
  expect(Buffer.from(firmwareOf(nvram))).toEqual(firmware);
});

test('without one there is none, and the firmware’s part is all there is', () => {
  expect(vtpmKeysIn(firmware)).toEqual({ ok: false, fault: 'absent' });
  expect(firmwareOf(firmware)).toBe(firmware);
});

test('whatever byte of its structure is wrong, it is damaged or absent and never read beyond its end', () => {
  const nvram = withVtpm(firmware, keys);
  const structure = [0, 1, 2, 3, 4].map((at) => firmware.length + at);
  for (const at of [...structure, nvram.length - 12, nvram.length - 9, nvram.length - 1]) {
    const wrong = Buffer.from(nvram);
    wrong[at] = 0xff;
    expect(vtpmKeysIn(wrong).ok, `byte ${at}`).toBe(false);
  }
});
