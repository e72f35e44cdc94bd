import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runClone } from '../../src/inventory/run-clone.ts';
import { templateType, templateValue } from '../../src/inventory/template.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'New-Template',
  synopsis: 'Makes a template: a copy of a virtual machine, or of another template.',
  description:
    'A copy of an encrypted VM is encrypted too, under a key of its own. To make the VM itself a template: Set-VM -ToTemplate.',
  parameters: {
    VM: {
      type: virtualMachineType,
      pipeline: 'value',
      sets: ['Default'],
      mandatory: ['Default'],
      help: 'The VM.',
    },
    Template: {
      type: templateType,
      pipeline: 'value',
      sets: ['Clone'],
      mandatory: ['Clone'],
      help: 'The template.',
    },
    Name: { type: 'string', position: 0, mandatory: true, help: 'The name of the new template.' },
    Location: { type: folderObjectType, help: 'The folder; the source’s unless given.' },
    VMHost: { type: vmHostType, help: 'The host; the source’s unless given.' },
    Datastore: { type: datastoreType, help: 'Where its files go; where the source’s are unless given.' },
    DiskStorageFormat: { type: virtualDiskStorageFormat, help: 'As the source’s unless given.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [templateType],
  impact: 'low',
  privileges: ['VirtualMachine.Provisioning.CreateTemplateFromVM', 'Cryptographer.Clone'],
  examples: [{ title: 'A template of a VM', code: 'New-Template golden-01 -VM app-01' }],
  process(args, invocation) {
    const source = args.VM?.data ?? args.Template?.data;
    if (source === undefined) return;
    runClone(invocation, source, args, { template: true, toValue: templateValue });
  },
});
