import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { drsRule } from '../../src/inventory/drs.ts';
import { runAsyncParameter } from '../../src/inventory/parameters.ts';
import { removeDrsRules } from '../../src/inventory/run-drs-change.ts';

export default defineCmdlet({
  name: 'Remove-DrsRule',
  synopsis: 'Removes DRS rules that keep VMs together or apart.',
  parameters: {
    Rule: {
      type: drsRule,
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
      before: 'New-DrsRule apart Cluster-01 -KeepTogether $false -VM app-01, app-02',
      code: 'Get-DrsRule Cluster-01 -Name apart | Remove-DrsRule -Confirm:$false',
    },
  ],
  links: ['Get-DrsRule', 'New-DrsRule', 'Set-DrsRule'],
  process(args, invocation) {
    removeDrsRules(invocation, args.Rule, { action: 'Remove DRS rule', runAsync: args.RunAsync });
  },
});
