import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkKeyServers } from '../../src/datacenter/keys/key-server-health.ts';
import { keyProvidersOf, keyProviderType } from '../../src/inventory/key-provider.ts';
import { keyServerStatusType } from '../../src/inventory/key-server-status.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-KMServerStatus',
  module: 'VMware.VMEncryption',
  synopsis: 'Asks the key management servers how they do: green, yellow or red, and why.',
  description:
    'Red: not usable. Yellow: usable, and something will go wrong soon, such as a certificate that ends within 30 days. What has changed since they were last asked becomes an event, and is what Get-KeyManagementServer shows.',
  parameters: {
    KMSClusterId: {
      type: keyProviderType,
      array: true,
      position: 0,
      pipeline: 'value',
      aliases: ['KeyProvider', 'KmsCluster'],
      help: 'Only the servers of these providers.',
    },
    Server: serverParameter,
  },
  output: [keyServerStatusType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All servers', code: 'Get-KMServerStatus' },
    { title: 'Those in trouble', code: "Get-KMServerStatus | Where-Object Status -ne 'green'" },
  ],
  links: ['Test-KeyProvider', 'Get-KeyManagementServer'],
  process(args, invocation) {
    const providers =
      args.KMSClusterId ?? serversOf(invocation.session, args.Server).flatMap((each) => keyProvidersOf(each));
    for (const provider of providers) {
      const { connection, row } = provider.data;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'CryptoManagerKmip.retrieveKmipServersStatus',
          name: 'RetrieveKmipServersStatus_Task',
          entity: null,
        },
        activity: `Asking the servers of ${row.name}`,
        operation: checkKeyServers(connection.datacenter, connection.caller, row),
        toValue: (statuses) => {
          for (const status of statuses)
            invocation.write(objectOf(keyServerStatusType, { providerName: row.name, status }));
          return undefined;
        },
        runAsync: false,
        target: provider,
      });
    }
  },
});
