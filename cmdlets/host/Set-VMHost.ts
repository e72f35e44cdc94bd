import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { rekeyHost } from '../../src/datacenter/host-key.ts';
import { hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Set-VMHost',
  synopsis: 'Changes hosts: their encryption mode.',
  description:
    '-KmsCluster makes a host crypto-safe with a host key of that key provider; a host that is safe already gets a new host key. Core dumps of a safe host are encrypted under its host key.',
  parameters: {
    VMHost: vmHostsParameter,
    KmsCluster: {
      ...keyProviderParameter,
      aliases: ['KeyProvider'],
      mandatory: ['SecurityParameterSet'],
      sets: ['SecurityParameterSet'],
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'SecurityParameterSet',
  output: [vmHostType],
  impact: 'medium',
  privileges: ['Cryptographer.RegisterHost'],
  examples: [{ title: 'Turn a host’s encryption mode on', code: 'Set-VMHost esx-01* -KmsCluster lab-kms' }],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      if (args.KmsCluster === undefined) continue;
      const providerName = providerNameOf(args.KmsCluster);
      if (!invocation.shouldProcess(row.name, 'Set host key', `a new host key of ${providerName}`)) continue;
      runTask(invocation, {
        ...hostTask(host, {
          descriptionId: 'HostSystem.configureCryptoKey',
          name: 'ConfigureCryptoKey_Task',
        }),
        activity: `Giving ${row.name} a host key`,
        operation: rekeyHost(connection.datacenter, connection.caller, { hostId: row.id, providerName }),
        toValue: hostValueAgain(connection),
        runAsync: false,
      });
    }
  },
});
