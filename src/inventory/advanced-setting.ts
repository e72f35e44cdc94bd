import { hostSettings } from '../datacenter/hosts/host-settings.ts';
import type { HostRow, VmRow } from '../datacenter/rows.ts';
import { vmAdvancedSettings } from '../datacenter/vm/vm-advanced.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { wildcardPattern } from '../values/wildcard.ts';
import type { Connection, Item } from './connection.ts';
import type { Identified } from './vi-object.ts';
import { virtualMachineType } from './virtual-machine.ts';
import { vmHostType } from './vm-host.ts';

/** One advanced setting of a host or a VM, as it was when the object was made. */
export interface AdvancedSettingItem {
  readonly connection: Connection;
  readonly entity: Identified;
  readonly name: string;
  readonly value: Value;
  readonly description: string;
}

export const advancedSettingType: ObjectType<AdvancedSettingItem> = objectType<AdvancedSettingItem>()({
  name: 'AdvancedSetting',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.AdvancedSettingImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.AdvancedSetting'],
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    Value: { type: 'object', get: ({ value }) => value },
    Type: { type: 'string', get: ({ entity }) => (isHostId(entity.id) ? 'VMHost' : 'VM') },
    Description: { type: 'string', get: ({ description }) => description },
    Entity: {
      type: 'VIObject',
      get: ({ connection, entity }) => entityValue(connection, entity.id),
    },
  },
  view: {
    table: [
      { property: 'Name', width: 34 },
      { property: 'Value', width: 20, align: 'left' },
      { property: 'Type', width: 8 },
      { property: 'Description' },
    ],
  },
  toString: ({ name, value }) => `${name}:${toText(value)}`,
  identity: ({ entity, name }) => `${entity.id}/${name.toLowerCase()}`,
});

/** The settings of a host or VM whose names match; undefined for an entity that has none. */
export function advancedSettingsOf(
  { connection, row }: Item<Identified>,
  names: readonly string[] | undefined,
): TypedObject<AdvancedSettingItem>[] | undefined {
  const patterns = names?.map((name) => wildcardPattern(name));
  const wanted = (name: string): boolean => patterns?.some((pattern) => pattern.test(name)) ?? true;
  const { datacenter } = connection;
  const host = isHostId(row.id) ? datacenter.get('hosts', row.id) : undefined;
  const vm = row.id.startsWith('vm-') ? datacenter.get('vms', row.id) : undefined;
  const entity = host ?? vm;
  if (entity === undefined) return undefined;
  return (host === undefined ? ofVm(vm) : ofHost(host))
    .filter(({ name }) => wanted(name))
    .map((setting) => objectOf(advancedSettingType, { connection, entity, ...setting }));
}

type Setting = Pick<AdvancedSettingItem, 'name' | 'value' | 'description'>;

function ofHost(host: HostRow): Setting[] {
  return hostSettings(host).map(({ definition, value }) => ({
    name: definition.name,
    value,
    description: `${definition.summary} ${range(definition)}${definition.drives.length === 0 ? ' Kept, and without effect here.' : ''}`,
  }));
}

function range({
  min,
  max,
  unit,
}: {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}): string {
  return `From ${min} to ${max}${unit === '' ? '' : ` ${unit}`}.`;
}

function ofVm(vm: VmRow | undefined): Setting[] {
  return vm === undefined ? [] : vmAdvancedSettings(vm);
}

function entityValue(connection: Connection, id: string): Value {
  const host = connection.datacenter.get('hosts', id);
  if (host !== undefined) return objectOf(vmHostType, { connection, row: host });
  const vm = connection.datacenter.get('vms', id);
  return vm === undefined ? null : objectOf(virtualMachineType, { connection, row: vm });
}

function isHostId(id: string): boolean {
  return id.startsWith('host-');
}
