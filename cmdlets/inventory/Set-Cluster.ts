import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setCluster } from '../../src/datacenter/clusters.ts';
import { clusterSettingParameters, clusterSettingsOf } from '../../src/inventory/cluster-settings.ts';
import { changeEach } from '../../src/inventory/container-change.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

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
    DrsEnabled: { type: 'bool', help: 'Spreads the VMs over the hosts.' },
    ...clusterSettingParameters,
    Server: serverParameter,
  },
  output: [clusterType],
  impact: 'high',
  privileges: ['Host.Inventory.EditCluster', 'Host.Inventory.RenameCluster'],
  examples: [{ title: 'Turn DRS off', code: 'Set-Cluster Cluster-01 -DrsEnabled $false -Confirm:$false' }],
  process(args, invocation) {
    changeEach(invocation, args.Cluster, 'Set cluster', ({ connection, row }) =>
      setCluster(connection.datacenter, connection.caller, {
        id: row.id,
        ...(args.Name !== undefined && { name: args.Name }),
        settings: clusterSettingsOf(args),
      }),
    );
  },
});
