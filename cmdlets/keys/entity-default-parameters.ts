import { entityParameter } from '../../src/inventory/entity.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

/** What Add- and Remove-EntityDefaultKeyProvider take. */
export const entityDefaultParameters = {
  Entity: {
    type: entityParameter.type,
    array: true,
    position: 0,
    mandatory: true,
    help: 'Clusters and folders of hosts.',
  },
  KeyProvider: {
    type: keyProviderType,
    mandatory: true,
    pipeline: 'value',
    aliases: ['KmsCluster'],
    help: 'The key provider.',
  },
  Server: serverParameter,
} as const;
