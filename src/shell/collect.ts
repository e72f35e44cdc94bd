import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { checkArrayLength } from '../values/range.ts';
import { NOTHING, type Value } from '../values/value.ts';
import type { Execute, Frame } from './frame.ts';
import { BREAK, CONTINUE, LoopExit, type Sink } from './signal.ts';

const CHECK_EVERY = 1 << 20;

/** Everything that `run` writes, as a new array. A break or continue inside goes on as a signal. */
export function collectOutput(frame: Frame, run: Execute): Value[] {
  const items: Value[] = [];
  const outer = frame.out;
  frame.out = (value) => {
    if (items.push(value) % CHECK_EVERY === 0) checkArrayLength(items.length);
  };
  try {
    const completion = run(frame);
    if (completion === BREAK || completion === CONTINUE) throw new LoopExit(completion, frame.label);
  } finally {
    frame.out = outer;
  }
  return items;
}

/** Output as the value of an expression: nothing, the single object, or an array. */
export function outputValue(items: Value[]): Value {
  return items.length === 0 ? NOTHING : items.length === 1 ? (items[0] ?? null) : items;
}

/** Writes a value as a pipeline does: lists element by element, nothing not at all. */
export function writeUnrolled(out: Sink, value: Value): void {
  if (Array.isArray(value)) {
    for (const item of value) if (item !== NOTHING) out(item);
  } else if (isEnumerable(value)) {
    for (const item of enumerate(value)) out(item);
  } else if (value !== NOTHING) {
    out(value);
  }
}
