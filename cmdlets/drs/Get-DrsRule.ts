import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { DrsRuleRow } from '../../src/datacenter/rows.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import {
  clustersOf,
  drsRule,
  drsRuleValue,
  drsVmHostRule,
  resourceSchedulingRuleType,
} from '../../src/inventory/drs.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-DrsRule',
  synopsis: 'Gets the DRS rules of clusters that keep VMs together or apart.',
  parameters: {
    Cluster: {
      type: clusterType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The clusters.',
    },
    VM: {
      type: virtualMachineType,
      array: true,
      position: 1,
      help: 'Only rules about these VMs.',
    },
    Name: { type: 'string', array: true, wildcard: true, help: 'Names, with wildcards.' },
    Type: {
      type: resourceSchedulingRuleType,
      array: true,
      help: 'VMAffinity and VMAntiAffinity unless given; VMHostAffinity are those of Get-DrsVMHostRule.',
    },
    Server: serverParameter,
  },
  output: [drsRule, drsVmHostRule],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'Those of all clusters',
      before: 'New-DrsRule apart Cluster-01 -KeepTogether $false -VM app-01, app-02',
      code: 'Get-Cluster | Get-DrsRule',
    },
    {
      title: 'Which VMs a rule keeps apart',
      before: 'New-DrsRule apart Cluster-01 -KeepTogether $false -VM app-01, app-02',
      code: 'Get-DrsRule Cluster-01 -Type VMAntiAffinity | Select-Object Name, @{ N = "VMs"; E = { $_.VM.Name -join ", " } }',
    },
  ],
  links: ['New-DrsRule', 'Set-DrsRule', 'Remove-DrsRule', 'Get-DrsVMHostRule'],
  process(args, invocation) {
    const types = args.Type ?? ['VMAffinity', 'VMAntiAffinity'];
    const ids = args.VM?.map((vm) => vm.data.row.id);
    for (const inCluster of clustersOf([], args.Cluster)) {
      for (const rule of inCluster.cluster.drsRules ?? []) {
        if (!types.includes(TYPES[rule.kind])) continue;
        if (!(args.Name?.some((name) => matchesWildcard(rule.name, name)) ?? true)) continue;
        const isAbout = (id: string): boolean => rule.kind !== 'vmHost' && rule.vmIds.includes(id);
        if (!(ids?.some(isAbout) ?? true)) continue;
        invocation.write(drsRuleValue(inCluster, rule));
      }
    }
  },
});

const TYPES = {
  affinity: 'VMAffinity',
  antiAffinity: 'VMAntiAffinity',
  vmHost: 'VMHostAffinity',
} as const satisfies Record<DrsRuleRow['kind'], string>;
