import { objectTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

/** How a script block is run from a cmdlet. */
export interface ScriptBlockCall {
  /** Positional arguments (`$args` or the block's parameters). */
  readonly args?: readonly Value[];
  /** Named arguments. */
  readonly named?: ReadonlyMap<string, Value>;
  /** Pipeline input: `$input`, or the process block's `$_`. */
  readonly input?: Iterable<Value>;
  /** `$_` while the block runs. */
  readonly it?: Value;
  /** `$this` while the block runs. */
  readonly self?: Value;
  /** Variables set in the scope the block runs in. */
  readonly variables?: ReadonlyMap<string, Value>;
  /** Runs in the caller's scope (as `.` does) instead of a new one. */
  readonly dotSource?: boolean;
}

/** Code as a value. The engine makes them; values and cmdlets only run them. */
export abstract class ScriptBlock extends NetObject {
  get type(): TypeInfo {
    return scriptBlockType;
  }

  override asText(): string {
    return this.text;
  }

  /** The source between the braces. */
  abstract get text(): string;

  /** Runs the block and hands over each value that it writes, as it writes it. Errors that terminate it are thrown. */
  abstract run(call: ScriptBlockCall, sink: (value: Value) => void): void;

  /**
   * A function that runs the block for one `$_` in the caller's scope, as fast as the engine can:
   * what ForEach-Object, Where-Object and calculated properties use. Make it once, call it per item.
   */
  abstract perItem(): (it: Value, sink: (value: Value) => void) => void;

  /** The block's output for one `$_`: null, a single value, or an array. */
  valueFor(it: Value): Value {
    return collect((sink) => this.run({ it }, sink));
  }

  /** The block's output for arguments: null, a single value, or an array. */
  invoke(...args: Value[]): Value {
    return collect((sink) => this.run({ args }, sink));
  }
}

function collect(run: (sink: (value: Value) => void) => void): Value {
  const values: Value[] = [];
  run((value) => values.push(value));
  return values.length === 0 ? null : values.length === 1 ? (values[0] ?? null) : values;
}

export const scriptBlockType = defineType({
  fullName: 'System.Management.Automation.ScriptBlock',
  aliases: ['scriptblock'],
  accelerator: 'scriptblock',
  base: () => objectTypeInfo,
});
