import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { renameEach } from '../../src/inventory/container-change.ts';
import { datacenterType } from '../../src/inventory/containers.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Set-Datacenter',
  synopsis: 'Renames datacenters.',
  parameters: {
    Datacenter: {
      type: datacenterType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The datacenters.',
    },
    Name: { type: 'string', mandatory: true, help: 'The new name.' },
    Server: serverParameter,
  },
  output: [datacenterType],
  impact: 'medium',
  privileges: ['Datacenter.Rename'],
  examples: [
    {
      title: 'Another name',
      before: 'New-Datacenter example -Location Datacenters',
      code: 'Set-Datacenter example -Name renamed',
    },
  ],
  process(args, invocation) {
    renameEach(invocation, 'datacenters', args.Datacenter, args.Name);
  },
});
