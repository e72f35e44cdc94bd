import type { Session } from '../cmdlet/session.ts';
import type { VmRow } from '../datacenter/rows.ts';
import { toArray } from '../values/enumerate.ts';
import { TypedObject } from '../values/object-type.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import type { Connection, Item } from './connection.ts';
import { type EntityConfiguration, entityConfigurationType } from './entity-configuration.ts';
import { type HardDiskItem, hardDiskType } from './hard-disk.ts';
import { itemsNamed } from './lookup.ts';
import { type VmItem, virtualMachineType } from './virtual-machine.ts';

/** What of one VM gets a policy: VM Home, disks by their device keys, or both together. */
export interface PolicyTarget {
  readonly connection: Connection;
  readonly vm: VmRow;
  home: boolean;
  readonly disks: Set<number>;
}

/**
 * VMs, disks, configurations and VMs' names by VM, so that each VM is changed once; names that nothing has, and
 * objects that take no policy.
 */
export function policyTargets(
  session: Session,
  values: readonly Value[],
): {
  readonly targets: readonly PolicyTarget[];
  readonly unknown: readonly string[];
  readonly others: readonly TypedObject<unknown>[];
} {
  const targets = new Map<string, PolicyTarget>();
  const unknown: string[] = [];
  const others: TypedObject<unknown>[] = [];
  const targetOf = ({ connection, row }: Item<VmRow>): PolicyTarget => {
    const key = `${connection.sessionId} ${row.id}`;
    let target = targets.get(key);
    if (target === undefined) {
      target = { connection, vm: row, home: false, disks: new Set() };
      targets.set(key, target);
    }
    return target;
  };
  const addHome = (item: Item<VmRow>): void => {
    targetOf(item).home = true;
  };
  const add = (value: Value): void => {
    const data: unknown = value instanceof TypedObject ? value.data : undefined;
    switch (value instanceof TypedObject ? value.objectType : undefined) {
      case virtualMachineType:
        addHome(data as VmItem);
        return;
      case hardDiskType: {
        const { connection, vm, row } = data as HardDiskItem;
        targetOf({ connection, row: vm }).disks.add(row.key);
        return;
      }
      case entityConfigurationType: {
        const { disk, ...item } = data as EntityConfiguration;
        if (disk === undefined) addHome(item);
        else targetOf(item).disks.add(disk.key);
        return;
      }
      default: {
        if (value instanceof TypedObject) {
          others.push(value);
          return;
        }
        const named = [...itemsNamed(session, 'vms', toText(value))];
        for (const item of named) addHome(item);
        if (named.length === 0) unknown.push(toText(value));
      }
    }
  };
  // `(Get-VM x), (Get-HardDisk x)` is a list in a list.
  for (const value of values.flatMap(toArray)) add(value);
  return { targets: [...targets.values()], unknown, others };
}
