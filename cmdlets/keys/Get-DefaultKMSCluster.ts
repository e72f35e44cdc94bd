import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { keyProvidersOf, keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Get-DefaultKMSCluster',
  module: 'VMware.VMEncryption',
  synopsis: 'Gets the key provider that new keys come from where none is named.',
  parameters: { Server: serverParameter },
  output: [keyProviderType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'Which one is it?', code: 'Get-DefaultKMSCluster' }],
  links: ['Get-KeyProvider', 'Set-DefaultKMSCluster'],
  process(args, invocation) {
    for (const connection of serversOf(invocation.session, args.Server))
      invocation.writeAll(keyProvidersOf(connection).filter((provider) => provider.data.row.isDefault));
  },
});
