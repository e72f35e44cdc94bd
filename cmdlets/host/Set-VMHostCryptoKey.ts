import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { renewHost } from '../../src/datacenter/keys/host-key.ts';
import { hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Set-VMHostCryptoKey',
  module: 'VMware.VMEncryption',
  synopsis: 'Gives crypto-safe hosts a new host key.',
  description: 'The old key is forgotten by the host once the new one is in place.',
  parameters: {
    VMHost: { ...vmHostsParameter, pipeline: 'both' },
    KMSClusterId: { ...keyProviderParameter, aliases: ['KeyProvider', 'KmsCluster'] },
    Server: serverParameter,
  },
  output: [vmHostType],
  impact: 'medium',
  privileges: ['Cryptographer.RegisterHost'],
  examples: [
    {
      title: 'A new key for one host',
      before: 'Enable-VMHostCryptoSafe esx-01*',
      code: 'Set-VMHostCryptoKey esx-01* -KMSClusterId lab-kms',
    },
  ],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      const provider = args.KMSClusterId && { providerName: providerNameOf(args.KMSClusterId) };
      const detail = `a host key of ${provider?.providerName ?? 'the default key provider'}`;
      if (!invocation.shouldProcess(row.name, 'Set host key', detail)) continue;
      runTask(invocation, {
        ...hostTask(host, {
          descriptionId: 'HostSystem.configureCryptoKey',
          name: 'ConfigureCryptoKey_Task',
        }),
        activity: `Giving ${row.name} a host key`,
        operation: renewHost(connection.datacenter, connection.caller, { hostId: row.id, ...provider }),
        toValue: hostValueAgain(connection),
        runAsync: false,
      });
    }
  },
});
