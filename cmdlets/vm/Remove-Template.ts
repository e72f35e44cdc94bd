import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeVm } from '../../src/datacenter/vm/vm-remove.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { templateType } from '../../src/inventory/template.ts';

export default defineCmdlet({
  name: 'Remove-Template',
  synopsis: 'Removes templates from the inventory, with -DeletePermanently their files too.',
  parameters: {
    Template: {
      type: templateType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The templates.',
    },
    DeletePermanently: { type: 'switch', help: 'Removes the files from the datastore.' },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.Inventory.Unregister', 'VirtualMachine.Inventory.Delete'],
  examples: [
    {
      title: 'Remove a template and its files',
      before: 'New-Template golden-01 -VM app-01',
      code: 'Remove-Template golden-01 -DeletePermanently -Confirm:$false',
    },
  ],
  process(args, invocation) {
    const { DeletePermanently: deletePermanently } = args;
    for (const template of args.Template) {
      const { connection, row } = template.data;
      const action = deletePermanently
        ? 'Remove template and delete its files'
        : 'Remove template from the inventory';
      if (!invocation.shouldProcess(row.name, action)) continue;
      const removed = removeVm(connection.datacenter, connection.caller, { vmId: row.id, deletePermanently });
      if (!removed.ok) reportFault(invocation, removed.fault, template);
    }
  },
});
