import { join } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkExport, exportVm } from '../../src/datacenter/content/vm-export.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { reportAbsent } from '../../src/inventory/vm-options.ts';

export default defineCmdlet({
  name: 'Export-VApp',
  synopsis: 'Exports virtual machines as OVF packages: descriptor, manifest and disks.',
  description:
    'Each VM gets a new folder of its name with descriptor, manifest (SHA-256) and disks; with -Format Ova it gets one archive of all of them. The disks are plain streamOptimized VMDKs with their snapshots flattened. The VM must be off. Encrypted VMs cannot be exported: the package would be plain text. An archive takes twice its size while it is made. Import-VApp reads both.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: ['ExportVM'],
      sets: ['ExportVM'],
      pipeline: 'value',
      help: 'The VMs.',
    },
    VApp: {
      type: 'object',
      array: true,
      sets: ['ExportVApp'],
      mandatory: ['ExportVApp'],
      help: 'vApps, by name; there are none here.',
    },
    Destination: {
      type: 'string',
      position: 1,
      help: 'A folder of this machine; the current one unless given.',
    },
    Name: { type: 'string', help: 'The name of the package; that of the VM unless given.' },
    Format: {
      type: 'string',
      validateSet: ['Ovf', 'Ova'],
      help: 'Ovf, a folder of files, or Ova, one archive; Ovf unless given.',
    },
    CreateSeparateFolder: {
      type: 'switch',
      help: 'Puts an archive into a folder of its own, too, as files always are.',
    },
    Force: { type: 'switch', help: 'Replaces files of the same names.' },
    Description: { type: 'string', help: 'A note in the package; that of the VM unless given.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'ExportVM',
  output: ['string'],
  impact: 'low',
  privileges: ['VApp.Export'],
  examples: [
    {
      title: 'Export a VM',
      before: 'New-VM small-01 -DiskMB 16',
      code: 'Export-VApp small-01 -Destination .',
    },
    {
      title: 'Export it into one archive',
      before: 'New-VM small-01 -DiskMB 16',
      code: 'Export-VApp small-01 -Destination . -Format Ova',
    },
  ],
  links: ['Import-VApp', 'Export-VM'],
  begin: () => new Set<string>(),
  process(args, invocation, targets) {
    const format = args.Format === 'Ova' ? 'ova' : 'ovf';
    if (reportAbsent(invocation, { VApp: args.VApp })) return;
    for (const vm of args.VM ?? []) {
      const { connection, row } = vm.data;
      const name = (args.Name ?? row.name).replaceAll(/[\\/]/g, '_');
      const destination = invocation.session.resolvePath(args.Destination ?? '.');
      const folder = format === 'ovf' || args.CreateSeparateFolder ? join(destination, name) : destination;
      const target = format === 'ovf' ? folder : join(folder, `${name}.ova`);
      if (targets.has(target)) {
        reportFault(invocation, oneForEach(row.name, target), vm);
        continue;
      }
      targets.add(target);
      const { datacenter, caller } = connection;
      const request = {
        vmId: row.id,
        target,
        format,
        name,
        description: args.Description ?? '',
        overwrites: args.Force,
      } as const;
      if (reportRefusal(invocation, checkExport(datacenter, caller, request), vm)) continue;
      if (!invocation.shouldProcess(row.name, `Export to ${target}`)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.exportVm',
          name: 'ExportVm',
          entity: { id: row.id, name: row.name },
        },
        activity: `Exporting ${row.name}`,
        operation: exportVm(datacenter, caller, request),
        toValue: (files) => [...files],
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});

function oneForEach(vm: string, target: string): Fault {
  return {
    kind: 'InvalidArgument',
    parameter: 'Name',
    rule: `Another VM is exported to ${target} already; the package of ${vm} needs a name of its own.`,
    remedy: 'Leave -Name out: each package has the name of its VM.',
  };
}
