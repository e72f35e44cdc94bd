/**
 * The memory both threads share. A message would wait until its reader drains its queue; a flag in
 * shared memory is seen at the reader's next look.
 */
const INTERRUPT = 0;
const POSTED_TO_ENGINE = 1;
const OUTPUT_IN_FLIGHT = 2;
const COLUMNS = 3;
const ROWS = 4;
const SLOTS = 8;

/** Formatted text that the UI has not yet written, at most, in UTF-16 units. */
export const OUTPUT_WINDOW = 64 * 1024;

export interface Control {
  readonly buffer: SharedArrayBuffer;
  /** UI: Ctrl-C. The engine has answered when `interruptPending` is false again. */
  requestInterrupt(): void;
  interruptPending(): boolean;
  /** Engine: true once for each Ctrl-C. */
  takeInterrupt(): boolean;
  resize(columns: number, rows: number): void;
  columns(): number;
  rows(): number;
  /** UI: after posting a message. */
  countPosted(): void;
  postedCount(): number;
  /** Engine: sleeps until another message has been posted, an interrupt, or the time is over. */
  waitPosted(seen: number, timeoutMs: number): void;
  /** Engine: takes room for `units` of output; false when there was none within `timeoutMs`. */
  reserveOutput(units: number, timeoutMs: number): boolean;
  /** UI: the units have been written. */
  releaseOutput(units: number): void;
}

export function createControl(): Control {
  return openControl(new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT));
}

export function openControl(buffer: SharedArrayBuffer): Control {
  const slots = new Int32Array(buffer);
  return {
    buffer,
    requestInterrupt() {
      Atomics.store(slots, INTERRUPT, 1);
      // A sleeping engine wakes, whichever of the two it sleeps on.
      Atomics.notify(slots, POSTED_TO_ENGINE);
      Atomics.notify(slots, OUTPUT_IN_FLIGHT);
    },
    interruptPending: () => Atomics.load(slots, INTERRUPT) === 1,
    takeInterrupt: () => Atomics.compareExchange(slots, INTERRUPT, 1, 0) === 1,
    resize(columns, rows) {
      Atomics.store(slots, COLUMNS, columns);
      Atomics.store(slots, ROWS, rows);
    },
    columns: () => Atomics.load(slots, COLUMNS),
    rows: () => Atomics.load(slots, ROWS),
    countPosted() {
      Atomics.add(slots, POSTED_TO_ENGINE, 1);
      Atomics.notify(slots, POSTED_TO_ENGINE);
    },
    postedCount: () => Atomics.load(slots, POSTED_TO_ENGINE),
    waitPosted: (seen, timeoutMs) => void Atomics.wait(slots, POSTED_TO_ENGINE, seen, timeoutMs),
    reserveOutput(units, timeoutMs) {
      const inFlight = Atomics.load(slots, OUTPUT_IN_FLIGHT);
      if (inFlight + units > OUTPUT_WINDOW && inFlight > 0) {
        Atomics.wait(slots, OUTPUT_IN_FLIGHT, inFlight, timeoutMs);
        if (Atomics.load(slots, OUTPUT_IN_FLIGHT) + units > OUTPUT_WINDOW) return false;
      }
      Atomics.add(slots, OUTPUT_IN_FLIGHT, units);
      return true;
    },
    releaseOutput(units) {
      Atomics.sub(slots, OUTPUT_IN_FLIGHT, units);
      Atomics.notify(slots, OUTPUT_IN_FLIGHT);
    },
  };
}
