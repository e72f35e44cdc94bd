import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addDrsGroup } from '../../src/datacenter/hosts/drs-rule-changes.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import { clustersOf, drsClusterGroup, freshCluster } from '../../src/inventory/drs.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runDrsChange } from '../../src/inventory/run-drs-change.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-DrsClusterGroup',
  synopsis: 'Makes a group of VMs or of hosts, which rules of DRS are about.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    Cluster: { type: clusterType, position: 1, mandatory: true, pipeline: 'value', help: 'The cluster.' },
    VM: {
      type: virtualMachineType,
      array: true,
      sets: ['VMGroup'],
      mandatory: ['VMGroup'],
      help: 'The VMs of the group.',
    },
    VMHost: {
      type: vmHostType,
      array: true,
      sets: ['VMHostGroup'],
      mandatory: ['VMHostGroup'],
      help: 'The hosts of the group.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'VMGroup',
  output: [drsClusterGroup],
  impact: 'medium',
  privileges: ['Host.Inventory.EditCluster'],
  examples: [
    { title: 'A group of VMs', code: 'New-DrsClusterGroup apps -Cluster Cluster-01 -VM app-*' },
    {
      title: 'A group of hosts',
      code: 'Get-Cluster Cluster-01 | New-DrsClusterGroup -Name rack-a -VMHost (Get-VMHost esx-01*, esx-02*)',
    },
  ],
  links: ['New-DrsVMHostRule', 'Get-DrsClusterGroup', 'Set-DrsClusterGroup', 'Remove-DrsClusterGroup'],
  process(args, invocation) {
    const members = args.VM ?? args.VMHost ?? [];
    for (const inCluster of clustersOf([], [args.Cluster])) {
      const { connection, cluster } = inCluster;
      runDrsChange(invocation, {
        connection,
        cluster,
        change: addDrsGroup(connection.datacenter, connection.caller, {
          clusterId: cluster.id,
          group: {
            name: args.Name,
            kind: args.VM === undefined ? 'VMHostGroup' : 'VMGroup',
            memberIds: [...new Set(members.map(({ data }) => data.row.id))],
          },
        }),
        action: 'New DRS group',
        name: args.Name,
        toValue: (group) => objectOf(drsClusterGroup, { ...freshCluster(inCluster), group }),
        runAsync: args.RunAsync,
        target: args.Name,
      });
    }
  },
});
