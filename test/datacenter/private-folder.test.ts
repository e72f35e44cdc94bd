import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makePrivateFolder } from '../../src/base/private-folder.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { createHostKeys } from '../../src/datacenter/keys/host-keys.ts';

/** Where hosts' keys and the sockets of disk servers lie may be a place in which anybody makes folders. */
let shared: string;
let runtime: string;
beforeEach(() => {
  shared = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vseal-private-'));
  runtime = join(shared, 'vseal-1000');
});
afterEach(() => rmSync(shared, { recursive: true, force: true }));

const keysIn = (...runtimeFolders: string[]) =>
  createHostKeys({ runtimeFolders, instanceUuid: 'lab', sealingKey: generateSecretKey(32) });

test('is made for this user alone, and made so again', () => {
  const folder = makePrivateFolder(runtime, 'lab');
  expect([runtime, folder].map((path) => lstatSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
  chmodSync(runtime, 0o777);
  expect(makePrivateFolder(runtime, 'lab')).toBe(folder);
  expect(lstatSync(runtime).mode & 0o777).toBe(0o700);
});

describe('somebody else has put there', () => {
  const elsewhere = (): string => {
    const path = join(shared, 'elsewhere');
    mkdirSync(path);
    return path;
  };

  test('a link: nothing is put where it leads', () => {
    symlinkSync(elsewhere(), runtime);
    expect(() => makePrivateFolder(runtime, 'lab')).toThrow('EACCES');
    expect(existsSync(join(shared, 'elsewhere', 'lab', 'host-1'))).toBe(false);
    expect(keysIn(runtime).isShared).toBe(false);
  });

  test('a link in the folder', () => {
    mkdirSync(runtime);
    symlinkSync(elsewhere(), join(runtime, 'lab'));
    expect(() => makePrivateFolder(runtime, 'lab')).toThrow('EACCES');
  });

  test.skipIf(process.getuid?.() !== 0)('a folder of their own: the next place is taken', () => {
    mkdirSync(runtime, { mode: 0o777 });
    chownSync(runtime, 65_534, 65_534);
    expect(() => makePrivateFolder(runtime, 'lab')).toThrow('is not a folder of this user');
    const keys = keysIn(runtime, join(shared, 'vseal-own'));
    expect(keys.isShared).toBe(existsSync('/dev/shm'));
    expect(existsSync(join(runtime, 'lab'))).toBe(false);
  });
});
