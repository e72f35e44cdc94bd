import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { enableHost } from '../../src/datacenter/keys/host-key.ts';
import { hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Enable-VMHostCryptoSafe',
  module: 'VMware.VMEncryption',
  synopsis: 'Turns the encryption mode of hosts on.',
  description:
    'A host key comes from the key provider; from then on the host’s core dumps are encrypted and it may run encrypted VMs.',
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
      title: 'One host',

      code: 'Enable-VMHostCryptoSafe esx-01* -KMSClusterId lab-kms',
    },
  ],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      const provider = args.KMSClusterId && { providerName: providerNameOf(args.KMSClusterId) };
      const detail = `a host key of ${provider?.providerName ?? 'the default key provider'}`;
      if (!invocation.shouldProcess(row.name, 'Enable encryption mode', detail)) continue;
      runTask(invocation, {
        ...hostTask(host, {
          descriptionId: 'HostSystem.configureCryptoKey',
          name: 'ConfigureCryptoKey_Task',
        }),
        activity: `Giving ${row.name} a host key`,
        operation: enableHost(connection.datacenter, connection.caller, { hostId: row.id, ...provider }),
        toValue: hostValueAgain(connection),
        runAsync: false,
      });
    }
  },
});
