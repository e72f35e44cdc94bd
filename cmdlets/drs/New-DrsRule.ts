import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addDrsRule } from '../../src/datacenter/hosts/drs-rule-changes.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import { clustersOf, drsRule, drsRuleValue, freshCluster } from '../../src/inventory/drs.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runDrsChange } from '../../src/inventory/run-drs-change.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'New-DrsRule',
  synopsis: 'Makes a DRS rule: VMs that run on one host together, or each on another.',
  description:
    'DRS keeps the rule when it evacuates a host or places a VM that is powered on, and HA keeps VMs apart that a rule keeps apart. A user may break it: Move-VM warns. Of two rules that cannot both be kept, the newer one is disabled. VMs that break the rule already are left where they are, and an event says so.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    Cluster: {
      type: clusterType,
      array: true,
      position: 1,
      mandatory: true,
      pipeline: 'value',
      help: 'The cluster.',
    },
    KeepTogether: {
      type: 'bool',
      mandatory: true,
      help: '$true: on one host; $false: on different hosts.',
    },
    VM: { type: virtualMachineType, array: true, mandatory: true, help: 'The VMs: two or more.' },
    Enabled: { type: 'bool', help: '$false: the rule is not in force; $true unless given.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [drsRule],
  impact: 'medium',
  privileges: ['Host.Inventory.EditCluster'],
  examples: [
    {
      title: 'Keep VMs on different hosts',
      code: 'New-DrsRule apart -Cluster Cluster-01 -KeepTogether $false -VM app-01, app-02',
    },
    {
      title: 'Keep VMs on one host',
      code: 'Get-Cluster Cluster-01 | New-DrsRule -Name together -KeepTogether $true -VM (Get-VM db-01, web-01)',
    },
  ],
  links: ['Get-DrsRule', 'Set-DrsRule', 'Remove-DrsRule', 'New-DrsVMHostRule'],
  process(args, invocation) {
    for (const inCluster of clustersOf([], args.Cluster)) {
      const { connection, cluster } = inCluster;
      runDrsChange(invocation, {
        connection,
        cluster,
        change: addDrsRule(connection.datacenter, connection.caller, {
          clusterId: cluster.id,
          rule: {
            kind: args.KeepTogether ? 'affinity' : 'antiAffinity',
            name: args.Name,
            isEnabled: args.Enabled ?? true,
            vmIds: [...new Set(args.VM.map((vm) => vm.data.row.id))],
          },
        }),
        action: 'New DRS rule',
        name: args.Name,
        toValue: (rule) => {
          if (args.Enabled !== false && !rule.isEnabled)
            invocation.warning(`The rule ${rule.name} contradicts an older one, and is disabled.`);
          return drsRuleValue(freshCluster(inCluster), rule);
        },
        runAsync: args.RunAsync,
        target: args.Name,
      });
    }
  },
});
