import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { drsRule } from '../../src/inventory/drs.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { setDrsRules } from '../../src/inventory/run-drs-change.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Set-DrsRule',
  synopsis: 'Changes DRS rules that keep VMs together or apart.',
  parameters: {
    Rule: {
      type: drsRule,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The rules.',
    },
    Name: { type: 'string', help: 'A new name.' },
    Enabled: { type: 'bool', help: 'Whether the rule is in force.' },
    VM: { type: virtualMachineType, array: true, help: 'The VMs that it is about from now on: two or more.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [drsRule],
  impact: 'medium',
  privileges: ['Host.Inventory.EditCluster'],
  examples: [
    {
      title: 'Turn a rule off',
      before: 'New-DrsRule apart Cluster-01 -KeepTogether $false -VM app-01, app-02',
      code: 'Get-DrsRule Cluster-01 -Name apart | Set-DrsRule -Enabled $false',
    },
    {
      title: 'Other VMs',
      before: 'New-DrsRule apart Cluster-01 -KeepTogether $false -VM app-01, app-02',
      code: 'Get-DrsRule Cluster-01 -Name apart | Set-DrsRule -VM (Get-VM app-*)',
    },
  ],
  links: ['Get-DrsRule', 'New-DrsRule', 'Remove-DrsRule'],
  process(args, invocation) {
    setDrsRules(invocation, args.Rule, {
      action: 'Set DRS rule',
      change: {
        ...(args.Name !== undefined && { name: args.Name }),
        ...(args.Enabled !== undefined && { isEnabled: args.Enabled }),
        ...(args.VM && { vmIds: [...new Set(args.VM.map((vm) => vm.data.row.id))] }),
      },
      runAsync: args.RunAsync,
    });
  },
});
