import type { StorageFault } from './storage-fault.ts';

/**
 * What the threads of one conversion share: a few words of memory. Work is dealt out in segments of the guest's
 * address space, so that the threads need no messages while they run.
 */
export interface ConversionControl {
  readonly words: Int32Array;
  /** Bytes done, bytes in all. */
  readonly bytes: BigInt64Array;
  /** The first fault that a thread met, as JSON: its length is in `words`. */
  readonly fault: Uint8Array;
}

const CANCELLED = 0;
const FAILED = 1;
/** 0 while assistants may join; then it never opens again. */
const CLOSED = 2;
const ASSISTANTS = 3;
const NEXT_SEGMENT = 4;
const FAULT_LENGTH = 5;
const WORDS = 6;
const FAULT_BYTES = 16 * 1024;

export function createControl(totalBytes: number): ConversionControl {
  const control = {
    words: new Int32Array(new SharedArrayBuffer(WORDS * 4)),
    bytes: new BigInt64Array(new SharedArrayBuffer(16)),
    fault: new Uint8Array(new SharedArrayBuffer(FAULT_BYTES)),
  };
  control.bytes[1] = BigInt(totalBytes);
  // Opened by the lead when the target's extent exists.
  control.words[CLOSED] = 1;
  return control;
}

export function requestCancel({ words }: ConversionControl): void {
  Atomics.store(words, CANCELLED, 1);
  Atomics.notify(words, CANCELLED);
}

export function isCancelled({ words }: ConversionControl): boolean {
  return Atomics.load(words, CANCELLED) === 1;
}

/** Tells every thread to stop after its chunk, and keeps the first fault. */
export function markFailed(
  { words, fault: shared }: ConversionControl,
  fault: StorageFault | undefined,
): void {
  if (Atomics.exchange(words, FAILED, 1) === 1 || fault === undefined) return;
  const bytes = Buffer.from(JSON.stringify(fault));
  shared.set(bytes.subarray(0, FAULT_BYTES));
  Atomics.store(words, FAULT_LENGTH, bytes.length);
}

/** The fault that another thread met. To be read when that thread has left. */
export function failure({ words, fault }: ConversionControl): StorageFault | undefined {
  const length = Atomics.load(words, FAULT_LENGTH);
  if (length === 0) return undefined;
  return JSON.parse(Buffer.from(fault.slice(0, length)).toString('utf8')) as StorageFault;
}

export function hasFailed({ words }: ConversionControl): boolean {
  return Atomics.load(words, FAILED) === 1;
}

export function mustStop(control: ConversionControl): boolean {
  return isCancelled(control) || hasFailed(control);
}

export function claimSegment({ words }: ConversionControl): number {
  return Atomics.add(words, NEXT_SEGMENT, 1);
}

export function addDone({ bytes }: ConversionControl, count: number): void {
  Atomics.add(bytes, 0, BigInt(count));
}

/** For work that goes through a disk from its begin to its end: how far it has come, in bytes. */
export function setDone({ bytes }: ConversionControl, doneBytes: number): void {
  Atomics.store(bytes, 0, BigInt(doneBytes));
}

export function readProgress({ bytes }: ConversionControl): { doneBytes: number; totalBytes: number } {
  return { doneBytes: Number(Atomics.load(bytes, 0)), totalBytes: Number(Atomics.load(bytes, 1)) };
}

/** Waits, but not past a cancellation. */
export function pause({ words }: ConversionControl, ms: number): void {
  Atomics.wait(words, CANCELLED, 0, ms);
}

export function openForAssistants({ words }: ConversionControl): void {
  Atomics.store(words, CLOSED, 0);
  Atomics.notify(words, CLOSED);
}

/** No assistant joins after this; returns when those that did have left. */
export function closeToAssistants({ words }: ConversionControl): void {
  Atomics.store(words, CLOSED, 2);
  Atomics.notify(words, CLOSED);
  for (;;) {
    const busy = Atomics.load(words, ASSISTANTS);
    if (busy === 0) return;
    Atomics.wait(words, ASSISTANTS, busy);
  }
}

/** Waits for the lead to open; true when the assistant has joined and must call `leave`. */
export function join({ words }: ConversionControl): boolean {
  Atomics.wait(words, CLOSED, 1);
  Atomics.add(words, ASSISTANTS, 1);
  if (Atomics.load(words, CLOSED) === 0) return true;
  leaveWords(words);
  return false;
}

export function leave({ words }: ConversionControl): void {
  leaveWords(words);
}

function leaveWords(words: Int32Array): void {
  Atomics.sub(words, ASSISTANTS, 1);
  Atomics.notify(words, ASSISTANTS);
}
