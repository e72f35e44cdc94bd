import { managedTypeOf } from '../datacenter/inventory/managed-type.ts';
import type { CryptoKeyId, PowerState } from '../datacenter/rows.ts';
import { type DateTime, utcDateTime } from '../values/date-time.ts';
import { isEnumType } from '../values/enum-type.ts';
import type { Value } from '../values/value.ts';
import { propertyNames } from './type-table.ts';
import { type Field, VimObject, vimList } from './vim-object.ts';
import { vimType } from './vim-types.ts';

/** A data object of the API; what is undefined stays unset. A function is asked when the property is first read. */
export function make(typeName: string, fields: Readonly<Record<string, Field | undefined>>): VimObject {
  const given = Object.entries(fields).filter((entry): entry is [string, Field] => entry[1] !== undefined);
  const known = propertyNames(typeName);
  for (const [name] of given) {
    if (!known.has(name)) throw new Error(`${typeName} has no property ${name}`);
  }
  return new VimObject(vimType(typeName), given);
}

export function listOf(typeName: string, items: readonly Value[]): Value[] {
  return vimList(items, vimType(typeName));
}

/** A value of one of the API's enumerations: `enumValue('VirtualMachinePowerState', 'poweredOn')`. */
export function enumValue(typeName: string, name: string): Value {
  const type = vimType(typeName);
  if (!isEnumType(type)) throw new Error(`${typeName} is no enumeration`);
  return type.value(name);
}

export function moRef(type: string, id: string): VimObject {
  return make('ManagedObjectReference', { type, value: id });
}

/** The reference to an object of the model, whose id says its type. */
export function refOf(id: string): VimObject {
  return moRef(managedTypeOf(id) ?? 'ManagedEntity', id);
}

export function refsOf(ids: Iterable<string>): Value[] {
  return listOf('ManagedObjectReference', Array.from(ids, refOf));
}

export function keyIdOf(key: CryptoKeyId | null): VimObject | null {
  if (key === null) return null;
  return make('CryptoKeyId', { keyId: key.keyId, providerId: providerIdOf(key.providerId) });
}

export function providerIdOf(id: string): VimObject {
  return make('KeyProviderId', { id });
}

export function dateOf(ms: number): DateTime {
  return utcDateTime(ms);
}

/** The API's 64-bit numbers. */
export function longOf(number: number): bigint {
  return BigInt(Math.round(number));
}

/** The model's power states as the API spells them: `poweredOff`. */
export function powerStateOf(state: PowerState): Value {
  return enumValue('VirtualMachinePowerState', state.charAt(0).toLowerCase() + state.slice(1));
}
