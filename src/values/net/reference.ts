import { objectTypeInfo } from '../object-type-base.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { property } from './define.ts';

/** `[ref]$x`: reads and writes the variable, or holds a value of its own. */
export class Reference extends NetObject {
  readonly #read: () => Value;
  readonly #write: (value: Value) => void;
  constructor(read: () => Value, write: (value: Value) => void) {
    super();
    this.#read = read;
    this.#write = write;
  }

  get type(): TypeInfo {
    return referenceType;
  }

  get value(): Value {
    return this.#read();
  }

  assign(value: Value): void {
    this.#write(value);
  }
}

/** A reference to a value of its own, for `[ref]$null`. */
export function detachedReference(initial: Value): Reference {
  let held = initial;
  return new Reference(
    () => held,
    (value) => {
      held = value;
    },
  );
}

export const referenceType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.PSReference',
  aliases: ['ref'],
  accelerator: 'ref',
  base: () => objectTypeInfo,
  construct: ([value = null]) => detachedReference(value),
  convert: (value) => detachedReference(value),
  members: () => [
    property(
      'Value',
      'object',
      (self: Reference) => self.value,
      (self: Reference, value) => self.assign(value),
    ),
  ],
});
