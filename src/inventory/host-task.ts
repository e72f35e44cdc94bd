import type { Datacenter } from '../datacenter/datacenter.ts';
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

export const forceParameter = {
  type: 'switch',
  help: 'Also when the host is not in maintenance mode.',
} as const;

/** Where hosts lie that are put into a container: a datacenter's hosts lie in its host folder. */
export function hostFolderOf(datacenter: Datacenter, containerId: string | undefined): string {
  for (const row of datacenter.rows('datacenters')) {
    if (containerId === undefined || row.id === containerId) return row.hostFolderId;
  }
  return containerId ?? '';
}
