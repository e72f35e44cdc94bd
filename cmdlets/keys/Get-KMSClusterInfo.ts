import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { keyProvidersOf, keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Get-KMSClusterInfo',
  module: 'VMware.VMEncryption',
  synopsis: 'Gets the key providers with their servers, as the community module names it.',
  parameters: {
    KMSClusterId: {
      type: keyProviderType,
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'Only these providers.',
    },
    Server: serverParameter,
  },
  output: [keyProviderType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'One provider', code: 'Get-KMSClusterInfo -KMSClusterId lab-kms' }],
  links: ['Get-KeyProvider'],
  process(args, invocation) {
    const all = (): ReturnType<typeof keyProvidersOf> =>
      serversOf(invocation.session, args.Server).flatMap((connection) => keyProvidersOf(connection));
    invocation.writeAll(args.KMSClusterId ?? all());
  },
});
