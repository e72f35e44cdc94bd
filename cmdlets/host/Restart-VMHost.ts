import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkShutDown, restartHost } from '../../src/datacenter/hosts/host-power.ts';
import { forceParameter, hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Restart-VMHost',
  synopsis: 'Reboots hosts.',
  description:
    'The host must be in maintenance mode, or -Force. It comes up without any key: vCenter gives it its host key and the keys of its encrypted VMs again, if the key management server can be asked; else those VMs are locked. VMs that ran on it are restarted by high availability.',
  parameters: {
    VMHost: vmHostsParameter,
    Force: forceParameter,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [vmHostType],
  impact: 'high',
  privileges: ['Host.Config.Maintenance'],
  examples: [
    {
      title: 'Reboot a host in maintenance mode',
      code: 'Set-VMHost esx-02* -State Maintenance | Restart-VMHost -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      const request = { hostId: row.id, force: args.Force };
      if (reportRefusal(invocation, checkShutDown(connection.datacenter, connection.caller, request), host))
        continue;
      if (!invocation.shouldProcess(row.name, 'Restart VMHost')) continue;
      runTask(invocation, {
        ...hostTask(host, { descriptionId: 'HostSystem.reboot', name: 'RebootHost_Task' }),
        activity: `Rebooting ${row.name}`,
        operation: restartHost(connection.datacenter, connection.caller, request),
        toValue: hostValueAgain(connection),
        runAsync: args.RunAsync,
      });
    }
  },
});
