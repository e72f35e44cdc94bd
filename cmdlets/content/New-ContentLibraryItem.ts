import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addLibraryItem } from '../../src/datacenter/content/content-library.ts';
import { contentLibraryItemType, contentLibraryType } from '../../src/inventory/content-library.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-ContentLibraryItem',
  synopsis: 'Copies virtual machines into a content library.',
  description:
    'The VM must be off; its snapshots are flattened in the copy. vSphere 6.5 and 6.7 keep no encrypted VMs in libraries; since 7.0 their copy is encrypted too.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    ContentLibrary: { type: contentLibraryType, position: 0, mandatory: true, help: 'The library.' },
    Name: { type: 'string', position: 1, help: 'The name of the item; that of the VM unless given.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [contentLibraryItemType],
  impact: 'low',
  privileges: ['ContentLibrary.AddLibraryItem', 'VirtualMachine.Provisioning.CreateTemplateFromVM'],
  examples: [
    {
      title: 'Keep a VM as a template',
      before: 'New-ContentLibrary Templates datastore2',
      code: 'Get-VM app-01 | New-ContentLibraryItem Templates -Name base',
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const library = args.ContentLibrary.data.row;
      if (!invocation.shouldProcess(row.name, `Copy to content library ${library.name}`)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'com.vmware.ovfs.LibraryItem.capture',
          name: 'CaptureVm',
          entity: { id: row.id, name: row.name },
        },
        activity: `Copying ${row.name} to ${library.name}`,
        operation: addLibraryItem(connection.datacenter, connection.caller, {
          libraryId: library.id,
          vmId: row.id,
          name: args.Name ?? row.name,
        }),
        toValue: (item) => objectOf(contentLibraryItemType, { connection, row: item }),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
