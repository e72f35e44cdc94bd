import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKeyLocator, type KeyLocator, parseKeyLocator } from '../../src/storage/key-locator.ts';

const RUNS = process.env['SOAK'] === '1' ? 1_000_000 : 2_000;

describe('a key locator', () => {
  it('is written as vCenter writes the key of an encrypted disk', () => {
    const locator: KeyLocator = {
      type: 'list',
      members: [
        {
          type: 'pair',
          locker: { type: 'fqid', uniqueId: '', providerId: 'KMS (1)', keyId: 'a4e7494f-1/2' },
          mac: 'HMAC-SHA-256',
          lockedData: Uint8Array.of(1, 2, 3, 255),
        },
      ],
    };
    const text =
      'vmware:key/list/(pair/(fqid/<VMWARE-NULL>/KMS%20%281%29/a4e7494f%2d1%2f2,HMAC%2dSHA%2d256,AQID%2fw%3d%3d))';
    expect(formatKeyLocator(locator)).toBe(text);
    expect(parseKeyLocator(text)).toEqual({ ok: true, value: locator });
  });

  it('is read where its writer left harmless characters unescaped', () => {
    const text = 'vmware:key/list/(pair/(fqid/<VMWARE-NULL>/KMS/a4e7494f-33e5,HMAC-SHA-256,AQID/w==))';
    expect(parseKeyLocator(text)).toMatchObject({ ok: false, fault: { kind: 'InvalidKeyLocator' } });
    const escaped = text.replace('/w==', '+w==');
    expect(parseKeyLocator(escaped)).toMatchObject({
      ok: true,
      value: { members: [{ locker: { providerId: 'KMS', keyId: 'a4e7494f-33e5' }, mac: 'HMAC-SHA-256' }] },
    });
  });

  it('may hold a passphrase pair, as desktop products do', () => {
    const text =
      'vmware:key/list/(pair/(phrase/kDaz3fvXyC4%3d/pass2key%3dPBKDF2%2dHMAC%2dSHA%2d1,HMAC%2dSHA%2d1,AAA%3d))';
    const parsed = parseKeyLocator(text);
    expect(parsed).toMatchObject({
      ok: true,
      value: { members: [{ locker: { type: 'phrase', uniqueId: 'kDaz3fvXyC4=' } }] },
    });
    expect(parsed.ok && formatKeyLocator(parsed.value)).toBe(text);
  });

  it.each([
    ['', 'an element before "/" is missing'],
    ['vmware:lock/null/x', 'it must begin vmware:key/'],
    ['vmware:key/script/a/b/c', '"script" is no key locator type'],
    ['vmware:key/fqid/a/b/', 'an element is missing'],
    ['vmware:key/fqid/a/b/c,', 'text follows the locator'],
    ['vmware:key/list/(null/<VMWARE-EMPTYSTRING>', '")" is missing'],
    ['vmware:key/pair/(null/<VMWARE-NULL>,MAC,AQ)', 'the locked data is no base64'],
    ['vmware:key/fqid/a/b/c%zz', 'must be escaped'],
    ['vmware:key/fqid/a/b/%ff', 'no UTF-8'],
    [`vmware:key/${'list/('.repeat(20)}`, 'nests deeper than 8'],
  ])('is refused: %s', (text, reason) => {
    const parsed = parseKeyLocator(text);
    expect(parsed.ok ? '' : parsed.fault.reason).toContain(reason);
  });

  const locators = fc.letrec<{ locator: KeyLocator; pair: KeyLocator }>((tie) => ({
    pair: fc.record({
      type: fc.constant('pair' as const),
      locker: tie('locator'),
      mac: fc.string({ minLength: 1, unit: 'binary' }),
      lockedData: fc.uint8Array({ minLength: 1, maxLength: 80 }),
    }),
    locator: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constant<KeyLocator>({ type: 'null' }),
      fc.record({
        type: fc.constant('fqid' as const),
        uniqueId: fc.string({ unit: 'binary' }),
        providerId: fc.string({ unit: 'binary' }),
        keyId: fc.string({ unit: 'binary' }),
      }),
      fc.record({ type: fc.constant('list' as const), members: fc.array(tie('locator'), { maxLength: 4 }) }),
      tie('pair'),
    ),
  })).locator;

  it('reads back whatever is written', () => {
    fc.assert(
      fc.property(locators, (locator) => {
        expect(parseKeyLocator(formatKeyLocator(locator))).toEqual({ ok: true, value: locator });
      }),
      { numRuns: RUNS / 10 },
    );
  });

  it('answers any text with a locator or a fault, and what it accepts is stable', () => {
    const pieces = fc.constantFrom(
      'vmware:key/',
      'list/(',
      'pair/(',
      'fqid/',
      'null/',
      'a/',
      '<VMWARE-NULL>',
      ',',
      ')',
      '%2f',
      '%',
      'AA%3d%3d',
    );
    const texts = fc.oneof(
      fc
        .array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 20 })
        .map((parts) => `vmware:key/${parts.join('')}`),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseKeyLocator(text);
        if (!parsed.ok) return;
        expect(parseKeyLocator(formatKeyLocator(parsed.value))).toEqual(parsed);
      }),
      { numRuns: RUNS },
    );
  });
});
