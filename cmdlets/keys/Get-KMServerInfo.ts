import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  keyProvidersOf,
  keyProviderType,
  keyServersOf,
  keyServerType,
} from '../../src/inventory/key-provider.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Get-KMServerInfo',
  module: 'VMware.VMEncryption',
  synopsis: 'Gets the key management servers, as the community module names it.',
  parameters: {
    KMSClusterId: {
      type: keyProviderType,
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'Only the servers of these providers.',
    },
    Server: serverParameter,
  },
  output: [keyServerType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'All servers', code: 'Get-KMServerInfo' }],
  links: ['Get-KeyManagementServer'],
  process(args, invocation) {
    const all = (): ReturnType<typeof keyProvidersOf> =>
      serversOf(invocation.session, args.Server).flatMap((connection) => keyProvidersOf(connection));
    for (const provider of args.KMSClusterId ?? all()) invocation.writeAll(keyServersOf(provider.data));
  },
});
