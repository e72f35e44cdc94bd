import type { Invocation } from '../cmdlet/invocation.ts';
import { datastoreNameOf } from '../datacenter/indexes.ts';
import { datacenterAbove } from '../datacenter/inventory/datacenter-above.ts';
import type {
  DatastoreRow,
  FolderRow,
  HostRow,
  KeyProviderRow,
  StoragePolicyRow,
  VmRow,
} from '../datacenter/rows.ts';
import { type CloneRequest, type PolicyTarget, planClone } from '../datacenter/vm/clone-plan.ts';
import { cloneVm } from '../datacenter/vm/vm-clone.ts';
import { mayReconfigure, type VmSettings } from '../datacenter/vm/vm-settings.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection, Item } from './connection.ts';
import { diskFormatNamed } from './hard-disk.ts';
import { hostModeWarning } from './host-mode-warning.ts';
import { providerNameOf } from './key-provider.ts';
import { reportFault } from './report-fault.ts';
import { rewriteOptionsOf } from './rewrite-options.ts';
import { describeClone } from './rewrite-plan.ts';
import { runTask } from './run-task.ts';
import { configured } from './vm-options.ts';

/** What New-VM and New-Template say of a clone. */
export interface CloneArguments {
  readonly Name: string;
  readonly VMHost?: TypedObject<Item<HostRow>> | undefined;
  readonly Datastore?: TypedObject<Item<DatastoreRow>> | undefined;
  readonly Location?: TypedObject<Item<FolderRow>> | undefined;
  /** In place of -Location. */
  readonly folderId?: string | undefined;
  readonly DiskStorageFormat?: string | undefined;
  readonly StoragePolicy?: TypedObject<Item<StoragePolicyRow>> | undefined;
  readonly KmsCluster?: TypedObject<Item<KeyProviderRow>> | undefined;
  readonly Notes?: string | undefined;
  readonly KeepKey?: boolean;
  readonly LinkedClone?: boolean;
  readonly snapshotId?: string | undefined;
  /** What of a clone gets the policy: VM Home, its disks, or both. */
  readonly StoragePolicyTarget?: string | undefined;
  readonly settings?: VmSettings;
  /** Copy or Replace. */
  readonly TpmProvisionPolicy?: string | undefined;
  readonly MaxMBps?: number | undefined;
  readonly RunAsync: boolean;
}

/** Clones a VM or a template: where nothing else is said, beside the source. */
export function runClone(
  invocation: Invocation,
  source: Item<VmRow>,
  args: CloneArguments,
  as: { readonly template: boolean; readonly toValue: (connection: Connection, row: VmRow) => Value },
): void {
  const { connection, row } = source;
  const { datacenter, caller } = connection;
  const datastore = args.Datastore?.data.row ?? datastoreOf(connection, row);
  if (datastore === undefined) {
    reportFault(invocation, { kind: 'NotFound', type: 'Datastore', name: row.vmxPath }, args.Name);
    return;
  }
  const hostId = args.VMHost?.data.row.id ?? row.hostId;
  const request: CloneRequest = {
    sourceId: row.id,
    name: args.Name,
    folderId: args.folderId ?? args.Location?.data.row.id ?? folderBeside(connection, row, hostId),
    hostId,
    datastoreId: datastore.id,
    asTemplate: as.template,
    keepKey: args.KeepKey === true,
    isLinked: args.LinkedClone === true,
    rewrite: rewriteOptionsOf(args),
    replacesVtpm: args.TpmProvisionPolicy === 'Replace',
    ...(args.Notes !== undefined && { notes: args.Notes }),
    ...(args.DiskStorageFormat && { format: diskFormatNamed(args.DiskStorageFormat) }),
    ...(args.StoragePolicy && { policyId: args.StoragePolicy.data.row.id }),
    ...(args.StoragePolicyTarget && { policyTarget: args.StoragePolicyTarget as PolicyTarget }),
    ...(args.KmsCluster && { providerName: providerNameOf(args.KmsCluster) }),
    ...(args.snapshotId !== undefined && { snapshotId: args.snapshotId }),
  };
  const plan = planClone(datacenter, caller, request);
  if (!plan.ok) {
    reportFault(invocation, plan.fault, args.Name);
    return;
  }
  const settings = args.settings ?? {};
  const allowed = mayReconfigure(datacenter, caller, request.folderId, settings);
  if (!allowed.ok) {
    reportFault(invocation, allowed.fault, args.Name);
    return;
  }
  const encryption = describeClone(plan.value);
  const detail = `a ${request.isLinked ? 'linked' : 'full'} clone of ${row.name} on ${datastore.name}${encryption === undefined ? '' : `; ${encryption}`}`;
  if (!invocation.shouldProcess(args.Name, as.template ? 'New-Template' : 'New-VM', detail)) return;
  const enabled = plan.value.encryption?.hostsToEnable ?? [];
  runTask(invocation, {
    connection,
    description: {
      descriptionId: 'VirtualMachine.clone',
      name: 'CloneVM_Task',
      entity: { id: row.id, name: row.name },
    },
    activity: `Cloning ${row.name} to ${args.Name}`,
    operation: configured(datacenter, caller, cloneVm(datacenter, caller, request), settings),
    toValue: (clone) => {
      if (clone.vtpm !== undefined && !request.replacesVtpm)
        invocation.warning(
          `${clone.name} has a copy of the virtual TPM of ${row.name}: each can open what the other's guest sealed by it. From vSphere 8.0, -TpmProvisionPolicy Replace gives a clone one of its own.`,
        );
      return as.toValue(connection, clone);
    },
    runAsync: args.RunAsync,
    target: args.Name,
    onEnded: hostModeWarning(invocation, connection, enabled, args.RunAsync),
  });
}

function datastoreOf({ datacenter }: Connection, { vmxPath }: VmRow): DatastoreRow | undefined {
  return datacenter.find('datastores', 'name', datastoreNameOf(vmxPath).toLowerCase())[0];
}

/** The source's folder; on a host of another datacenter the folder of VMs that is there. */
function folderBeside({ datacenter }: Connection, { folderId }: VmRow, hostId: string): string {
  const center = datacenterAbove(datacenter, hostId);
  if (center === undefined || datacenterAbove(datacenter, folderId)?.id === center.id) return folderId;
  return center.vmFolderId;
}
