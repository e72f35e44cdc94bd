import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkShutDown, shutDownHost } from '../../src/datacenter/hosts/host-power.ts';
import { forceParameter, hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Stop-VMHost',
  synopsis: 'Shuts hosts down.',
  description:
    'The host must be in maintenance mode, or -Force: then what runs on it is powered off, and restarted on other hosts by high availability. The keys that the host held are gone.',
  parameters: {
    VMHost: vmHostsParameter,
    Force: forceParameter,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [vmHostType],
  impact: 'high',
  privileges: ['Host.Config.Maintenance'],
  examples: [{ title: 'Shut a host down', code: 'Stop-VMHost esx-02* -Force -Confirm:$false' }],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      const request = { hostId: row.id, force: args.Force };
      if (reportRefusal(invocation, checkShutDown(connection.datacenter, connection.caller, request), host))
        continue;
      if (!invocation.shouldProcess(row.name, 'Stop VMHost')) continue;
      runTask(invocation, {
        ...hostTask(host, { descriptionId: 'HostSystem.shutdown', name: 'ShutdownHost_Task' }),
        activity: `Shutting down ${row.name}`,
        operation: shutDownHost(connection.datacenter, connection.caller, request),
        toValue: hostValueAgain(connection),
        runAsync: args.RunAsync,
      });
    }
  },
});
