import { join } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { exportVm } from '../../src/datacenter/vm-export.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Export-VApp',
  synopsis: 'Exports virtual machines as OVF packages: descriptor, manifest and disks.',
  description:
    'Each VM gets a new folder of its name. The disks in it are plain flat VMDKs with their snapshots flattened. The VM must be off. Encrypted VMs cannot be exported: the package would be plain text.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Destination: {
      type: 'string',
      position: 1,
      help: 'A folder of this machine; the current one unless given.',
    },
    Name: { type: 'string', help: 'The name of the package; that of the VM unless given.' },
    Format: {
      type: 'string',
      validateSet: ['Ovf'],
      help: 'Ovf; OVA archives are not made.',
    },
    CreateSeparateFolder: { type: 'switch', help: 'Accepted: each VM has a folder of its own anyway.' },
    Description: { type: 'string', help: 'A note in the package; that of the VM unless given.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: ['string'],
  impact: 'low',
  privileges: ['VApp.Export'],
  examples: [
    {
      title: 'Export a VM',
      before: 'New-VM small-01 -DiskMB 16',
      code: 'Export-VApp small-01 -Destination .',
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const name = (args.Name ?? row.name).replaceAll(/[\\/]/g, '_');
      const folder = join(invocation.session.resolvePath(args.Destination ?? '.'), name);
      if (!invocation.shouldProcess(row.name, `Export to ${folder}`)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.exportVm',
          name: 'ExportVm',
          entity: { id: row.id, name: row.name },
        },
        activity: `Exporting ${row.name}`,
        operation: exportVm(connection.datacenter, connection.caller, {
          vmId: row.id,
          folder,
          name,
          description: args.Description ?? '',
        }),
        toValue: (files) => [...files],
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
