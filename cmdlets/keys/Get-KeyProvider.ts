import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-KeyProvider',
  aliases: ['Get-KmsCluster'],
  synopsis: 'Gets the key providers (KMS clusters).',
  parameters: {
    Name: { ...nameParameter, sets: ['Default'] },
    Id: {
      type: 'string',
      array: true,
      sets: ['GetById'],
      mandatory: ['GetById'],
      help: 'Ids of key providers, which are their names.',
    },
    Type: {
      type: 'string',
      validateSet: ['KeyProvider', 'NativeKeyProvider', 'TrustedKeyProvider'],
      valuesSince: { NativeKeyProvider: '7.0', TrustedKeyProvider: '7.0' },
      help: 'Only providers of this type; all here are KeyProvider.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [keyProviderType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All key providers', code: 'Get-KeyProvider' },
    { title: 'The default one', code: 'Get-KmsCluster | Where-Object UseAsDefaultKeyProvider' },
  ],
  process(args, invocation) {
    if (args.Type !== undefined && args.Type !== 'KeyProvider') return;
    const items = selectItems(invocation, {
      table: 'keyProviders',
      typeName: 'KeyProvider',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name ?? args.Id,
      ids: undefined,
    });
    for (const item of items) invocation.write(objectOf(keyProviderType, item));
  },
});
