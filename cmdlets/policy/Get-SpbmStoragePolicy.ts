import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { storagePolicyType, viewsPolicies } from '../../src/inventory/storage-policy.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-SpbmStoragePolicy',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Gets the storage policies.',
  parameters: {
    Name: { type: 'string', array: true, position: 0, wildcard: true, help: 'Names, with wildcards.' },
    Id: { type: 'string', array: true, help: 'Ids of policies.' },
    Server: serverParameter,
  },
  output: [storagePolicyType],
  impact: 'none',
  privileges: ['StorageProfile.View'],
  examples: [
    { title: 'The policies that encrypt', code: 'Get-SpbmStoragePolicy | Where-Object IsEncryption' },
  ],
  process(args, invocation) {
    const items = selectItems(invocation, {
      table: 'storagePolicies',
      typeName: 'SpbmStoragePolicy',
      connections: serversOf(invocation.session, args.Server).filter((each) =>
        viewsPolicies(invocation, each),
      ),
      names: args.Name,
      ids: args.Id,
    });
    for (const item of items) invocation.write(objectOf(storagePolicyType, item));
  },
});
