import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkStart, startHost } from '../../src/datacenter/hosts/host-power.ts';
import { hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Start-VMHost',
  synopsis: 'Switches hosts on.',
  description:
    'The host comes up without any key; vCenter gives it its host key and the keys of its encrypted VMs again. A VM whose key is not to be had is locked.',
  parameters: {
    VMHost: vmHostsParameter,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [vmHostType],
  impact: 'medium',
  privileges: ['Host.Config.Maintenance'],
  examples: [
    {
      title: 'Switch a host on again',
      before: 'Stop-VMHost esx-02* -Force -Confirm:$false',
      code: 'Start-VMHost esx-02*',
    },
  ],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      if (reportRefusal(invocation, checkStart(connection.datacenter, connection.caller, row.id), host))
        continue;
      if (!invocation.shouldProcess(row.name, 'Start VMHost')) continue;
      runTask(invocation, {
        ...hostTask(host, { descriptionId: 'HostSystem.powerUp', name: 'PowerUpHostFromStandBy_Task' }),
        activity: `Starting ${row.name}`,
        operation: startHost(connection.datacenter, connection.caller, row.id),
        toValue: hostValueAgain(connection),
        runAsync: args.RunAsync,
      });
    }
  },
});
