import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { registerKeyProvider, setDefaultKeyProvider } from '../../src/datacenter/keys/key-providers.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Register-KeyProvider',
  aliases: ['Register-KmsCluster'],
  synopsis: 'Makes a key provider without servers yet, with a client certificate of its own.',
  description:
    'Add-KeyManagementServer makes a provider by itself. Registering it first gives its client certificate a chance to be made known to the servers before they are added.',
  parameters: {
    Name: {
      type: 'string',
      position: 0,
      mandatory: true,
      aliases: ['KeyProvider', 'KmsCluster'],
      help: 'What to call the provider.',
    },
    DefaultForSystem: { type: 'switch', help: 'New keys come from it where no provider is named.' },
    Server: serverParameter,
  },
  output: [keyProviderType],
  impact: 'low',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    {
      title: 'A provider and the certificate for its servers',
      code: '(Register-KeyProvider site-kms).ClientCertificate',
    },
  ],
  links: ['Add-KeyManagementServer', 'Unregister-KeyProvider'],
  process(args, invocation) {
    for (const connection of serversOf(invocation.session, args.Server)) {
      const { datacenter, caller } = connection;
      if (!invocation.shouldProcess(args.Name, 'Register key provider')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'CryptoManagerKmip.registerKmsCluster',
          name: 'RegisterKmsCluster',
          entity: null,
        },
        activity: `Registering ${args.Name}`,
        operation: registerKeyProvider(datacenter, caller, args.Name),
        toValue: (row) => {
          if (!args.DefaultForSystem) return objectOf(keyProviderType, { connection, row });
          const changed = setDefaultKeyProvider(datacenter, caller, row.id);
          if (!changed.ok) reportFault(invocation, changed.fault, args.Name);
          return objectOf(keyProviderType, { connection, row: changed.ok ? changed.value : row });
        },
        runAsync: false,
        target: args.Name,
      });
    }
  },
});
