import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { checkFree, KINDS } from '../inventory/containers.ts';
import { addCluster } from '../inventory/inventory-tree.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { ClusterRow } from '../rows.ts';

/** Clusters are made and set up; what HA and DRS then do is theirs (high-availability.ts, evacuation.ts). */

export type ClusterSettings = Partial<
  Pick<
    ClusterRow,
    | 'haEnabled'
    | 'haFailoverLevel'
    | 'haAdmissionControlEnabled'
    | 'haRestartPriority'
    | 'haIsolationResponse'
    | 'drsEnabled'
    | 'drsAutomationLevel'
    | 'evcMode'
  >
>;

/** A datacenter given as the place means its folder for hosts and clusters. */
export function createCluster(
  datacenter: Datacenter,
  caller: Caller,
  wanted: { readonly name: string; readonly parentId: string; readonly settings: ClusterSettings },
): PlannedChange<ClusterRow> {
  const create = (tx: Transaction): Result<ClusterRow, Fault> => {
    const folder = tx.get('folders', tx.get('datacenters', wanted.parentId)?.hostFolderId ?? wanted.parentId);
    if (folder?.type !== 'HostAndCluster') {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'Location',
        rule: 'A cluster lies in a datacenter or in a folder for hosts and clusters.',
        remedy: 'Get-Datacenter; Get-Folder -Type HostAndCluster',
      });
    }
    const allowed = requirePrivilege(datacenter, caller, 'Host.Inventory.CreateCluster', folder);
    if (!allowed.ok) return allowed;
    const free = checkFree(datacenter, 'clusters', { name: wanted.name, parentId: folder.id });
    if (!free.ok) return free;
    const id = addCluster(tx, folder.id, wanted.name);
    const made = tx.get('clusters', id);
    if (made === undefined) return fail({ kind: 'NotFound', type: 'Cluster', name: wanted.name });
    // A new cluster does neither HA nor DRS until it is told to.
    const after: ClusterRow = { ...made, haEnabled: false, drsEnabled: false, ...wanted.settings };
    tx.put('clusters', after);
    tx.event({
      eventTypeId: 'ClusterCreatedEvent',
      message: `Created cluster ${after.name} in folder ${folder.name}`,
      entity: { id, name: after.name },
    });
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: 'create a cluster', change: create });
}

export function setCluster(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly id: string; readonly name?: string; readonly settings: ClusterSettings },
): PlannedChange<ClusterRow> {
  const set = (tx: Transaction): Result<ClusterRow, Fault> => {
    const cluster = tx.get('clusters', request.id);
    if (cluster === undefined) return fail({ kind: 'NotFound', type: 'Cluster', name: request.id });
    const isEdited = Object.keys(request.settings).length > 0;
    const allowed = isEdited
      ? requirePrivilege(datacenter, caller, 'Host.Inventory.EditCluster', cluster)
      : ok(undefined);
    if (!allowed.ok) return allowed;
    const { name = cluster.name } = request;
    if (name !== cluster.name) {
      const renamable = requirePrivilege(datacenter, caller, KINDS.clusters.rename, cluster);
      if (!renamable.ok) return renamable;
      const { id: ownId, parentId } = cluster;
      const free = checkFree(datacenter, 'clusters', { name, parentId, ownId });
      if (!free.ok) return free;
    }
    const after: ClusterRow = { ...cluster, ...request.settings, name };
    tx.put('clusters', after);
    const entity = { id: after.id, name };
    if (name !== cluster.name) {
      const message = `Renamed ${cluster.name} to ${name}`;
      tx.event({ eventTypeId: KINDS.clusters.events.renamed, message, entity });
    }
    if (isEdited)
      tx.event({ eventTypeId: 'ClusterReconfiguredEvent', message: `Reconfigured cluster ${name}`, entity });
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: 'change a cluster', change: set });
}
