import { getProperty } from '../values/member.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { ScriptBlock } from '../values/script-block.ts';
import { addTypeMember, takeTypeMember } from '../values/type-extension.ts';
import { registeredType } from '../values/type-registry.ts';
import type { Value } from '../values/value.ts';
// The types that scripts name: a script defines its properties before it gets an object.
import './containers.ts';
import './datastore.ts';
import './hard-disk.ts';
import './snapshot.ts';
import './template.ts';
import './virtual-machine.ts';
import './vm-host.ts';

/** A property that a script gave to all objects of a type (New-VIProperty). */
export interface ViProperty {
  readonly name: string;
  /** As it was asked for: `VirtualMachine`. */
  readonly objectType: string;
  readonly value: ScriptBlock | null;
  readonly basedOn: readonly string[];
  /** Path below ExtensionData. */
  readonly extensionPath: string | null;
}

export const viPropertyType = objectType<ViProperty>()({
  name: 'VIProperty',
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.VIProperty',
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    ObjectType: { type: 'string', get: ({ objectType: type }) => type },
    Value: { type: 'ScriptBlock', get: ({ value }) => value },
    BasedOnExtensionProperty: { type: 'string[]', get: ({ basedOn }) => [...basedOn] },
    ValueFromExtensionProperty: { type: 'string', get: ({ extensionPath }) => extensionPath },
  },
  view: {
    table: [
      { property: 'Name', width: 24 },
      { property: 'ObjectType', width: 20 },
      { property: 'ValueFromExtensionProperty', width: 30 },
      { label: 'Value', get: ({ value }) => value?.text.trim() ?? null },
    ],
  },
});

const declared = new Map<string, ViProperty>();
const keyOf = (type: string, name: string): string => `${type.toLowerCase()} ${name.toLowerCase()}`;

export function viProperties(): readonly ViProperty[] {
  return [...declared.values()];
}

export function viPropertyValue(property: ViProperty): TypedObject<ViProperty> {
  return objectOf(viPropertyType, property);
}

/** Why it cannot be, or undefined when the type has the property from now on. */
export function addViProperty(property: ViProperty, force: boolean): string | undefined {
  const type = registeredType(property.objectType);
  if (type === undefined) return `There is no type ${property.objectType}.`;
  const key = keyOf(property.objectType, property.name);
  if (declared.has(key) && !force)
    return `${property.objectType} has the property ${property.name} already; -Force replaces it.`;
  const { value, extensionPath } = property;
  addTypeMember(type.fullName, {
    name: property.name,
    kind: 'ScriptProperty',
    typeName: 'System.Object',
    definition: `System.Object ${property.name} {get=${value?.text ?? `$this.ExtensionData.${extensionPath ?? ''}`};}`,
    get: (self: Value) =>
      value === null
        ? valueAt(self, ['ExtensionData', ...(extensionPath ?? '').split('.')])
        : value.invoke(self),
  });
  declared.set(key, property);
  return undefined;
}

export function removeViProperty(objectTypeName: string, name: string): boolean {
  const key = keyOf(objectTypeName, name);
  const type = registeredType(objectTypeName);
  if (type === undefined || !declared.delete(key)) return false;
  takeTypeMember(type.fullName, name);
  return true;
}

function valueAt(object: Value, path: readonly string[]): Value {
  let value = object;
  for (const name of path) value = getProperty(value, name.toLowerCase()) ?? null;
  return value;
}
