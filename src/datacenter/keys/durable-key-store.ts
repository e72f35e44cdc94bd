import { assert } from '../../base/assert.ts';
import { faultPoint } from '../../base/fault-point.ts';
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
import { createMaterialSlots, type MaterialSlots } from './material-slots.ts';
import { createObjectNames, type ObjectNames, type ObjectRow } from './object-names.ts';

/**
 * The KMIP server's objects in a state file of their own: one row an object, its secret bytes sealed in a row
 * beside it. Every request reads and commits under the file's lock, so several processes serve one store.
 *
 * Secret bytes are sealed twice, under the secrets' root key and under a key in a slot of their own. To forget them is to
 * commit that they are forgotten and which slot is to be wiped, then to wipe it; a slot whose process died in between
 * is wiped by the next one that changes anything.
 */
interface MaterialRow extends Row {
  /** Base64. */
  readonly sealed: string;
  /** Undefined in stores of before there were slots: those bytes leave the disk when the store is compacted. */
  readonly slot?: number;
}

interface SlotRow extends Row {
  readonly slot: number;
}

const OBJECTS = 'objects';
const MATERIAL = 'material';
/** One row, with the first slot that was never taken. */
const SLOTS = 'slots';
const NEXT_SLOT = 'next';
/** Slots whose secrets are forgotten, until the commit after they were wiped. */
const FORGOTTEN = 'forgottenSlots';
/** A reader may meet a slot that was wiped after it had read the row. */
const MAX_READS = 5;

export function createDurableKeyStore(store: Store, secrets: Secrets): KeyStore {
  const parts: Parts = {
    store,
    secrets,
    slots: createMaterialSlots(`${store.path}.slots`),
    names: createObjectNames(store, OBJECTS),
  };
  const wiped = new Set<string>();
  const wipe = (rows: readonly SlotRow[]): void => {
    const left = rows.filter(({ id }) => !wiped.has(id));
    parts.slots.wipe(left.map(({ slot }) => slot));
    for (const { id } of left) wiped.add(id);
  };
  /** Wipes what is still to be wiped, and gives the changes that forget about it. */
  const settle = (): Change[] => {
    const rows = [...store.rows<SlotRow>(FORGOTTEN)];
    wipe(rows);
    return rows.map(({ id }) => ({ table: FORGOTTEN, id, row: null }));
  };
  return {
    transact(body, { mayWait = false } = {}) {
      let done: Done<ReturnType<typeof body>> | undefined;
      const committed = store.commit('kmip', 'kms', () => {
        const settled = settle();
        const draft = createDraft(parts);
        const result = body(draft.objects);
        const changes = draft.changes();
        done = { result, forgotten: draft.forgottenSlots(), forgotUnslotted: draft.forgetsUnslotted() };
        return ok({ changes: changes.length === 0 ? [] : [...settled, ...changes], mayWait });
      });
      if (!committed.ok) throw new KeyStoreUnavailable(committed.fault.message);
      assert(done !== undefined, 'a commit ran its body');
      const { result, forgotten, forgotUnslotted } = done;
      faultPoint('kms.forgotten');
      wipe(forgotten);
      // What was forgotten must not stand in the journal either.
      if (forgotUnslotted) {
        const compacted = store.compact();
        if (!compacted.ok) throw new KeyStoreUnavailable(compacted.fault.message);
      }
      return result;
    },
    read(body) {
      for (let reads = 1; ; reads++) {
        const fresh = store.refresh();
        if (!fresh.ok) throw new KeyStoreUnavailable(fresh.fault.message);
        const draft = createDraft(parts);
        try {
          const result = body(draft.objects);
          assert(draft.changes().length === 0, 'what reads changes nothing');
          return result;
        } catch (error) {
          if (!(error instanceof WipedSlot) || reads === MAX_READS) throw error;
        }
      }
    },
  };
}

/** What a transaction's last run has brought about. */
interface Done<T> {
  readonly result: T;
  readonly forgotten: readonly SlotRow[];
  readonly forgotUnslotted: boolean;
}

/** Another process has forgotten the secret since its row was read; or somebody has emptied the file of slots. */
class WipedSlot extends KeyStoreUnavailable {}

interface Parts {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly slots: MaterialSlots;
  readonly names: ObjectNames;
}

interface Draft {
  readonly objects: KmsObjects;
  changes(): Change[];
  /** Those that are to be wiped when the changes are committed. */
  forgottenSlots(): SlotRow[];
  /** Asked before they are committed. */
  forgetsUnslotted(): boolean;
}

function createDraft(parts: Parts): Draft {
  const { store, names } = parts;
  const rows = createDraftRows(store);
  const materials = createMaterials(parts, rows);
  /** Of these objects and those that the transaction has changed. */
  const wanted = (ids: Iterable<string>, isWanted: (object: KmsObject) => boolean): KmsObject[] => {
    const all = new Set(ids);
    for (const { table, id } of rows.changes()) if (table === OBJECTS) all.add(id);
    const found: KmsObject[] = [];
    for (const id of all) {
      const object = objects.get(id);
      if (object !== undefined && isWanted(object)) found.push(object);
    }
    return found.sort((a, b) => a.createdAt - b.createdAt);
  };
  const objects: KmsObjects = {
    get: (id) => rows.read<ObjectRow>(OBJECTS, id)?.object,
    list: (owner) => wanted(store.ids(OBJECTS), (object) => owner === undefined || object.owner === owner),
    named: (owner, ttlv) =>
      wanted(names.find(owner, ttlv), (object) => object.owner === owner && namesOf(object).includes(ttlv)),
    material: materials.open,
    put(object, material) {
      rows.change(OBJECTS, object.id, { id: object.id, object } as ObjectRow);
      if (material !== undefined) materials.put(object.id, material);
    },
    forgetMaterial: materials.forget,
    delete(id) {
      rows.change(OBJECTS, id, null);
      materials.forget(id);
    },
    attempt: (part) => rows.attempt(part),
  };
  return {
    objects,
    changes: () => [...rows.changes()],
    forgottenSlots: () =>
      [...rows.changes()].flatMap(({ table, row }) =>
        table === FORGOTTEN && row !== null ? [row as SlotRow] : [],
      ),
    forgetsUnslotted: () =>
      [...rows.changes()].some(
        ({ table, id }) => table === MATERIAL && isUnslotted(store.get<MaterialRow>(MATERIAL, id)),
      ),
  };
}

const isUnslotted = (row: MaterialRow | undefined): boolean => row !== undefined && row.slot === undefined;

/** The rows as the transaction sees them. */
interface DraftRows {
  read<R extends Row>(table: string, id: string): R | undefined;
  change(table: string, id: string, row: Row | null): void;
  changes(): Iterable<Change>;
  attempt<T>(part: () => T): T;
}

function createDraftRows(store: Store): DraftRows {
  let pending = new Map<string, Change>();
  return {
    read<R extends Row>(table: string, id: string) {
      const drafted = pending.size === 0 ? undefined : pending.get(`${table} ${id}`);
      return drafted === undefined ? store.get<R>(table, id) : ((drafted.row as R | null) ?? undefined);
    },
    change: (table, id, row) => void pending.set(`${table} ${id}`, { table, id, row }),
    changes: () => pending.values(),
    attempt(part) {
      const before = pending;
      pending = new Map(pending);
      try {
        return part();
      } catch (error) {
        pending = before;
        throw error;
      }
    },
  };
}

/** The secret bytes of objects, by the objects' ids. */
interface Materials {
  readonly open: (id: string) => Uint8Array | undefined;
  /** Zeroises `material`. */
  readonly put: (id: string, material: Uint8Array) => void;
  readonly forget: (id: string) => void;
}

function createMaterials({ secrets, slots }: Parts, rows: DraftRows): Materials {
  const label = (id: string): string => `kms ${id}`;
  const takeSlot = (): number => {
    const slot = rows.read<SlotRow>(SLOTS, NEXT_SLOT)?.slot ?? 0;
    slots.prepare(slot);
    rows.change(SLOTS, NEXT_SLOT, { id: NEXT_SLOT, slot: slot + 1 } as SlotRow);
    return slot;
  };
  const forget = (id: string): void => {
    const row = rows.read<MaterialRow>(MATERIAL, id);
    if (row === undefined) return;
    rows.change(MATERIAL, id, null);
    const { slot } = row;
    if (slot !== undefined) rows.change(FORGOTTEN, `slot-${slot}`, { id: `slot-${slot}`, slot } as SlotRow);
  };
  return {
    open(id) {
      const row = rows.read<MaterialRow>(MATERIAL, id);
      if (row === undefined) return undefined;
      const opened = secrets.open(label(id), Buffer.from(row.sealed, 'base64'));
      if (!opened.ok) throw new KeyStoreUnavailable(opened.fault.message);
      if (row.slot === undefined) return opened.value;
      const material = slots.open(row.slot, opened.value, label(id));
      if (material === undefined) throw new WipedSlot(`The slot of the key ${id} is empty.`);
      return material;
    },
    put(id, material) {
      forget(id);
      const slot = takeSlot();
      const inner = slots.seal(slot, material, label(id));
      zeroise(material);
      const sealed = Buffer.from(secrets.seal(label(id), inner)).toString('base64');
      rows.change(MATERIAL, id, { id, sealed, slot } as MaterialRow);
    },
    forget,
  };
}
