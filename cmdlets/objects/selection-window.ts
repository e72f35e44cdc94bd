import type { Value } from '../../src/values/value.ts';

/** Which objects of a stream are taken. */
export interface WindowRequest {
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly skip: number;
  readonly skipLast: number;
  readonly index: readonly number[] | undefined;
  readonly skipIndex: readonly number[] | undefined;
}

export interface SelectionWindow {
  take(value: Value): void;
  end(): void;
  /** True when nothing that comes can be taken any more. */
  full(): boolean;
}

/** Passes on the objects that the request takes; what it cannot tell at once is held back. */
export function selectionWindow(request: WindowRequest, pass: (value: Value) => void): SelectionWindow {
  if (request.index) return indexWindow(request.index, pass);
  if (request.skipIndex) return skipIndexWindow(request.skipIndex, pass);
  if (request.skipLast > 0) return skipLastWindow(request, pass);
  return request.last === undefined ? firstWindow(request, pass) : lastWindow(request, request.last, pass);
}

function firstWindow({ first, skip }: WindowRequest, pass: (value: Value) => void): SelectionWindow {
  let seen = 0;
  const limit = first === undefined ? Infinity : skip + first;
  return {
    take(value) {
      if (seen++ >= skip && seen <= limit) pass(value);
    },
    end: () => undefined,
    full: () => seen >= limit,
  };
}

/** The last ones are known at the end only; -Skip leaves out that many before the end, or at the start with -First. */
function lastWindow(
  { first, skip }: WindowRequest,
  last: number,
  pass: (value: Value) => void,
): SelectionWindow {
  const held: Value[] = [];
  const limit = first ?? 0;
  const room = last + (first === undefined ? skip : 0);
  let seen = 0;
  return {
    take(value) {
      seen++;
      if (first !== undefined && seen <= skip) return;
      if (first !== undefined && seen <= skip + limit) {
        pass(value);
        return;
      }
      held.push(value);
      if (held.length > 2 * room + 16) held.splice(0, held.length - room);
    },
    end() {
      const kept = held.slice(Math.max(0, held.length - room));
      const wanted = first === undefined && skip > 0 ? kept.slice(0, Math.max(0, kept.length - skip)) : kept;
      for (const value of last === 0 ? [] : wanted) pass(value);
    },
    full: () => false,
  };
}

function skipLastWindow({ skip, skipLast }: WindowRequest, pass: (value: Value) => void): SelectionWindow {
  const held: Value[] = [];
  let head = 0;
  let seen = 0;
  return {
    take(value) {
      if (seen++ < skip) return;
      held.push(value);
      if (held.length - head <= skipLast) return;
      pass(held[head++] ?? null);
      if (head > 1024) {
        held.splice(0, head);
        head = 0;
      }
    },
    end: () => undefined,
    full: () => false,
  };
}

function indexWindow(index: readonly number[], pass: (value: Value) => void): SelectionWindow {
  const wanted = new Set(index);
  const last = Math.max(...index);
  let at = 0;
  return {
    take(value) {
      if (wanted.has(at++)) pass(value);
    },
    end: () => undefined,
    full: () => at > last,
  };
}

function skipIndexWindow(index: readonly number[], pass: (value: Value) => void): SelectionWindow {
  const unwanted = new Set(index);
  let at = 0;
  return {
    take(value) {
      if (!unwanted.has(at++)) pass(value);
    },
    end: () => undefined,
    full: () => false,
  };
}
