import type { Value } from '../../src/values/value.ts';
import { orderValues } from './sort-key.ts';

/** An object with what is compared of it. */
export interface Entry {
  readonly object: Value;
  readonly key: readonly (Value | undefined)[];
}

/** `==` in both lists, `=>` in the difference only, `<=` in the reference only. */
export type Side = '==' | '=>' | '<=';

export interface PairingOptions {
  /** How many objects of a side wait for their partner; the oldest is given up for a new one. */
  readonly window: number;
  readonly caseSensitive: boolean;
  readonly emit: (entry: Entry, side: Side) => void;
}

export interface Pairing {
  /** The next object of each list, as far as there are any. */
  take(reference: Entry | undefined, difference: Entry | undefined): void;
  /** Gives up what still waits. */
  end(): void;
}

/**
 * Walks two lists side by side as Compare-Object does: what is equal at the same place is a pair; else each
 * looks for its partner among those of the other list that wait, and waits itself when there is none.
 */
export function pairUp({ window, caseSensitive, emit }: PairingOptions): Pairing {
  const references = waitingLine(caseSensitive);
  const differences = waitingLine(caseSensitive);
  const wait = (line: WaitingLine, entry: Entry, side: Side): void => {
    if (window <= 0) emit(entry, side);
    else {
      while (line.size() >= window) emit(line.takeOldest(), side);
      line.add(entry);
    }
  };
  return {
    take(reference, difference) {
      if (reference && difference && sameKey(reference, difference, caseSensitive)) {
        emit(reference, '==');
        return;
      }
      const partner = difference && references.takePartner(difference);
      if (partner) emit(partner, '==');
      const isPaired = reference !== undefined && differences.takePartner(reference) !== undefined;
      if (isPaired) emit(reference, '==');
      if (difference && !partner) wait(differences, difference, '=>');
      if (reference && !isPaired) wait(references, reference, '<=');
    },
    end() {
      while (differences.size() > 0) emit(differences.takeOldest(), '=>');
      while (references.size() > 0) emit(references.takeOldest(), '<=');
    },
  };
}

interface WaitingLine {
  size(): number;
  add(entry: Entry): void;
  takeOldest(): Entry;
  takePartner(entry: Entry): Entry | undefined;
}

/** Entries in the order they came. Those whose key is one text are also found by it, without a search. */
function waitingLine(caseSensitive: boolean): WaitingLine {
  const waiting = new Set<Entry>();
  const byText = new Map<string, Set<Entry>>();
  let withoutText = 0;
  const remove = (entry: Entry): Entry => {
    waiting.delete(entry);
    const text = singleText(entry, caseSensitive);
    if (text === undefined) withoutText--;
    else {
      const same = byText.get(text);
      same?.delete(entry);
      if (same?.size === 0) byText.delete(text);
    }
    return entry;
  };
  const search = (entry: Entry): Entry | undefined => {
    const text = singleText(entry, caseSensitive);
    if (text !== undefined && withoutText === 0) return byText.get(text)?.values().next().value;
    for (const other of waiting) if (sameKey(other, entry, caseSensitive)) return other;
    return undefined;
  };
  return {
    size: () => waiting.size,
    add(entry) {
      waiting.add(entry);
      const text = singleText(entry, caseSensitive);
      if (text === undefined) {
        withoutText++;
        return;
      }
      const same = byText.get(text);
      if (same) same.add(entry);
      else byText.set(text, new Set([entry]));
    },
    takeOldest() {
      const [oldest] = waiting;
      if (oldest === undefined) throw new Error('nobody waits');
      return remove(oldest);
    },
    takePartner(entry) {
      const partner = search(entry);
      return partner && remove(partner);
    },
  };
}

function sameKey(a: Entry, b: Entry, caseSensitive: boolean): boolean {
  return (
    a.key.length === b.key.length &&
    a.key.every((value, index) => {
      const other = b.key[index];
      return value === other || orderValues(value, other, caseSensitive) === 0;
    })
  );
}

function singleText(entry: Entry, caseSensitive: boolean): string | undefined {
  const [only] = entry.key;
  if (entry.key.length !== 1 || typeof only !== 'string') return undefined;
  return caseSensitive ? only : only.toLowerCase();
}
