import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { objectOfReference, referenceOf, reportNoView, VimView } from '../../src/inventory/vim-view.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Get-VIObjectByVIView',
  synopsis: 'Gets the object of the inventory that a view or a reference stands for.',
  parameters: {
    VIView: {
      type: 'object',
      array: true,
      position: 0,
      mandatory: ['GetByVIView'],
      pipeline: 'value',
      sets: ['GetByVIView'],
      help: 'Views, or references.',
    },
    MORef: {
      type: 'object',
      array: true,
      mandatory: ['GetByMoRef'],
      sets: ['GetByMoRef'],
      help: 'References, such as the Host of a VM’s Runtime.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'GetByVIView',
  output: ['VMware.VimAutomation.ViCore.Types.V1.VIObject'],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'From a view back to the VM',
      code: "Get-View -ViewType VirtualMachine -Filter @{ Name = '^app-01$' } | Get-VIObjectByVIView",
    },
    {
      title: 'The host that a VM runs on',
      code: 'Get-VIObjectByVIView -MORef (Get-View (Get-VM app-01)).Runtime.Host',
    },
  ],
  process(args, invocation) {
    for (const value of args.VIView ?? args.MORef ?? []) {
      const found = objectFor(value, serversOf(invocation.session, args.Server));
      if (found === null) reportNoView(invocation, value);
      else invocation.write(found);
    }
  },
});

function objectFor(value: Value, connections: readonly Connection[]): Value {
  const reference = referenceOf(value);
  if (reference === undefined) return null;
  for (const connection of value instanceof VimView ? [value.session] : connections) {
    const object = objectOfReference(connection, reference);
    if (object !== null) return object;
  }
  return null;
}
