import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { watchFaultPoints } from '../../src/base/fault-point.ts';
import { ok, type Result } from '../../src/base/result.ts';
import { createDurableKeyStore } from '../../src/datacenter/keys/durable-key-store.ts';
import { type KeyStore, KeyStoreUnavailable, type KmsObject } from '../../src/kmip/server/key-store.ts';
import { openSecrets } from '../../src/state/secrets.ts';
import { openStore, type Store } from '../../src/state/store.ts';

let folder: string;
let store: Store;
let keys: KeyStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vseal-keys-'));
  ({ store, keys } = open());
});
afterEach(() => {
  watchFaultPoints(undefined);
  rmSync(folder, { recursive: true, force: true });
});

const at = (...path: string[]): string => join(folder, ...path);

/** The store as another process opens it. */
function open(kms = 'kms'): { store: Store; keys: KeyStore } {
  const opened = value(openStore({ path: at(kms, 'keystore.json'), clock: systemClock }));
  const secrets = value(openSecrets({ folder: at('secrets') }));
  return { store: opened, keys: createDurableKeyStore(opened, secrets) };
}

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
  const { keys: other } = open();
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

describe('a secret that is forgotten', () => {
  const put = (...ids: string[]): void =>
    keys.transact((objects) => {
      for (const id of ids) objects.put(object(id), Buffer.from(`secret of ${id}`));
    });
  const secretOf = (id: string, of = keys): string | undefined => {
    const material = of.transact((objects) => objects.material(id));
    return material && Buffer.from(material).toString();
  };
  const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `key-${at}`);
  const wipedSlots = (): number[] => {
    const slots = readFileSync(at('kms', 'keystore.json.slots'));
    return Array.from({ length: slots.length / 32 }, (_, slot) => slot).filter((slot) =>
      slots.subarray(32 * slot, 32 * slot + 32).equals(Buffer.alloc(32)),
    );
  };

  test('cannot be had from copies of the store that were made before, and the others are as they were', () => {
    put(...numbered(300));
    cpSync(at('kms'), at('copy'), { recursive: true });
    keys.transact((objects) => objects.forgetMaterial('key-7'));
    keys.transact((objects) => objects.delete('key-299'));
    cpSync(at('kms', 'keystore.json.slots'), at('copy', 'keystore.json.slots'));
    const { keys: copy } = open('copy');
    for (const id of ['key-7', 'key-299'])
      expect(() => secretOf(id, copy)).toThrow(
        new KeyStoreUnavailable(`The slot of the key ${id} is empty.`),
      );
    for (const id of numbered(299)) expect(secretOf(id)).toBe(id === 'key-7' ? undefined : `secret of ${id}`);
    expect(wipedSlots()).toEqual([7, 299]);
  });

  test('costs no more in a store of many', () => {
    put(...numbered(2000));
    value(store.compact());
    const before = statSync(at('kms', 'keystore.json'));
    keys.transact((objects) => objects.forgetMaterial('key-7'));
    expect(statSync(at('kms', 'keystore.json')).ino).toBe(before.ino);
    expect(statSync(at('kms', 'keystore.json.journal')).size).toBeLessThan(2000);
  });

  test('leaves the disk with the next change when its process died before it could see to that', () => {
    put('1', '2');
    watchFaultPoints((name) => {
      if (name === 'kms.forgotten') throw new Error('killed');
    });
    expect(() => keys.transact((objects) => objects.forgetMaterial('1'))).toThrow('killed');
    watchFaultPoints(undefined);
    expect(wipedSlots()).toEqual([]);
    const { store: again, keys: next } = open();
    next.transact((objects) => objects.put(object('3')));
    expect(wipedSlots()).toEqual([0]);
    expect(again.size('forgottenSlots')).toBe(0);
    expect(secretOf('2', next)).toBe('secret of 2');
  });

  test('and its successor do not share a slot, nor do those of two processes', () => {
    const { keys: other } = open();
    put('1');
    other.transact((objects) => objects.put(object('2'), Buffer.from('secret of 2')));
    put('1');
    expect(() =>
      keys.transact((objects) => {
        objects.put(object('3'), Buffer.from('never'));
        throw new Error('undone');
      }),
    ).toThrow('undone');
    put('3');
    expect(['1', '2', '3'].map((id) => secretOf(id, other))).toEqual([
      'secret of 1',
      'secret of 2',
      'secret of 3',
    ]);
    expect(wipedSlots()).toEqual([0]);
  });

  test('meanwhile is no error to who reads without waiting', () => {
    put('1');
    const { keys: other } = open();
    let looks = 0;
    const found = keys.read((objects) => {
      if (looks++ === 0) other.transact((others) => others.forgetMaterial('1'));
      return [objects.get('1')?.id, objects.material('1')];
    });
    expect([found, looks]).toEqual([['1', undefined], 2]);
  });

  test('of a store of before there were slots leaves its files at once', () => {
    const secrets = value(openSecrets({ folder: at('secrets') }));
    const sealed = Buffer.from(secrets.seal('kms 1', Buffer.from('secret of 1'))).toString('base64');
    value(
      store.commit('test', 'test', () =>
        ok({
          changes: [
            { table: 'objects', id: '1', row: { id: '1', object: object('1') } as never },
            { table: 'material', id: '1', row: { id: '1', sealed } as never },
          ],
        }),
      ),
    );
    expect(secretOf('1')).toBe('secret of 1');
    keys.transact((objects) => objects.forgetMaterial('1'));
    for (const name of readdirSync(at('kms')))
      expect(readFileSync(at('kms', name), 'utf8')).not.toContain(sealed);
  });

  test('a file of slots that is missing or another store’s is told, and nothing is made under it', () => {
    put('1');
    const slots = at('kms', 'keystore.json.slots');
    const bytes = readFileSync(slots);
    rmSync(slots);
    expect(() => secretOf('1')).toThrow(slots);
    expect(() => put('2')).toThrow(KeyStoreUnavailable);
    writeFileSync(slots, Buffer.alloc(bytes.length, 1), { mode: 0o600 });
    expect(() => secretOf('1')).toThrow('is not that of its store');
    writeFileSync(slots, bytes);
    expect(secretOf('1')).toBe('secret of 1');
  });
});
