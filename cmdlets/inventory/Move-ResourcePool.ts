import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { moveEach } from '../../src/inventory/container-change.ts';
import { resourcePoolType } from '../../src/inventory/containers.ts';
import { destinationParameter } from '../../src/inventory/location.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Move-ResourcePool',
  synopsis: 'Moves resource pools to another place.',
  parameters: {
    ResourcePool: {
      type: resourcePoolType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The resource pools.',
    },
    Destination: destinationParameter,
    Server: serverParameter,
  },
  output: [resourcePoolType],
  impact: 'medium',
  privileges: ['Resource.MovePool'],
  examples: [
    {
      title: 'Somewhere else',
      before:
        '$null = New-ResourcePool example -Location Cluster-01; $null = New-ResourcePool other -Location Cluster-01',
      code: 'Move-ResourcePool example -Destination other',
    },
  ],
  process(args, invocation) {
    moveEach(invocation, 'resourcePools', args.ResourcePool, args.Destination);
  },
});
