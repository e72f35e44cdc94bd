import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { moveEach } from '../../src/inventory/container-change.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import { destinationParameter } from '../../src/inventory/location.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Move-Cluster',
  synopsis: 'Moves clusters to another place.',
  parameters: {
    Cluster: {
      type: clusterType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The clusters.',
    },
    Destination: destinationParameter,
    Server: serverParameter,
  },
  output: [clusterType],
  impact: 'medium',
  privileges: ['Host.Inventory.MoveCluster'],
  examples: [
    {
      title: 'Somewhere else',
      before: '$null = New-Cluster example -Location Lab; $null = New-Folder other -Location host',
      code: 'Move-Cluster example -Destination other',
    },
  ],
  process(args, invocation) {
    moveEach(invocation, 'clusters', args.Cluster, args.Destination);
  },
});
