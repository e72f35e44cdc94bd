import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addEntityDefault } from '../../src/datacenter/keys/entity-default-provider.ts';
import { entitiesGiven } from '../../src/inventory/entity.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { entityDefaultParameters } from './entity-default-parameters.ts';

export default defineCmdlet({
  name: 'Add-EntityDefaultKeyProvider',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Makes a key provider the default one of clusters or of folders of hosts.',
  description:
    'What is encrypted on their hosts gets its key from it where no provider is named; the nearest default up from the host counts, then the vCenter’s. A cluster or folder has one default provider: adding another takes the first one’s place. From vSphere 7.0.',
  parameters: entityDefaultParameters,
  output: [keyProviderType],
  impact: 'low',
  privileges: ['Cryptographer.ManageKeyServers'],
  since: '7.0',
  examples: [
    {
      title: 'Take a cluster’s keys from this provider',
      before: 'Set-VIServerVersion 7.0',
      code: 'Add-EntityDefaultKeyProvider -Entity (Get-Cluster) -KeyProvider lab-kms',
    },
  ],
  links: ['Get-KeyProvider', 'Set-KeyProvider'],
  process(args, invocation) {
    const { connection, row } = args.KeyProvider.data;
    const { datacenter, caller } = connection;
    for (const { entity } of entitiesGiven(invocation, args.Entity)) {
      if (!invocation.shouldProcess(entity.name, 'Add default key provider', row.name)) continue;
      const changed = addEntityDefault(datacenter, caller, { providerId: row.id, entityId: entity.id });
      if (changed.ok) invocation.write(objectOf(keyProviderType, { connection, row: changed.value }));
      else reportFault(invocation, changed.fault, args.KeyProvider);
    }
  },
});
