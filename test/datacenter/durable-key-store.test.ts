import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import { createDurableKeyStore } from '../../src/datacenter/keys/durable-key-store.ts';
import type { KeyStore, KmsObject } from '../../src/kmip/server/key-store.ts';
import { openSecrets } from '../../src/state/secrets.ts';
import { openStore } from '../../src/state/store.ts';

let folder: string;
let keys: KeyStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vseal-keys-'));
  const store = value(openStore({ path: join(folder, 'kms', 'keystore.json'), clock: systemClock }));
  keys = createDurableKeyStore(store, value(openSecrets({ folder: join(folder, 'secrets') })));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function value<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

function object(id: string, state = 1): KmsObject {
  return { id, owner: 'vcenter', createdAt: 0, objectType: 2, state, attributes: [], served: 0 };
}

test('a part of a transaction that throws is undone, and the parts before and after it hold', () => {
  keys.transact((objects) => objects.put(object('1'), Buffer.from('secret of 1')));
  keys.transact((objects) => {
    objects.attempt(() => objects.put(object('2'), Buffer.from('secret of 2')));
    const failing = (): void =>
      objects.attempt(() => {
        objects.put(object('2', 2), Buffer.from('another'));
        objects.delete('1');
        throw new Error('no such attribute');
      });
    expect(failing).toThrow('no such attribute');
    objects.attempt(() => objects.put(object('3')));
  });
  keys.read((objects) => {
    expect([...objects.list()].map(({ id, state }) => [id, state])).toEqual([
      ['1', 1],
      ['2', 1],
      ['3', 1],
    ]);
    expect(Buffer.from(objects.material('1') ?? []).toString()).toBe('secret of 1');
    expect(Buffer.from(objects.material('2') ?? []).toString()).toBe('secret of 2');
  });
});

test('objects are found by their names, whichever process named them', () => {
  const named = (id: string, ...names: string[]): KmsObject => ({
    ...object(id),
    attributes: names.map((ttlv, index) => ({ name: 'Name', index, ttlv })),
  });
  const other = createDurableKeyStore(
    value(openStore({ path: join(folder, 'kms', 'keystore.json'), clock: systemClock })),
    value(openSecrets({ folder: join(folder, 'secrets') })),
  );
  const found = (ttlv: string, owner = 'vcenter'): string[] =>
    keys.read((objects) => [...objects.named(owner, ttlv)].map(({ id }) => id));

  keys.transact((objects) => {
    objects.put(named('1', 'aa', 'bb'));
    expect([...objects.named('vcenter', 'aa')].map(({ id }) => id)).toEqual(['1']);
  });
  expect([found('aa'), found('bb'), found('aa', 'backup'), found('cc')]).toEqual([['1'], ['1'], [], []]);
  other.transact((objects) => {
    objects.put(named('1', 'bb'));
    objects.put(named('2', 'aa', 'bb'));
  });
  expect([found('aa'), found('bb')]).toEqual([['2'], ['1', '2']]);
  other.transact((objects) => objects.delete('2'));
  expect([found('aa'), found('bb')]).toEqual([[], ['1']]);
});
