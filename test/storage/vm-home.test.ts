import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSealedHomeFile, readHomeFile, writeHomeFile } from '../../src/storage/home-file.ts';
import {
  generateHomeKey,
  openHomeKey,
  openVmxSecrets,
  readVmx,
  rewrapVmx,
  vmUuidOf,
  writeVmx,
} from '../../src/storage/vm-home.ts';
import { formatVmx, parseVmx, vmxValue } from '../../src/storage/vmx.ts';
import { faultOf, must, newKek, pattern } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

const RUNS = process.env['SOAK'] === '1' ? 1_000_000 : 300;

const SETTINGS = new Map([
  ['.encoding', 'UTF-8'],
  ['displayName', 'app "one" | two\n'],
  ['uuid.bios', '56 4d 11 22 33 44 55 66-77 88 99 aa bb cc dd ee'],
]);
const SECRETS = new Map([['guestinfo.password', 'open sesame']]);

describe('a VMX file', () => {
  it('is lines of name = "value", names without case, odd characters escaped', () => {
    const text = formatVmx(SETTINGS);
    expect(text).toContain('displayName = "app |22one|22 |7C two|0A"\n');
    const read = must(parseVmx(Buffer.from(`#!/usr/bin/vmware\n\n${text}`), 'x'));
    expect(read).toEqual(SETTINGS);
    expect(vmxValue(read, 'DISPLAYNAME')).toBe('app "one" | two\n');
  });

  it.each([
    ['a = "1"\nA = "2"', 2, 'given twice'],
    ['a = 1', 1, 'no name'],
    ['a = "1" b', 1, 'no name'],
    ['\n\n= "1"', 3, 'no name'],
  ])('is refused with its line: %j', (text, line, reason) => {
    expect(faultOf(parseVmx(Buffer.from(text), 'x'))).toMatchObject({
      kind: 'InvalidFileFormat',
      line,
      reason: expect.stringContaining(reason),
    });
  });

  it('answers any bytes with settings or a fault, and reads back whatever is written', () => {
    const names = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,20}$/);
    const entries = fc.uniqueArray(fc.tuple(names, fc.string({ unit: 'binary' })), {
      selector: ([name]) => name.toLowerCase(),
    });
    fc.assert(
      fc.property(entries, fc.string({ unit: 'binary' }), (pairs, noise) => {
        const settings = new Map(pairs);
        expect(must(parseVmx(Buffer.from(formatVmx(settings)), 'x'))).toEqual(settings);
        const parsed = parseVmx(Buffer.from(`a = "1"\n${noise}`), 'x');
        if (parsed.ok) expect(parseVmx(Buffer.from(formatVmx(parsed.value)), 'x')).toEqual(parsed);
      }),
      { numRuns: RUNS },
    );
  });

  it('of an encrypted VM keeps its secret lines under the home key, and that under the KEK', () => {
    const path = join(scratchFolder(), 'app-01.vmx');
    const kek = newKek('kek-1');
    const homeKey = generateHomeKey();
    must(writeVmx(path, SETTINGS, { kek, homeKey, secrets: SECRETS, generation: 4 }));
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('displayName');
    expect(text).not.toContain('sesame');
    expect(text).not.toContain('guestinfo');
    expect(statSync(path).mode & 0o777).toBe(0o600);

    const vmx = must(readVmx(path));
    expect(vmx.settings).toEqual(SETTINGS);
    expect(vmx.encryption).toMatchObject({ keyId: kek.id, generation: 4 });
    const opened = must(openHomeKey(vmx, kek.key, path));
    expect(opened.equals(homeKey)).toBe(true);
    expect(must(openVmxSecrets(vmx, opened, path))).toEqual(SECRETS);

    const next = newKek('kek-2');
    must(rewrapVmx(path, kek, next));
    must(rewrapVmx(path, kek, next));
    const rewrapped = must(readVmx(path));
    expect(rewrapped.encryption).toMatchObject({ keyId: next.id, generation: 5 });
    expect(must(openVmxSecrets(rewrapped, must(openHomeKey(rewrapped, next.key, path)), path))).toEqual(
      SECRETS,
    );
    expect(faultOf(openHomeKey(rewrapped, kek.key, path)).kind).toBe('KeyIntegrityFault');

    must(writeVmx(path, SETTINGS));
    expect(must(readVmx(path))).toEqual({ settings: SETTINGS });
  });

  it('does not open for another VM', () => {
    const path = join(scratchFolder(), 'app-01.vmx');
    const homeKey = generateHomeKey();
    must(writeVmx(path, SETTINGS, { kek: newKek('k'), homeKey, secrets: SECRETS, generation: 1 }));
    writeFileSync(path, readFileSync(path, 'utf8').replace('56 4d 11', '56 4d 12'));
    expect(faultOf(openVmxSecrets(must(readVmx(path)), homeKey, path)).kind).toBe('KeyIntegrityFault');
  });
});

describe('a sealed file of VM Home', () => {
  const path = join(scratchFolder(), 'app-01.nvram');
  const vmUuid = must(vmUuidOf(SETTINGS, path));
  const seal = { homeKey: generateHomeKey(), vmUuid, role: 'nvram' };

  it.each([0, 1, 8684, 1024 * 1024, 1024 * 1024 * 2 + 5])('opens to what was sealed (%i bytes)', (size) => {
    const content = Buffer.from(pattern(size, 9));
    must(writeHomeFile(path, content, { ...seal, generation: 7 }));
    const file = readFileSync(path);
    expect(isSealedHomeFile(file)).toBe(true);
    if (size >= 32) expect(file.includes(content.subarray(0, 32))).toBe(false);
    const opened = must(readHomeFile(path, seal));
    expect(opened.generation).toBe(7);
    expect(content.equals(opened.content)).toBe(true);
  });

  it('never uses a nonce twice: the same content seals to other bytes', () => {
    const content = pattern(100, 1);
    must(writeHomeFile(path, content, { ...seal, generation: 1 }));
    const first = readFileSync(path);
    must(writeHomeFile(path, content, { ...seal, generation: 1 }));
    expect(readFileSync(path).equals(first)).toBe(false);
  });

  it('does not open after any change, under another key, role or VM', () => {
    must(writeHomeFile(path, pattern(1024 * 1024 + 99, 1), { ...seal, generation: 2 }));
    const genuine = readFileSync(path);
    const { length } = genuine;
    for (const at of [8, 16, 40, 64, 90, 1024 * 1024, length - 1]) {
      const changed = Buffer.from(genuine);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(path, changed);
      expect(faultOf(readHomeFile(path, seal)).kind, `byte ${at}`).toBe('KeyIntegrityFault');
    }
    writeFileSync(path, genuine.subarray(0, 64 + 1024 * 1024 + 28));
    expect(faultOf(readHomeFile(path, seal)).kind).toBe('KeyIntegrityFault');
    writeFileSync(path, genuine);
    for (const other of [{ homeKey: generateHomeKey() }, { role: 'vmsn' }, { vmUuid: '0'.repeat(32) }]) {
      expect(faultOf(readHomeFile(path, { ...seal, ...other })).kind).toBe('KeyIntegrityFault');
    }
    writeFileSync(path, 'something else');
    expect(faultOf(readHomeFile(path, seal)).kind).toBe('InvalidFileFormat');
  });
});
