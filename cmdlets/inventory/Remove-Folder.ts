import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeFolder } from '../../src/datacenter/inventory/folder-remove.ts';
import { removeEach } from '../../src/inventory/container-change.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Remove-Folder',
  synopsis: 'Removes folders: those of VMs with all that they hold, others when they are empty.',
  description:
    'The VMs and templates of a folder leave the inventory with it, and those of the folders below; all must be off. Their files stay unless -DeletePermanently is given.',
  parameters: {
    Folder: {
      type: folderObjectType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The folders.',
    },
    DeletePermanently: { type: 'switch', help: 'Removes the files of the VMs too.' },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Folder.Delete', 'VirtualMachine.Inventory.Unregister', 'VirtualMachine.Inventory.Delete'],
  examples: [
    {
      title: 'Remove an empty one',
      before: 'New-Folder example -Location vm',
      code: 'Remove-Folder example -Confirm:$false',
    },
  ],
  process(args, invocation) {
    removeEach(invocation, args.Folder, ({ connection, row }) =>
      removeFolder(connection.datacenter, connection.caller, {
        folderId: row.id,
        deletePermanently: args.DeletePermanently,
      }),
    );
  },
});
