import { assert } from '../../base/assert.ts';
import { type KeyStore, type KmsObject, type KmsObjects, namesOf } from './key-store.ts';

interface Entry {
  readonly object: KmsObject;
  readonly material: Uint8Array | undefined;
}

/** A key store that lives as long as its process: for tests and throw-away labs. */
export function createMemoryKeyStore(): KeyStore {
  const entries = new Map<string, Entry>();
  return {
    transact(body) {
      const changes = new Map<string, Entry | undefined>();
      const objects = transaction(entries, changes);
      const result = objects.attempt(() => body(objects));
      commit(entries, changes);
      return result;
    },
    read(body) {
      const changes = new Map<string, Entry | undefined>();
      const result = body(transaction(entries, changes));
      assert(changes.size === 0, 'what reads changes nothing');
      return result;
    },
  };
}

function transaction(
  entries: ReadonlyMap<string, Entry>,
  changes: Map<string, Entry | undefined>,
): KmsObjects {
  const entry = (id: string): Entry | undefined => (changes.has(id) ? changes.get(id) : entries.get(id));
  const list = (isWanted: (object: KmsObject) => boolean): KmsObject[] => {
    const ids = new Set([...entries.keys(), ...changes.keys()]);
    return [...ids]
      .map((id) => entry(id)?.object)
      .filter((object): object is KmsObject => object !== undefined && isWanted(object))
      .sort((a, b) => a.createdAt - b.createdAt);
  };
  return {
    get: (id) => entry(id)?.object,
    list: (owner) => list((object) => owner === undefined || object.owner === owner),
    named: (owner, ttlv) => list((object) => object.owner === owner && namesOf(object).includes(ttlv)),
    material(id) {
      const held = entry(id)?.material;
      return held === undefined ? undefined : copyOf(held);
    },
    put(object, material) {
      const kept = material === undefined ? entry(object.id)?.material : copyOf(material);
      material?.fill(0);
      changes.set(object.id, { object, material: kept });
    },
    forgetMaterial(id) {
      const held = entry(id);
      if (held !== undefined) changes.set(id, { object: held.object, material: undefined });
    },
    delete: (id) => void changes.set(id, undefined),
    attempt(part) {
      const before = new Map(changes);
      try {
        return part();
      } catch (error) {
        for (const [id, change] of changes) {
          const kept = before.has(id) ? before.get(id) : entries.get(id);
          if (change?.material !== kept?.material) change?.material?.fill(0);
        }
        changes.clear();
        for (const [id, change] of before) changes.set(id, change);
        throw error;
      }
    },
  };
}

function commit(entries: Map<string, Entry>, changes: ReadonlyMap<string, Entry | undefined>): void {
  for (const [id, change] of changes) {
    const before = entries.get(id);
    if (before?.material !== change?.material) before?.material?.fill(0);
    if (change === undefined) entries.delete(id);
    else entries.set(id, change);
  }
}

function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}
