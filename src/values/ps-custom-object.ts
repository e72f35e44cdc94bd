import { objectTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

export interface NoteProperty {
  /** The name in the case it was given. */
  readonly name: string;
  value: Value;
}

/** `[pscustomobject]@{…}`: properties in order, names without regard to case. */
export class PSCustomObject extends NetObject {
  readonly properties = new Map<string, NoteProperty>();

  get type(): TypeInfo {
    return psCustomObjectType;
  }

  get(name: string): Value | undefined {
    return this.properties.get(name.toLowerCase())?.value;
  }

  /** Sets or adds a note property. */
  set(name: string, value: Value): this {
    const key = name.toLowerCase();
    const property = this.properties.get(key);
    if (property === undefined) this.properties.set(key, { name, value });
    else property.value = value;
    return this;
  }
}

export const psCustomObjectType = defineType({
  fullName: 'System.Management.Automation.PSCustomObject',
  interfaces: ['System.Management.Automation.PSObject'],
  base: () => objectTypeInfo,
});

/** What `[psobject]` and `[pscustomobject]` name: every value is one, so a cast leaves it alone. */
export const psObjectType = defineType({
  fullName: 'System.Management.Automation.PSObject',
  aliases: ['psobject', 'pscustomobject'],
  accelerator: 'psobject',
  base: () => objectTypeInfo,
  convert: (value) => value,
});

/** A custom object from name and value pairs, in order. */
export function customObject(
  properties: Iterable<readonly [string, Value]>,
  typeName?: string,
): PSCustomObject {
  const object = new PSCustomObject();
  for (const [name, value] of properties) object.set(name, value);
  if (typeName !== undefined) {
    object.typeNames = [typeName, psCustomObjectType.fullName, 'System.Object'];
  }
  return object;
}
