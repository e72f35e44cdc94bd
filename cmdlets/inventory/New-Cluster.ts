import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createCluster } from '../../src/datacenter/hosts/clusters.ts';
import {
  clusterSettingParameters,
  clusterSettingsOf,
  refuseSettings,
} from '../../src/inventory/cluster-settings.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import { newLocationParameter } from '../../src/inventory/location.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-Cluster',
  synopsis: 'Makes a cluster and its root resource pool.',
  description: 'A new cluster does neither HA nor DRS unless it is told to.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    Location: { ...newLocationParameter, help: 'A datacenter, or a folder for hosts and clusters.' },
    HAEnabled: { type: 'switch', help: 'Restarts VMs of a failed host on the others.' },
    HAAdmissionControlEnabled: { type: 'switch', help: 'Keeps room for the VMs of failed hosts.' },
    DrsEnabled: { type: 'switch', help: 'Spreads the VMs over the hosts.' },
    VsanEnabled: { type: 'switch', help: 'Refused: there is no vSAN here.' },
    ...clusterSettingParameters,
    Server: serverParameter,
  },
  output: [clusterType],
  impact: 'medium',
  privileges: ['Host.Inventory.CreateCluster'],
  examples: [
    { title: 'A cluster with HA and DRS', code: 'New-Cluster cluster2 -Location Lab -HAEnabled -DrsEnabled' },
  ],
  process(args, invocation) {
    const { connection, row: parent } = args.Location.data;
    const refused = refuseSettings(args);
    if (refused !== undefined) {
      reportFault(invocation, refused, args.Name);
      return;
    }
    const change = createCluster(connection.datacenter, connection.caller, {
      name: args.Name,
      parentId: parent.id,
      settings: clusterSettingsOf(args),
    });
    makeChange(invocation, change, {
      name: args.Name,
      action: 'Create cluster',
      toValue: (row) => objectOf(clusterType, { connection, row }),
    });
  },
});
