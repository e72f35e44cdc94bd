import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { drsVmHostRule } from '../../src/inventory/drs.ts';
import { runAsyncParameter } from '../../src/inventory/parameters.ts';
import { removeDrsRules } from '../../src/inventory/run-drs-change.ts';

export default defineCmdlet({
  name: 'Remove-DrsVMHostRule',
  synopsis: 'Removes DRS rules about VMs and hosts.',
  parameters: {
    Rule: {
      type: drsVmHostRule,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The rules.',
    },
    RunAsync: runAsyncParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Host.Inventory.EditCluster'],
  examples: [
    {
      title: 'Remove a rule',
      before:
        'New-DrsClusterGroup apps -Cluster Cluster-01 -VM app-*; New-DrsClusterGroup rack-a -Cluster Cluster-01 -VMHost esx-01.lab.local, esx-02.lab.local; New-DrsVMHostRule apps-in-rack-a -Cluster Cluster-01 -VMGroup apps -VMHostGroup rack-a -Type MustRunOn',
      code: 'Get-DrsVMHostRule -Name apps-in-rack-a | Remove-DrsVMHostRule -Confirm:$false',
    },
  ],
  links: ['Get-DrsVMHostRule', 'New-DrsVMHostRule', 'Set-DrsVMHostRule'],
  process(args, invocation) {
    removeDrsRules(invocation, args.Rule, { action: 'Remove DRS VM-host rule', runAsync: args.RunAsync });
  },
});
