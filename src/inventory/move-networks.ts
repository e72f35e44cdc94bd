import { fail, ok, type Result } from '../base/result.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { NetworkRow, VmRow } from '../datacenter/rows.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import type { AdapterItem } from './network-adapter.ts';

/**
 * -NetworkAdapter and -PortGroup of a move to another vCenter: for each adapter of the VM, in order, the network that it
 * connects to. One port group is for all adapters; without adapters, all of the VM's are meant. Undefined when no port
 * group was named.
 */
export function networksOfMove(
  vm: VmRow,
  adapters: readonly TypedObject<AdapterItem>[] | undefined,
  portGroups: readonly TypedObject<Item<NetworkRow>>[] | undefined,
): Result<(string | undefined)[] | undefined, Fault> {
  if (portGroups === undefined) {
    return adapters === undefined
      ? ok(undefined)
      : refuse('-NetworkAdapter says which adapters connect to the port groups.');
  }
  const indexes = adapters?.flatMap(({ data }) => (data.vm.id === vm.id ? [data.index] : [])) ?? [
    ...vm.networkIds.keys(),
  ];
  if (portGroups.length !== 1 && portGroups.length !== indexes.length) {
    return refuse(`${portGroups.length} port groups for ${indexes.length} network adapters of ${vm.name}.`);
  }
  const ids: (string | undefined)[] = vm.networkIds.map(() => undefined);
  for (const [at, index] of indexes.entries()) ids[index] = (portGroups[at] ?? portGroups[0])?.data.row.id;
  return ok(ids);
}

function refuse(rule: string): Result<never, Fault> {
  const remedy = 'Give one -PortGroup for all adapters, or one for each.';
  return fail({ kind: 'InvalidArgument', parameter: 'PortGroup', rule, remedy });
}
