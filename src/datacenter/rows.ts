import type { GroupRow, PermissionRow, RoleRow, UserRow } from './rows/access.ts';
import type { ContentLibraryItemRow, ContentLibraryRow } from './rows/content.ts';
import type { DatastoreRow, DiskServerRow } from './rows/disks.ts';
import type { FileOperationRow } from './rows/file-operations.ts';
import type { ClusterRow, HostRow, ResourcePoolRow } from './rows/hosts.ts';
import type {
  CustomFieldRow,
  CustomValueRow,
  DatacenterRow,
  FolderRow,
  NetworkRow,
  TagAssignmentRow,
  TagCategoryRow,
  TagRow,
  VCenterRow,
} from './rows/inventory.ts';
import type { HeldKeyRow, KeyProviderRow, NewKeyRow } from './rows/keys.ts';
import type { StoragePolicyRow } from './rows/policies.ts';
import type { VmRow } from './rows/vms.ts';

export type * from './rows/access.ts';
export type * from './rows/content.ts';
export type * from './rows/disks.ts';
export type * from './rows/file-operations.ts';
export type * from './rows/hosts.ts';
export type * from './rows/inventory.ts';
export type * from './rows/keys.ts';
export type * from './rows/policies.ts';
export type * from './rows/vms.ts';

/**
 * The tables of the state: immutable plain objects, one table per kind of managed object, keyed by
 * managed-object id (`vm-42`). Back references (which VMs a host has) are derived, never stored. rows/ has the
 * rows by part of the model; the rest of the house takes them from here.
 */
export interface Tables {
  readonly vcenter: VCenterRow;
  readonly folders: FolderRow;
  readonly datacenters: DatacenterRow;
  readonly clusters: ClusterRow;
  readonly resourcePools: ResourcePoolRow;
  readonly hosts: HostRow;
  readonly datastores: DatastoreRow;
  readonly networks: NetworkRow;
  readonly vms: VmRow;
  readonly storagePolicies: StoragePolicyRow;
  readonly keyProviders: KeyProviderRow;
  readonly users: UserRow;
  readonly groups: GroupRow;
  readonly roles: RoleRow;
  readonly permissions: PermissionRow;
  readonly contentLibraries: ContentLibraryRow;
  readonly contentLibraryItems: ContentLibraryItemRow;
  readonly tagCategories: TagCategoryRow;
  readonly tags: TagRow;
  readonly tagAssignments: TagAssignmentRow;
  readonly customFields: CustomFieldRow;
  readonly customValues: CustomValueRow;
  readonly fileOperations: FileOperationRow;
  readonly diskServers: DiskServerRow;
  readonly newKeys: NewKeyRow;
  readonly heldKeys: HeldKeyRow;
}

export type TableName = keyof Tables;

export const ROOT_FOLDER_ID = 'group-d1';
export const VCENTER_ID = 'vcenter-1';
