import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeLibraryItem } from '../../src/datacenter/content/content-library.ts';
import { contentLibraryItemType } from '../../src/inventory/content-library.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Remove-ContentLibraryItem',
  synopsis: 'Removes items from content libraries, with their files.',
  parameters: {
    ContentLibraryItem: {
      type: contentLibraryItemType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The items.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['ContentLibrary.DeleteLibraryItem'],
  examples: [
    {
      title: 'Remove an item',
      before:
        'New-ContentLibrary Templates datastore2; Get-VM app-01 | New-ContentLibraryItem Templates base',
      code: 'Remove-ContentLibraryItem base -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const item of args.ContentLibraryItem) {
      const { connection, row } = item.data;
      if (!invocation.shouldProcess(row.name, 'Remove content library item')) continue;
      const removed = removeLibraryItem(connection.datacenter, connection.caller, row.id);
      if (!removed.ok) reportFault(invocation, removed.fault, item);
    }
  },
});
