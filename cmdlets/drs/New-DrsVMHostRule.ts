import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addDrsRule } from '../../src/datacenter/hosts/drs-rule-changes.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import {
  clustersOf,
  drsClusterGroup,
  drsRuleValue,
  drsVmHostRule,
  drsVmHostRuleType,
  freshCluster,
} from '../../src/inventory/drs.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runDrsChange } from '../../src/inventory/run-drs-change.ts';

export default defineCmdlet({
  name: 'New-DrsVMHostRule',
  synopsis: 'Makes a DRS rule: on which hosts the VMs of a group run, or do not.',
  description:
    'MustRunOn and MustNotRunOn are mandatory: no vMotion, power on, evacuation or restart by HA breaks them, and they stay in force when DRS is turned off. ShouldRunOn and ShouldNotRunOn are kept where there is another way.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    Cluster: {
      type: clusterType,
      position: 1,
      pipeline: 'value',
      help: 'The cluster; that of the VM group unless given.',
    },
    VMGroup: { type: drsClusterGroup, mandatory: true, help: 'The VMs.' },
    VMHostGroup: { type: drsClusterGroup, mandatory: true, help: 'The hosts.' },
    Type: {
      type: drsVmHostRuleType,
      mandatory: true,
      help: 'MustRunOn, ShouldRunOn, MustNotRunOn or ShouldNotRunOn.',
    },
    Enabled: { type: 'bool', help: '$false: the rule is not in force; $true unless given.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [drsVmHostRule],
  impact: 'medium',
  privileges: ['Host.Inventory.EditCluster'],
  examples: [
    {
      title: 'Licences that are for two hosts',
      before:
        'New-DrsClusterGroup apps -Cluster Cluster-01 -VM app-*; New-DrsClusterGroup rack-a -Cluster Cluster-01 -VMHost esx-01.lab.local, esx-02.lab.local',
      code: 'New-DrsVMHostRule apps-in-rack-a -Cluster Cluster-01 -VMGroup apps -VMHostGroup rack-a -Type MustRunOn',
    },
  ],
  links: ['New-DrsClusterGroup', 'Get-DrsVMHostRule', 'Set-DrsVMHostRule', 'Remove-DrsVMHostRule'],
  process(args, invocation) {
    const { connection, cluster } = args.VMGroup.data;
    const [inCluster = { connection, cluster }] = clustersOf([], args.Cluster && [args.Cluster]);
    runDrsChange(invocation, {
      ...inCluster,
      change: addDrsRule(inCluster.connection.datacenter, inCluster.connection.caller, {
        clusterId: inCluster.cluster.id,
        rule: {
          kind: 'vmHost',
          name: args.Name,
          isEnabled: args.Enabled ?? true,
          type: args.Type,
          vmGroup: args.VMGroup.data.group.name,
          hostGroup: args.VMHostGroup.data.group.name,
        },
      }),
      action: 'New DRS VM-host rule',
      name: args.Name,
      toValue: (rule) => drsRuleValue(freshCluster(inCluster), rule),
      runAsync: args.RunAsync,
      target: args.Name,
    });
  },
});
