import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeContainer } from '../../src/datacenter/inventory/inventory-change.ts';
import { removeEach } from '../../src/inventory/container-change.ts';
import { datacenterType } from '../../src/inventory/containers.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Remove-Datacenter',
  synopsis: 'Removes datacenters that hold nothing any more.',
  parameters: {
    Datacenter: {
      type: datacenterType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The datacenters.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Datacenter.Delete'],
  examples: [
    {
      title: 'Remove an empty one',
      before: 'New-Datacenter example -Location Datacenters',
      code: 'Remove-Datacenter example -Confirm:$false',
    },
  ],
  process(args, invocation) {
    removeEach(invocation, args.Datacenter, ({ connection, row }) =>
      removeContainer(connection.datacenter, connection.caller, 'datacenters', row.id),
    );
  },
});
