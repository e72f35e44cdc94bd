import { customFieldKey, customValueOf } from '../datacenter/inventory/custom-fields.ts';
import type { CustomFieldRow } from '../datacenter/rows.ts';
import { defineEnum } from '../values/enum-type.ts';
import { type ObjectType, objectOf, objectType } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { type EntityItem, entityValue } from './entity.ts';
import { itemsNamed } from './lookup.ts';
import { moRefText, viObject } from './vi-object.ts';

/** The API's types of objects that PowerCLI calls otherwise, or by the same name. */
const MANAGED_TYPES = {
  VirtualMachine: 'VirtualMachine',
  ResourcePool: 'ResourcePool',
  Folder: 'Folder',
  VMHost: 'HostSystem',
  Cluster: 'ClusterComputeResource',
  Datacenter: 'Datacenter',
  VApp: 'VirtualApp',
  OpaqueNetwork: 'OpaqueNetwork',
  Network: 'Network',
  VDSwitch: 'VmwareDistributedVirtualSwitch',
  VDPortgroup: 'DistributedVirtualPortgroup',
  Datastore: 'Datastore',
  DatastoreCluster: 'StoragePod',
} as const;
type TargetType = keyof typeof MANAGED_TYPES;
const TARGET_TYPES = Object.keys(MANAGED_TYPES) as TargetType[];

export const customAttributeTargetType = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.AnnotationManagement.CustomAttributeTargetType',
  values: TARGET_TYPES,
});

export function managedTypeOfTarget(name: string): string {
  return MANAGED_TYPES[name as TargetType];
}

export const customAttributeType: ObjectType<Item<CustomFieldRow>> = objectType<Item<CustomFieldRow>>()({
  name: 'CustomAttribute',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.AnnotationManagement.CustomAttributeImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.AnnotationManagement.CustomAttribute'],
  base: viObject,
  properties: {
    Key: { type: 'int', get: ({ row }) => customFieldKey(row) },
    TargetType: {
      type: 'CustomAttributeTargetType',
      get: ({ row }) => {
        const name = TARGET_TYPES.find((target) => MANAGED_TYPES[target] === row.managedType);
        return name === undefined ? null : customAttributeTargetType.value(name);
      },
      help: 'What objects have it; empty: all.',
    },
  },
  view: {
    table: [
      { property: 'Key', width: 8, align: 'left' },
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { property: 'TargetType', align: 'left' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'customFields', pattern)].map((item) => objectOf(customAttributeType, item)),
});

/** -Entity of Get- and Set-Annotation: objects, or their names with wildcards. */
export const annotatedParameter = {
  type: 'object',
  array: true,
  mandatory: true,
  pipeline: 'value',
  help: 'VMs, hosts, clusters, folders, datacenters, resource pools, datastores or networks.',
} as const;

/** An object, and one of the custom attributes that it has. */
export interface AnnotationItem extends EntityItem {
  readonly field: CustomFieldRow;
}

export const annotationType: ObjectType<AnnotationItem> = objectType<AnnotationItem>()({
  name: 'Annotation',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.AnnotationManagement.AnnotationImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.AnnotationManagement.Annotation'],
  properties: {
    AnnotatedEntity: {
      type: 'VIObject',
      get: ({ connection, entity }) => entityValue(connection, entity.id),
    },
    AnnotatedEntityId: { type: 'string', get: ({ entity }) => moRefText(entity.id) },
    Name: { type: 'string', get: ({ field }) => field.name },
    Value: {
      type: 'string',
      get: ({ connection, entity, field }) => customValueOf(connection.datacenter, entity.id, field),
    },
  },
  view: {
    table: [
      { property: 'AnnotatedEntity', width: 20, align: 'left' },
      { property: 'Name', width: 20, align: 'left' },
      { property: 'Value', align: 'left' },
    ],
  },
  toString: ({ field }) => field.name,
});
