import type { HostRow } from '../datacenter/rows.ts';
import type { TaskDescription } from '../datacenter/tasks.ts';
import { objectOf, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection, Item } from './connection.ts';
import { vmHostType } from './vm-host.ts';

/** What the cmdlets that change hosts share. */

export const vmHostsParameter = {
  type: vmHostType,
  array: true,
  position: 0,
  mandatory: true,
  pipeline: 'value',
  help: 'The hosts.',
} as const;

/** The parts of a task on one host that do not depend on what it does. */
export function hostTask(
  host: TypedObject<Item<HostRow>>,
  description: Pick<TaskDescription, 'descriptionId' | 'name'>,
): { connection: Connection; description: TaskDescription; target: Value } {
  const { connection, row } = host.data;
  return {
    connection,
    description: { ...description, entity: { id: row.id, name: row.name } },
    target: host,
  };
}

export function hostValueAgain(connection: Connection): (row: HostRow) => Value {
  return (row) => objectOf(vmHostType, { connection, row });
}
