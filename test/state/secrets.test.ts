import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../src/base/result.ts';
import type { StateFault } from '../../src/state/fault.ts';
import { openSecrets, type Secrets } from '../../src/state/secrets.ts';

let base: string;
let folder: string;
const secret = (): Buffer => Buffer.from('the password of the KMS');

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'vseal-secrets-'));
  folder = join(base, 'secrets');
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

function value<T>(result: Result<T, StateFault>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

function open(passphrase?: string): Secrets {
  return value(
    openSecrets({ folder, ...(passphrase !== undefined && { passphrase: Buffer.from(passphrase) }) }),
  );
}

describe('secrets', () => {
  it('come back from another opening, and lie sealed in files of their owner', () => {
    value(open().put('kms/key provider: A', secret()));
    expect(value(open().get('kms/key provider: A'))).toEqual(secret());
    expect(value(open().get('kms/key provider: B'))).toBeUndefined();
    expect(value(open().list())).toEqual(['kms/key provider: A']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, name)).includes(secret())).toBe(false);
    }
  });

  it('are replaced and deleted', () => {
    const secrets = open();
    value(secrets.put('a', secret()));
    value(secrets.put('a', Buffer.from('another')));
    expect(Buffer.from(value(secrets.get('a')) ?? []).toString()).toBe('another');
    value(secrets.delete('a'));
    value(secrets.delete('a'));
    expect(value(secrets.get('a'))).toBeUndefined();
  });

  it('keep names apart that a file system may not tell apart', () => {
    const secrets = open();
    for (const name of ['a', 'A', '.', '..', 'ä', '*', 'CON', 'x/y', 'x%2Fy'])
      value(secrets.put(name, Buffer.from(name)));
    expect(value(secrets.list())).toHaveLength(9);
    const files = readdirSync(folder).map((name) => name.toLowerCase());
    expect(new Set(files).size).toBe(10);
    expect(Buffer.from(value(secrets.get('..')) ?? []).toString()).toBe('..');
  });

  it('cannot stand in for one another, and show every change', () => {
    const secrets = open();
    value(secrets.put('a', secret()));
    value(secrets.put('b', secret()));
    renameSync(join(folder, 'a.sealed'), join(folder, 'b.sealed'));
    expect(secrets.get('b')).toMatchObject({ ok: false, fault: { kind: 'StateCorrupt' } });
    const path = join(folder, 'c.sealed');
    value(secrets.put('c', secret()));
    const sealed = readFileSync(path);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(path, changed);
      expect(secrets.get('c')).toMatchObject({ ok: false, fault: { kind: 'StateCorrupt' } });
    }
  });

  it('need the passphrase that they were sealed under', () => {
    value(open('correct horse').put('a', secret()));
    expect(value(open('correct horse').get('a'))).toEqual(secret());
    expect(openSecrets({ folder })).toMatchObject({ ok: false, fault: { kind: 'StateSealed' } });
    expect(openSecrets({ folder, passphrase: Buffer.from('battery') })).toMatchObject({
      ok: false,
      fault: { kind: 'StateSealed', hint: 'Try the passphrase again.' },
    });
  });

  it('are refused when others may read the key, the folder or the secret', () => {
    value(open().put('a', secret()));
    chmodSync(join(folder, 'root.key'), 0o640);
    expect(openSecrets({ folder })).toMatchObject({
      ok: false,
      fault: { kind: 'StateNotPrivate', hint: expect.stringContaining('chmod 600') as string },
    });
    chmodSync(join(folder, 'root.key'), 0o600);
    chmodSync(folder, 0o755);
    expect(openSecrets({ folder })).toMatchObject({ ok: false, fault: { kind: 'StateNotPrivate' } });
    chmodSync(folder, 0o700);
    chmodSync(join(folder, 'a.sealed'), 0o604);
    expect(open().get('a')).toMatchObject({ ok: false, fault: { kind: 'StateNotPrivate' } });
  });

  it('are not begun anew when their root key is missing', () => {
    value(open().put('a', secret()));
    rmSync(join(folder, 'root.key'));
    expect(openSecrets({ folder })).toMatchObject({ ok: false, fault: { kind: 'StateCorrupt' } });
    expect(readdirSync(folder)).toEqual(['a.sealed']);
  });

  it('seal bytes that are kept elsewhere, for one name', () => {
    const secrets = open();
    const sealed = secrets.seal('object 1', secret());
    expect(value(open().open('object 1', sealed))).toEqual(secret());
    expect(secrets.open('object 2', sealed)).toMatchObject({ ok: false });
  });
});
