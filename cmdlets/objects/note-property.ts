import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import { typeDisplayNameOf } from '../../src/values/type-of.ts';
import type { NetObject, Value } from '../../src/values/value.ts';

/** Adds a note property to one object, or sets the one of that name. */
export function addNoteProperty(object: NetObject, name: string, value: Value): void {
  if (object instanceof PSCustomObject) {
    object.set(name, value);
    return;
  }
  let held = value;
  object.added ??= new Map();
  object.added.set(name.toLowerCase(), {
    name,
    kind: 'NoteProperty',
    typeName: typeDisplayNameOf(value),
    get: () => held,
    set: (_self, next) => {
      held = next;
    },
  });
}
