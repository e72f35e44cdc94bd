import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setDrsGroup } from '../../src/datacenter/hosts/drs-rule-changes.ts';
import { drsClusterGroup, freshCluster } from '../../src/inventory/drs.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runDrsChange } from '../../src/inventory/run-drs-change.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { objectOf } from '../../src/values/object-type.ts';

const VM_SETS = ['AddVM', 'RemoveVM'] as const;
const HOST_SETS = ['AddVMHost', 'RemoveVMHost'] as const;

export default defineCmdlet({
  name: 'Set-DrsClusterGroup',
  synopsis: 'Adds VMs or hosts to groups of DRS, or takes them out.',
  parameters: {
    DrsClusterGroup: {
      type: drsClusterGroup,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The groups.',
    },
    VM: { type: virtualMachineType, array: true, sets: VM_SETS, mandatory: VM_SETS, help: 'The VMs.' },
    VMHost: { type: vmHostType, array: true, sets: HOST_SETS, mandatory: HOST_SETS, help: 'The hosts.' },
    Add: {
      type: 'switch',
      sets: ['AddVM', 'AddVMHost'],
      mandatory: ['AddVM', 'AddVMHost'],
      help: 'Adds them.',
    },
    Remove: {
      type: 'switch',
      sets: ['RemoveVM', 'RemoveVMHost'],
      mandatory: ['RemoveVM', 'RemoveVMHost'],
      help: 'Takes them out.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'AddVM',
  output: [drsClusterGroup],
  impact: 'medium',
  privileges: ['Host.Inventory.EditCluster'],
  examples: [
    {
      title: 'Another VM',
      before: 'New-DrsClusterGroup apps -Cluster Cluster-01 -VM app-01, app-02',
      code: 'Get-DrsClusterGroup apps | Set-DrsClusterGroup -VM app-03 -Add',
    },
    {
      title: 'One VM less',
      before: 'New-DrsClusterGroup apps -Cluster Cluster-01 -VM app-01, app-02',
      code: 'Set-DrsClusterGroup apps -VM app-02 -Remove',
    },
  ],
  links: ['New-DrsClusterGroup', 'Get-DrsClusterGroup', 'Remove-DrsClusterGroup'],
  process(args, invocation) {
    const members = (args.VM ?? args.VMHost ?? []).map(({ data }) => data.row.id);
    const kind = args.VM === undefined ? 'VMHostGroup' : 'VMGroup';
    for (const value of args.DrsClusterGroup) {
      const { connection, cluster, group } = value.data;
      if (group.kind !== kind) {
        reportFault(
          invocation,
          {
            kind: 'InvalidArgument',
            parameter: args.VM === undefined ? 'VMHost' : 'VM',
            rule: `${group.name} is a group of ${group.kind === 'VMGroup' ? 'VMs' : 'hosts'}.`,
            remedy: `Give ${group.kind === 'VMGroup' ? '-VM' : '-VMHost'}.`,
          },
          value,
        );
        continue;
      }
      runDrsChange(invocation, {
        connection,
        cluster,
        change: setDrsGroup(connection.datacenter, connection.caller, {
          clusterId: cluster.id,
          name: group.name,
          ...(args.Add ? { adds: members } : { removes: members }),
        }),
        action: args.Add ? 'Add to DRS group' : 'Remove from DRS group',
        name: group.name,
        toValue: (after) => objectOf(drsClusterGroup, { ...freshCluster(value.data), group: after }),
        runAsync: args.RunAsync,
        target: value,
      });
    }
  },
});
