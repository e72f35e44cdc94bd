import type { VmRow } from '../datacenter/rows.ts';
import { type ObjectType, objectOf } from '../values/object-type.ts';
import { registeredType } from '../values/type-registry.ts';
import type { Value } from '../values/value.ts';
import type { Item } from './connection.ts';

/** The VM of what a VM itself shows, such as its guest: known by its type's name, for the type knows these. */
export function owningVm(item: Item<VmRow>): Value {
  const type = registeredType('VirtualMachine') as ObjectType<Item<VmRow>> | undefined;
  return type === undefined ? null : objectOf(type, item);
}
