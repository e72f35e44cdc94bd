import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { moveEach } from '../../src/inventory/container-change.ts';
import { datacenterType } from '../../src/inventory/containers.ts';
import { destinationParameter } from '../../src/inventory/location.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Move-Datacenter',
  synopsis: 'Moves datacenters to another place.',
  parameters: {
    Datacenter: {
      type: datacenterType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The datacenters.',
    },
    Destination: destinationParameter,
    Server: serverParameter,
  },
  output: [datacenterType],
  impact: 'medium',
  privileges: ['Datacenter.Move'],
  examples: [
    {
      title: 'Somewhere else',
      before:
        '$null = New-Datacenter example -Location Datacenters; $null = New-Folder other -Location Datacenters',
      code: 'Move-Datacenter example -Destination other',
    },
  ],
  process(args, invocation) {
    moveEach(invocation, 'datacenters', args.Datacenter, args.Destination);
  },
});
