import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeEntityDefault } from '../../src/datacenter/keys/entity-default-provider.ts';
import { entitiesGiven } from '../../src/inventory/entity.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { entityDefaultParameters } from './entity-default-parameters.ts';

export default defineCmdlet({
  name: 'Remove-EntityDefaultKeyProvider',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Takes a key provider from clusters or folders of hosts as their default one.',
  description:
    'New keys on their hosts come from the next default up, then the vCenter’s. Keys that are in use stay where they are.',
  parameters: entityDefaultParameters,
  output: [keyProviderType],
  impact: 'medium',
  privileges: ['Cryptographer.ManageKeyServers'],
  since: '7.0',
  examples: [
    {
      title: 'Leave a cluster to the vCenter’s default',
      before:
        'Set-VIServerVersion 7.0; Add-EntityDefaultKeyProvider -Entity (Get-Cluster) -KeyProvider lab-kms',
      code: 'Remove-EntityDefaultKeyProvider -Entity (Get-Cluster) -KeyProvider lab-kms -Confirm:$false',
    },
  ],
  links: ['Get-KeyProvider', 'Set-KeyProvider'],
  process(args, invocation) {
    const { connection, row } = args.KeyProvider.data;
    const { datacenter, caller } = connection;
    for (const { entity } of entitiesGiven(invocation, args.Entity)) {
      if (!invocation.shouldProcess(entity.name, 'Remove default key provider', row.name)) continue;
      const changed = removeEntityDefault(datacenter, caller, { providerId: row.id, entityId: entity.id });
      if (changed.ok) invocation.write(objectOf(keyProviderType, { connection, row: changed.value }));
      else reportFault(invocation, changed.fault, args.KeyProvider);
    }
  },
});
