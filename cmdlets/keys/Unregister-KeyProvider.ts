import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { unregisterKeyProvider } from '../../src/datacenter/keys/key-providers.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { confirmsRemoval } from '../../src/inventory/provider-removal.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Unregister-KeyProvider',
  aliases: ['Unregister-KmsCluster'],
  synopsis: 'Removes a key provider with its servers. The keys on the servers stay.',
  description:
    'Refused while a virtual machine, template, disk or host needs a key of it; the message lists them. With -Force it goes all the same, and exactly these virtual machines and templates are locked until a provider of the same name has their keys again.',
  parameters: {
    KeyProvider: {
      type: keyProviderType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      aliases: ['KmsCluster'],
      help: 'The providers.',
    },
    Force: { type: 'switch', help: 'Removes it although its keys are needed.' },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    {
      title: 'Remove a provider that nothing uses',
      before: 'Register-KeyProvider site-kms',
      code: 'Unregister-KeyProvider site-kms -Confirm:$false',
    },
  ],
  links: ['Register-KeyProvider', 'Remove-KeyManagementServer', 'Get-EntityByCryptoKey'],
  process(args, invocation) {
    for (const provider of args.KeyProvider) {
      const { connection, row } = provider.data;
      const removal = {
        action: 'Unregister key provider',
        subject: row.name,
        force: args.Force,
        isProviderRemoved: true,
        target: provider,
      };
      if (!confirmsRemoval(invocation, provider.data, removal)) continue;
      const removed = unregisterKeyProvider(connection.datacenter, connection.caller, {
        providerId: row.id,
        force: args.Force,
      });
      if (!removed.ok) reportFault(invocation, removed.fault, provider);
    }
  },
});
