import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import {
  clustersOf,
  drsClusterGroup,
  drsRuleValue,
  drsVmHostRule,
  drsVmHostRuleType,
} from '../../src/inventory/drs.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-DrsVMHostRule',
  synopsis: 'Gets the DRS rules that say on which hosts VMs run.',
  parameters: {
    Cluster: {
      type: clusterType,
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'The clusters; all unless given.',
    },
    Name: { type: 'string', array: true, wildcard: true, help: 'Names, with wildcards.' },
    VMGroup: { type: drsClusterGroup, array: true, help: 'Only rules about these groups of VMs.' },
    VMHostGroup: { type: drsClusterGroup, array: true, help: 'Only rules about these groups of hosts.' },
    Type: { type: drsVmHostRuleType, array: true, help: 'Only rules of these types.' },
    Server: serverParameter,
  },
  output: [drsVmHostRule],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'Rules that nobody may break',
      before:
        'New-DrsClusterGroup apps -Cluster Cluster-01 -VM app-*; New-DrsClusterGroup rack-a -Cluster Cluster-01 -VMHost esx-01.lab.local, esx-02.lab.local; New-DrsVMHostRule apps-in-rack-a -Cluster Cluster-01 -VMGroup apps -VMHostGroup rack-a -Type MustRunOn',
      code: 'Get-DrsVMHostRule -Type MustRunOn, MustNotRunOn',
    },
  ],
  links: ['New-DrsVMHostRule', 'Get-DrsRule', 'Get-DrsClusterGroup'],
  process(args, invocation) {
    const isOf = (groups: typeof args.VMGroup, name: string, clusterId: string): boolean =>
      groups?.some(({ data }) => data.group.name === name && data.cluster.id === clusterId) ?? true;
    for (const inCluster of clustersOf(serversOf(invocation.session, args.Server), args.Cluster)) {
      const { id } = inCluster.cluster;
      for (const rule of inCluster.cluster.drsRules ?? []) {
        if (rule.kind !== 'vmHost') continue;
        if (!(args.Name?.some((name) => matchesWildcard(rule.name, name)) ?? true)) continue;
        if (!(args.Type?.includes(rule.type) ?? true)) continue;
        if (!isOf(args.VMGroup, rule.vmGroup, id) || !isOf(args.VMHostGroup, rule.hostGroup, id)) continue;
        invocation.write(drsRuleValue(inCluster, rule));
      }
    }
  },
});
