import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { keyProviderType, keyServersNamed, keyServerType } from '../../src/inventory/key-provider.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Get-KeyManagementServer',
  synopsis: 'Gets the key management servers of the key providers.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: 0,
      wildcard: true,
      aliases: ['Alias'],
      help: 'Names, with wildcards.',
    },
    KeyProvider: {
      type: keyProviderType,
      array: true,
      pipeline: 'value',
      aliases: ['KmsCluster'],
      help: 'Only servers of these providers.',
    },
    Server: serverParameter,
  },
  output: [keyServerType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All servers', code: 'Get-KeyManagementServer' },
    { title: 'Those of one provider', code: 'Get-KeyProvider lab-kms | Get-KeyManagementServer' },
  ],
  process(args, invocation) {
    const connections = serversOf(invocation.session, args.Server);
    const providers = args.KeyProvider?.map((provider) => provider.data.row.id);
    for (const name of args.Name ?? ['*']) {
      const servers = keyServersNamed(connections, name).filter(
        (server) => providers?.includes(server.data.row.id) ?? true,
      );
      if (servers.length === 0 && !/[*?[]/.test(name))
        reportNotFound(invocation, 'KeyManagementServer', name);
      for (const server of servers) invocation.write(server);
    }
  },
});
