import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import { clustersOf, drsClusterGroup, drsGroupType } from '../../src/inventory/drs.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-DrsClusterGroup',
  synopsis: 'Gets the groups of VMs and of hosts that rules of DRS are about.',
  parameters: {
    Name: { type: 'string', array: true, position: 0, wildcard: true, help: 'Names, with wildcards.' },
    Cluster: {
      type: clusterType,
      array: true,
      pipeline: 'value',
      help: 'The clusters; all unless given.',
    },
    Type: { type: drsGroupType, help: 'VMGroup, VMHostGroup or AnyGroup.' },
    VM: {
      type: virtualMachineType,
      array: true,
      pipeline: 'value',
      help: 'Groups that have one of these VMs.',
    },
    VMHost: {
      type: vmHostType,
      array: true,
      pipeline: 'value',
      help: 'Groups that have one of these hosts.',
    },
    Server: serverParameter,
  },
  output: [drsClusterGroup],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'The groups of a VM',
      before: 'New-DrsClusterGroup apps -Cluster Cluster-01 -VM app-*',
      code: 'Get-VM app-01 | Get-DrsClusterGroup',
    },
  ],
  links: ['New-DrsClusterGroup', 'Set-DrsClusterGroup', 'Remove-DrsClusterGroup'],
  process(args, invocation) {
    const members = [...(args.VM ?? []), ...(args.VMHost ?? [])].map(({ data }) => data.row.id);
    for (const inCluster of clustersOf(serversOf(invocation.session, args.Server), args.Cluster)) {
      for (const group of inCluster.cluster.drsGroups ?? []) {
        if (!(args.Name?.some((name) => matchesWildcard(group.name, name)) ?? true)) continue;
        if (args.Type !== undefined && args.Type !== 'AnyGroup' && args.Type !== group.kind) continue;
        const isOfOne = members.some((id) => group.memberIds.includes(id));
        if ((args.VM !== undefined || args.VMHost !== undefined) && !isOfOne) continue;
        invocation.write(objectOf(drsClusterGroup, { ...inCluster, group }));
      }
    }
  },
});
