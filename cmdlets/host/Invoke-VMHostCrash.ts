import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkCrash, crashHost } from '../../src/datacenter/hosts/host-power.ts';
import { hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Invoke-VMHostCrash',
  synopsis: 'Rehearses the failure of hosts: they stop from one moment to the next.',
  description:
    'Every key that the host held is gone. In a cluster with high availability its VMs are restarted on other hosts: an encrypted VM only on a crypto-safe one that holds its key or can be given it. Start-VMHost switches the host on again.',
  parameters: { VMHost: vmHostsParameter, Server: serverParameter },
  output: [vmHostType],
  impact: 'high',
  privileges: ['Host.Config.Maintenance'],
  examples: [
    {
      title: 'See what high availability does',
      code: 'Invoke-VMHostCrash esx-01* -Confirm:$false; Get-VM | Select-Object Name, PowerState, VMHost',
    },
  ],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      if (reportRefusal(invocation, checkCrash(connection.datacenter, connection.caller, row.id), host))
        continue;
      if (!invocation.shouldProcess(row.name, 'Crash VMHost')) continue;
      runTask(invocation, {
        ...hostTask(host, { descriptionId: 'HostSystem.crash', name: 'CrashHost_Task' }),
        activity: `Crashing ${row.name}`,
        operation: crashHost(connection.datacenter, connection.caller, { hostId: row.id }),
        toValue: hostValueAgain(connection),
        runAsync: false,
      });
    }
  },
});
