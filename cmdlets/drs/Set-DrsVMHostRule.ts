import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { drsClusterGroup, drsVmHostRule, drsVmHostRuleType } from '../../src/inventory/drs.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { setDrsRules } from '../../src/inventory/run-drs-change.ts';

export default defineCmdlet({
  name: 'Set-DrsVMHostRule',
  synopsis: 'Changes DRS rules that say on which hosts VMs run.',
  parameters: {
    Rule: {
      type: drsVmHostRule,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The rules.',
    },
    Name: { type: 'string', help: 'A new name.' },
    Enabled: { type: 'bool', help: 'Whether the rule is in force.' },
    Type: { type: drsVmHostRuleType, help: 'MustRunOn, ShouldRunOn, MustNotRunOn or ShouldNotRunOn.' },
    VMGroup: { type: drsClusterGroup, help: 'Another group of VMs.' },
    VMHostGroup: { type: drsClusterGroup, help: 'Another group of hosts.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [drsVmHostRule],
  impact: 'medium',
  privileges: ['Host.Inventory.EditCluster'],
  examples: [
    {
      title: 'No longer mandatory',
      before:
        'New-DrsClusterGroup apps -Cluster Cluster-01 -VM app-*; New-DrsClusterGroup rack-a -Cluster Cluster-01 -VMHost esx-01.lab.local, esx-02.lab.local; New-DrsVMHostRule apps-in-rack-a -Cluster Cluster-01 -VMGroup apps -VMHostGroup rack-a -Type MustRunOn',
      code: 'Get-DrsVMHostRule -Name apps-in-rack-a | Set-DrsVMHostRule -Type ShouldRunOn',
    },
  ],
  links: ['Get-DrsVMHostRule', 'New-DrsVMHostRule', 'Remove-DrsVMHostRule'],
  process(args, invocation) {
    setDrsRules(invocation, args.Rule, {
      action: 'Set DRS VM-host rule',
      change: {
        ...(args.Name !== undefined && { name: args.Name }),
        ...(args.Enabled !== undefined && { isEnabled: args.Enabled }),
        ...(args.Type !== undefined && { type: args.Type }),
        ...(args.VMGroup && { vmGroup: args.VMGroup.data.group.name }),
        ...(args.VMHostGroup && { hostGroup: args.VMHostGroup.data.group.name }),
      },
      runAsync: args.RunAsync,
    });
  },
});
