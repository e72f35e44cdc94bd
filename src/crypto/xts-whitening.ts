import { assert } from '../base/assert.ts';
import { KiB } from '../base/units.ts';
import { XTS_WHITENING_WASM } from './xts-whitening-wasm.ts';

/** How much is whitened at a time: in few calls, while data and masks stay in a core's own second-level cache. */
export const RUN_BYTES = 128 * KiB;

/** The whitening module on one memory: tweaks, masks, then an area for data. */
export interface Whitening {
  /** The tweak blocks of the run. */
  readonly tweaks: Uint8Array;
  readonly data: Uint8Array;
  /** Writes the tweaks of `units` units numbered from `first`. */
  number(first: bigint, units: number): void;
  /** Expands the encrypted tweaks to masks and xors them into the data at `at` (in `data`). */
  whiten(at: number, units: number, unitBytes: number): void;
  /** Xors the same masks into the data again. */
  unwhiten(at: number, lengthBytes: number): void;
}

const TWEAKS_AT = 0;
const MASKS_AT = RUN_BYTES;
const DATA_AT = 2 * RUN_BYTES;
const PAGE_BYTES = 64 * KiB;
const MAX_BUFFER_BYTES = 1024 * 1024 * KiB;

/** The part of the WebAssembly API that is used here; its types ship only with those of the browser. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const { Module, Memory, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

let module: object | undefined;
let scratch: Whitening | undefined;
const whiteningOf = new WeakMap<ArrayBufferLike, Whitening>();

/**
 * A buffer that XTS transforms where it stands, without copying: for whoever reads and writes disks in
 * bulk. It is ordinary memory otherwise, but cannot be transferred.
 */
export function allocateXtsBuffer(lengthBytes: number): Uint8Array {
  assert(
    Number.isInteger(lengthBytes) && lengthBytes > 0 && lengthBytes <= MAX_BUFFER_BYTES,
    `an XTS buffer has 1 byte to 1 GiB, not ${lengthBytes}`,
  );
  return instantiate(lengthBytes).data;
}

/** The module's view of the memory that `data` lies in, or undefined when it is other memory. */
export function whiteningUnder(data: Uint8Array): Whitening | undefined {
  return whiteningOf.get(data.buffer);
}

/** This thread's own memory, through which other data is copied run by run. */
export function scratchWhitening(): Whitening {
  scratch ??= instantiate(RUN_BYTES);
  return scratch;
}

interface Exports {
  number(tweaks: number, first: bigint, units: number): void;
  whiten(data: number, masks: number, tweaks: number, units: number, unitBytes: number): void;
  unwhiten(data: number, masks: number, lengthBytes: number): void;
}

function instantiate(lengthBytes: number): Whitening {
  module ??= new Module(Buffer.from(XTS_WHITENING_WASM, 'base64'));
  const pages = Math.ceil((DATA_AT + lengthBytes) / PAGE_BYTES);
  const memory = new Memory({ initial: pages, maximum: pages });
  const instance = new Instance(module, { whitening: { memory } });
  const exports = instance.exports as Exports;
  const data = new Uint8Array(memory.buffer, DATA_AT, lengthBytes);
  const check = (at: number, length: number): void =>
    assert(at >= 0 && length <= RUN_BYTES && at + length <= lengthBytes, 'a run lies inside its buffer');
  const whitening: Whitening = {
    tweaks: new Uint8Array(memory.buffer, TWEAKS_AT, RUN_BYTES),
    data,
    number(first, units) {
      assert(units > 0 && units * 16 <= RUN_BYTES, 'the tweaks of a run have room');
      exports.number(TWEAKS_AT, first, units);
    },
    whiten(at, units, unitBytes) {
      check(at, units * unitBytes);
      exports.whiten(DATA_AT + at, MASKS_AT, TWEAKS_AT, units, unitBytes);
    },
    unwhiten(at, length) {
      check(at, length);
      exports.unwhiten(DATA_AT + at, MASKS_AT, length);
    },
  };
  whiteningOf.set(memory.buffer, whitening);
  return whitening;
}
