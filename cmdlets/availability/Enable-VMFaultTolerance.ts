import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { enableFaultTolerance } from '../../src/datacenter/hosts/vm-availability.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Enable-VMFaultTolerance',
  synopsis: 'Turns Fault Tolerance on for virtual machines: a second host stands by.',
  description:
    'The VM’s cluster must have HA; a fault-tolerant VM has at most four CPUs and no snapshots. Encrypted VMs can be fault-tolerant since vSphere 7.0 U2.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    VMHost: { type: vmHostType, help: 'The host of the secondary; any other of the cluster unless given.' },
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'medium',
  privileges: ['VirtualMachine.Interact.CreateSecondary'],
  examples: [{ title: 'A VM that must not stop', code: 'Enable-VMFaultTolerance app-01' }],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const change = enableFaultTolerance(connection.datacenter, connection.caller, {
        vmId: row.id,
        ...(args.VMHost && { hostId: args.VMHost.data.row.id }),
      });
      if (reportRefusal(invocation, change.check(), vm)) continue;
      if (!invocation.shouldProcess(row.name, 'Enable Fault Tolerance')) continue;
      const changed = change.make();
      if (changed.ok) invocation.write(vmValue(connection, changed.value));
      else reportFault(invocation, changed.fault, vm);
    }
  },
});
