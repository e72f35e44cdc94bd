import { join } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkSealedExport, exportSealedVm } from '../../src/datacenter/content/vm-export-sealed.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Export-VM',
  module: 'vSeal',
  synopsis: 'Exports virtual machines as files that a passphrase protects.',
  description:
    'Each VM gets a new folder of its name: a VMX, an NVRAM and flat VMDKs with snapshots flattened. Nothing in it is plain text but the name of the VM, the sizes of its disks and their descriptors. The passphrase opens the VMX, written as VMware’s desktop products write it (encryption.keySafe with PBKDF2-HMAC-SHA-1 of 10,000 rounds, AES-256, HMAC-SHA-1), which other tools read. In it is dataFileKey, a new key of this export, which wraps the new data key of each disk (RFC 3394); the disks’ data is XTS-AES-256, and disks and NVRAM are read by New-VM -VMFilePath -Passphrase, not by other tools. No key of a key provider goes out, and none is needed to read the export; whoever has the files and guesses the passphrase reads everything, so take a long one. A plain VM is exported encrypted too. The VM must be off.',
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
    Name: { type: 'string', help: 'The name of folder, VMX and NVRAM; that of the VM unless given.' },
    Encrypted: {
      type: 'switch',
      mandatory: true,
      help: 'The export is encrypted; Export-VApp makes plain ones.',
    },
    Passphrase: {
      type: 'securestring',
      mandatory: true,
      help: 'Protects the export: 8 to 1,024 characters, as Read-Host -AsSecureString gives them.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: ['string'],
  impact: 'low',
  privileges: ['VApp.Export', 'Cryptographer.Access'],
  examples: [
    {
      title: 'Export a VM under a passphrase',
      before: '$passphrase = ConvertTo-SecureString "correct horse battery staple" -AsPlainText -Force',
      code: 'Export-VM app-01 -Destination exports -Encrypted -Passphrase $passphrase',
    },
  ],
  links: ['New-VM', 'Export-VApp'],
  process(args, invocation) {
    if (!args.Encrypted) {
      const rule = 'Export-VM makes exports that a passphrase protects, and no plain ones.';
      const remedy = 'Give -Encrypted, or export plain files: Export-VApp';
      reportFault(invocation, { kind: 'InvalidArgument', parameter: 'Encrypted', rule, remedy }, args.VM[0]);
      return;
    }
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const name = (args.Name ?? row.name).replaceAll(/[\\/]/g, '_');
      const folder = join(invocation.session.resolvePath(args.Destination ?? '.'), name);
      const { datacenter, caller } = connection;
      const passphrase = args.Passphrase.reveal((text) => text);
      const request = { vmId: row.id, folder, name, passphrase };
      if (reportRefusal(invocation, checkSealedExport(datacenter, caller, request), vm)) continue;
      if (!invocation.shouldProcess(row.name, `Export encrypted to ${folder}`)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.exportVm',
          name: 'ExportVm',
          entity: { id: row.id, name: row.name },
        },
        activity: `Exporting ${row.name}`,
        operation: exportSealedVm(datacenter, caller, request),
        toValue: (files) => [...files],
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
