import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateSecretKey, keyLengthBytes, withKeyBytes } from '../../src/crypto/secret-key.ts';
import {
  formatKeyEntry,
  parseKeyEntry,
  readPhraseVmx,
  writePhraseVmx,
} from '../../src/storage/phrase-vmx.ts';
import { readVmx, writeVmx } from '../../src/storage/vm-home.ts';
import { faultOf, must, newKek } from './fixtures.ts';
import { forgeVmx, judgeVmx } from './phrase-vmx-judge.ts';
import { scratchFolder } from './scratch-folder.ts';

const RUNS = process.env['SOAK'] === '1' ? 100_000 : 200;
const PHRASE = 'correct horse, bätterie "staple"';
const SETTINGS = new Map([
  ['.encoding', 'UTF-8'],
  ['displayName', 'app-01'],
  ['uuid.bios', '56 4d 11 22 33 44 55 66-77 88 99 aa bb cc dd ee'],
  ['annotation', 'two\nlines | "quoted"'],
]);

function written(): string {
  const path = join(scratchFolder(), 'a.vmx');
  const settings = new Map([...SETTINGS, ['dataFileKey', formatKeyEntry(generateSecretKey(32))]]);
  must(writePhraseVmx(path, settings, generateSecretKey(32), PHRASE));
  return path;
}

function fileWith(text: string): string {
  const path = join(scratchFolder(), 'b.vmx');
  writeFileSync(path, text);
  return path;
}

describe('a VMX that a passphrase protects', () => {
  it('is opened by an independent reader, and shows only its encoding and name', () => {
    const text = readFileSync(written(), 'utf8');
    expect(text.split('\n').map((line) => line.replace(/ = .*/, ''))).toEqual([
      '.encoding',
      'displayName',
      'encryption.keySafe',
      'encryption.data',
      '',
    ]);
    const { hidden, dataFileKey } = judgeVmx(text, PHRASE);
    expect(hidden).toContain('annotation = "two|0Alines |7C |22quoted|22"\n');
    expect(hidden).not.toContain('displayName');
    expect(dataFileKey).toHaveLength(32);
    expect(() => judgeVmx(text, `${PHRASE} `)).toThrow();
  });

  it('reads back as it was written; another passphrase is told apart from a changed file', () => {
    const path = written();
    const { settings } = must(readPhraseVmx(path, PHRASE));
    for (const [name, value] of SETTINGS) expect(settings.get(name)).toBe(value);
    expect(parseKeyEntry(settings.get('dataFileKey') ?? '')).toBeDefined();
    expect(faultOf(readPhraseVmx(path, 'Correct horse'))).toEqual({ kind: 'IncorrectPassphrase', path });
    const text = readFileSync(path, 'utf8');
    const at = text.indexOf('encryption.data = "') + 60;
    const other = text[at] === 'A' ? 'B' : 'A';
    const changed = fileWith(`${text.slice(0, at)}${other}${text.slice(at + 1)}`);
    expect(faultOf(readPhraseVmx(changed, PHRASE))).toMatchObject({ kind: 'KeyIntegrityFault' });
  });

  it('is read as desktop products write it; hidden lines go before clear ones', () => {
    const path = fileWith(forgeVmx('displayname = "hidden"\nmemSize = "512"\n', PHRASE));
    const { settings, key } = must(readPhraseVmx(path, PHRASE));
    expect([...settings]).toEqual([
      ['.encoding', 'UTF-8'],
      ['displayname', 'hidden'],
      ['memSize', '512'],
    ]);
    expect(keyLengthBytes(key)).toBe(64);
  });

  it('says that it needs its passphrase, and a VMX of a key provider that it needs none', () => {
    expect(faultOf(readVmx(written()))).toMatchObject({ kind: 'PassphraseRequired' });
    const path = join(scratchFolder(), 'c.vmx');
    must(writeVmx(path, SETTINGS));
    expect(faultOf(readPhraseVmx(path, PHRASE))).toMatchObject({ kind: 'InvalidDiskRequest' });
    const home = { kek: newKek('k'), homeKey: generateSecretKey(32), secrets: new Map(), generation: 1 };
    must(writeVmx(path, SETTINGS, home));
    expect(faultOf(readPhraseVmx(path, PHRASE))).toMatchObject({ kind: 'InvalidDiskRequest' });
  });

  it.each(['0', '-1', '1.5', '2000001', '1e99', 'x', ''])('is refused with %j rounds', (rounds) => {
    const path = fileWith(forgeVmx('a = "1"\n', PHRASE, rounds));
    expect(faultOf(readPhraseVmx(path, PHRASE))).toMatchObject({ kind: 'InvalidFileFormat' });
  });

  it('holds keys in dictionaries that read back, and no key of another length', () => {
    for (const lengthBytes of [32, 64]) {
      const key = generateSecretKey(lengthBytes);
      const entry = formatKeyEntry(key);
      expect(parseKeyEntry(entry)?.equals(key)).toBe(true);
      expect(entry).toMatch(/^type=key:cipher=(XTS-)?AES-256:key=[A-Za-z0-9%]+$/);
    }
    const short = withKeyBytes(generateSecretKey(16), (bytes) => bytes.toString('base64'));
    expect(parseKeyEntry(`type=key:cipher=AES-256:key=${short.replaceAll('=', '%3d')}`)).toBeUndefined();
  });

  it('is answered with settings or a fault, whatever bytes are changed', () => {
    const bytes = readFileSync(written());
    const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(edits, fc.nat(bytes.length), (changes, end) => {
        const mutant = Buffer.from(bytes);
        for (const [at, value] of changes) mutant[at] = value;
        const path = join(scratchFolder(), 'm.vmx');
        writeFileSync(path, end % 4 === 0 ? mutant.subarray(0, end) : mutant);
        const read = readPhraseVmx(path, PHRASE);
        if (read.ok) expect(read.value.settings.get('annotation')).toBe(SETTINGS.get('annotation'));
      }),
      { numRuns: RUNS },
    );
  });
});
