import { complianceOf } from '../datacenter/encryption/policy-rules.ts';
import type { DiskRow, StoragePolicyRow, VmRow } from '../datacenter/rows.ts';
import { localDateTime } from '../values/date-time.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Item } from './connection.ts';
import { complianceStatus } from './enums.ts';
import { hardDiskOf } from './hard-disk.ts';
import { storagePolicyType } from './storage-policy.ts';
import { moRefText } from './vi-object.ts';
import { vmValue } from './virtual-machine.ts';

/** VM Home, or one of its disks, with its storage policy. */
export interface EntityConfiguration extends Item<VmRow> {
  /** Undefined: VM Home. */
  readonly disk: DiskRow | undefined;
  readonly checkedMs: number;
}

export const entityConfigurationType: ObjectType<EntityConfiguration> = objectType<EntityConfiguration>()({
  name: 'SpbmEntityConfiguration',
  fullName: 'VMware.VimAutomation.Storage.Impl.V1.Spbm.SpbmEntityConfigurationImpl',
  aliases: ['VMware.VimAutomation.Storage.Types.V1.Spbm.SpbmEntityConfiguration'],
  properties: {
    Name: { type: 'string', get: (item) => nameOf(item) },
    Id: {
      type: 'string',
      get: ({ row, disk }) => (disk === undefined ? moRefText(row.id) : `${moRefText(row.id)}/${disk.key}`),
    },
    Entity: { type: 'VIObject', get: (item) => entityOf(item) },
    StoragePolicy: { type: 'StoragePolicy', get: (item) => policyValue(item) },
    ComplianceStatus: {
      type: 'SpbmComplianceStatus',
      get: (item) => complianceStatus.value(compliance(item)),
    },
    TimeOfCheck: { type: 'datetime', get: ({ checkedMs }) => localDateTime(checkedMs) },
  },
  view: {
    table: [
      { label: 'Entity', get: (item) => nameOf(item), width: 25 },
      { label: 'Storage Policy', get: (item) => policyOf(item)?.name ?? null, width: 25 },
      { label: 'Status', get: (item) => compliance(item), width: 14 },
      { label: 'Time Of Check', get: ({ checkedMs }) => localDateTime(checkedMs) },
    ],
  },
  toString: (item) => nameOf(item),
});

export function configurationOf(
  item: Item<VmRow>,
  disk: DiskRow | undefined,
): TypedObject<EntityConfiguration> {
  const checkedMs = item.connection.datacenter.clock.nowMs();
  return objectOf(entityConfigurationType, { ...item, disk, checkedMs });
}

function nameOf({ row, disk }: EntityConfiguration): string {
  return disk === undefined ? row.name : `${row.name}, ${disk.label}`;
}

function entityOf(item: EntityConfiguration): Value {
  return item.disk === undefined ? vmValue(item.connection, item.row) : hardDiskOf(item, item.disk);
}

function policyOf({ connection, row, disk }: EntityConfiguration): StoragePolicyRow | undefined {
  return connection.datacenter.get('storagePolicies', (disk ?? row).storagePolicyId);
}

function policyValue(item: EntityConfiguration): Value {
  const row = policyOf(item);
  return row === undefined ? null : objectOf(storagePolicyType, { connection: item.connection, row });
}

function compliance(item: EntityConfiguration) {
  const policy = policyOf(item);
  return policy === undefined ? 'unknown' : complianceOf(policy, item.row, item.disk);
}
