import { assert } from '../../base/assert.ts';
import { ok } from '../../base/result.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import {
  type KeyStore,
  KeyStoreUnavailable,
  type KmsObject,
  type KmsObjects,
  namesOf,
} from '../../kmip/server/key-store.ts';
import type { Change, Row } from '../../state/row.ts';
import type { Secrets } from '../../state/secrets.ts';
import type { Store } from '../../state/store.ts';
import { createObjectNames, type ObjectNames, type ObjectRow } from './object-names.ts';

/**
 * The KMIP server's objects in a state file of their own: one row an object, its secret bytes sealed in a row
 * beside it. Every request reads and commits under the file's lock, so several processes serve one store.
 */
interface MaterialRow extends Row {
  /** Sealed under the secrets' root key with the object's id, base64. */
  readonly sealed: string;
}

const OBJECTS = 'objects';
const MATERIAL = 'material';

export function createDurableKeyStore(store: Store, secrets: Secrets): KeyStore {
  const names = createObjectNames(store, OBJECTS);
  return {
    transact(body, { mayWait = false } = {}) {
      const done: { value?: { readonly result: ReturnType<typeof body> }; forgotMaterial?: boolean } = {};
      const committed = store.commit('kmip', 'kms', () => {
        const draft = createDraft(store, secrets, names);
        done.value = { result: body(draft.objects) };
        done.forgotMaterial = draft.forgotMaterial();
        return ok({ changes: draft.changes(), mayWait });
      });
      if (!committed.ok) throw new KeyStoreUnavailable(committed.fault.message);
      assert(done.value !== undefined, 'a commit ran its body');
      // What was forgotten must not stand in the journal either.
      if (done.forgotMaterial === true) {
        const compacted = store.compact();
        if (!compacted.ok) throw new KeyStoreUnavailable(compacted.fault.message);
      }
      return done.value.result;
    },
    read(body) {
      const fresh = store.refresh();
      if (!fresh.ok) throw new KeyStoreUnavailable(fresh.fault.message);
      const draft = createDraft(store, secrets, names);
      const result = body(draft.objects);
      assert(draft.changes().length === 0, 'what reads changes nothing');
      return result;
    },
  };
}

interface Draft {
  readonly objects: KmsObjects;
  changes(): Change[];
  forgotMaterial(): boolean;
}

function createDraft(store: Store, secrets: Secrets, names: ObjectNames): Draft {
  let pending = new Map<string, Change>();
  let forgot = false;
  const change = (table: string, id: string, row: Row | null): void =>
    void pending.set(`${table} ${id}`, { table, id, row });
  const read = <R extends Row>(table: string, id: string): R | undefined => {
    const drafted = pending.size === 0 ? undefined : pending.get(`${table} ${id}`);
    return drafted === undefined ? store.get<R>(table, id) : ((drafted.row as R | null) ?? undefined);
  };
  const forget = (id: string): void => {
    if (read(MATERIAL, id) === undefined) return;
    change(MATERIAL, id, null);
    forgot = true;
  };
  /** Of these objects and those that the transaction has changed. */
  const wanted = (ids: Iterable<string>, isWanted: (object: KmsObject) => boolean): KmsObject[] => {
    const all = new Set(ids);
    for (const { table, id } of pending.values()) if (table === OBJECTS) all.add(id);
    const found: KmsObject[] = [];
    for (const id of all) {
      const object = objects.get(id);
      if (object !== undefined && isWanted(object)) found.push(object);
    }
    return found.sort((a, b) => a.createdAt - b.createdAt);
  };
  const objects: KmsObjects = {
    get: (id) => read<ObjectRow>(OBJECTS, id)?.object,
    list: (owner) => wanted(store.ids(OBJECTS), (object) => owner === undefined || object.owner === owner),
    named: (owner, ttlv) =>
      wanted(names.find(owner, ttlv), (object) => object.owner === owner && namesOf(object).includes(ttlv)),
    material(id) {
      const row = read<MaterialRow>(MATERIAL, id);
      if (row === undefined) return undefined;
      const opened = secrets.open(`kms ${id}`, Buffer.from(row.sealed, 'base64'));
      if (!opened.ok) throw new KeyStoreUnavailable(opened.fault.message);
      return opened.value;
    },
    put(object, material) {
      change(OBJECTS, object.id, { id: object.id, object } as ObjectRow);
      if (material === undefined) return;
      const sealed = Buffer.from(secrets.seal(`kms ${object.id}`, material)).toString('base64');
      zeroise(material);
      change(MATERIAL, object.id, { id: object.id, sealed } as MaterialRow);
    },
    forgetMaterial: forget,
    delete(id) {
      change(OBJECTS, id, null);
      forget(id);
    },
    attempt(part) {
      const before = { pending, forgot };
      pending = new Map(pending);
      try {
        return part();
      } catch (error) {
        ({ pending, forgot } = before);
        throw error;
      }
    },
  };
  return { objects, changes: () => [...pending.values()], forgotMaterial: () => forgot };
}
