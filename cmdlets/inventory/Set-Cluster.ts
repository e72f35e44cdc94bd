import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setCluster } from '../../src/datacenter/hosts/clusters.ts';
import { atOnce } from '../../src/datacenter/operation.ts';
import {
  clusterSettingParameters,
  clusterSettingsOf,
  refuseSettings,
} from '../../src/inventory/cluster-settings.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { reportAbsent } from '../../src/inventory/vm-options.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Set-Cluster',
  synopsis: 'Changes clusters: name, HA, DRS.',
  parameters: {
    Cluster: {
      type: clusterType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The clusters.',
    },
    Name: { type: 'string', help: 'A new name.' },
    HAEnabled: { type: 'bool', help: 'Restarts VMs of a failed host on the others.' },
    HAAdmissionControlEnabled: { type: 'bool', help: 'Keeps room for the VMs of failed hosts.' },
    VsanEnabled: { type: 'bool', help: '$false: there is no vSAN here.' },
    Profile: { type: 'object', help: 'A host profile, by name; there are none here.' },
    DrsEnabled: { type: 'bool', help: 'Spreads the VMs over the hosts.' },
    ...clusterSettingParameters,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [clusterType],
  impact: 'high',
  privileges: ['Host.Inventory.EditCluster', 'Host.Inventory.RenameCluster'],
  examples: [{ title: 'Turn DRS off', code: 'Set-Cluster Cluster-01 -DrsEnabled $false -Confirm:$false' }],
  process(args, invocation) {
    if (reportAbsent(invocation, { Profile: args.Profile })) return;
    const refused = refuseSettings(args);
    for (const cluster of args.Cluster) {
      const { connection, row } = cluster.data;
      if (refused !== undefined) {
        reportFault(invocation, refused, cluster);
        continue;
      }
      const change = setCluster(connection.datacenter, connection.caller, {
        id: row.id,
        ...(args.Name !== undefined && { name: args.Name }),
        settings: clusterSettingsOf(args),
      });
      if (reportRefusal(invocation, change.check(), cluster)) continue;
      if (!invocation.shouldProcess(row.name, 'Set cluster')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'ComputeResource.reconfigureEx',
          name: 'ReconfigureComputeResource_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Changing ${row.name}`,
        operation: atOnce(() => change.make()),
        toValue: (after) => objectOf(clusterType, { connection, row: after }),
        runAsync: args.RunAsync,
        target: cluster,
      });
    }
  },
});
