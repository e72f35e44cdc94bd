import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { testKeyProvider } from '../../src/datacenter/keys/key-server-health.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { keyProviderTestType } from '../../src/inventory/key-server-status.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Test-KeyProvider',
  aliases: ['Test-KmsCluster'],
  synopsis:
    'Connects to every server of a key provider, does a full round trip of a key, and tells what the server can do.',
  description:
    'A key is made, fetched, activated, tagged, found, revoked and destroyed again on each server. What a server need not be able to do (tags, DiscoverVersions, Query) is notSupported there, not failed.',
  parameters: {
    KeyProvider: {
      type: keyProviderType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      aliases: ['KmsCluster', 'Name'],
      help: 'The key providers.',
    },
    Server: serverParameter,
  },
  output: [keyProviderTestType],
  impact: 'none',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    { title: 'Can it be used?', code: 'Test-KeyProvider lab-kms' },
    { title: 'What failed', code: "Test-KeyProvider * | Where-Object Outcome -eq 'failed'" },
  ],
  links: ['Get-KMServerStatus'],
  process(args, invocation) {
    for (const provider of args.KeyProvider) {
      const { connection, row } = provider.data;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'CryptoManagerKmip.testProvider',
          name: 'TestKeyProvider',
          entity: null,
        },
        activity: `Testing ${row.name}`,
        operation: testKeyProvider(connection.datacenter, connection.caller, row),
        toValue: (reports) => {
          for (const { server, steps, operations } of reports) {
            invocation.verbose(`${server} can do: ${operations.join(', ')}`);
            for (const step of steps)
              invocation.write(objectOf(keyProviderTestType, { providerName: row.name, server, step }));
          }
          return undefined;
        },
        runAsync: false,
        target: provider,
      });
    }
  },
});
