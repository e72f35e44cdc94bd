import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { explainFault } from '../../src/datacenter/faults.ts';
import { registerTemplate } from '../../src/datacenter/vm/vm-template.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { vmFolderAt } from '../../src/inventory/location.ts';
import { runAsyncParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { type Place, placeFor } from '../../src/inventory/placement.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runClone } from '../../src/inventory/run-clone.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { templateType, templateValue } from '../../src/inventory/template.ts';
import { viContainer } from '../../src/inventory/vi-container.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

const COPIES = ['Default', 'clone'] as const;

export default defineCmdlet({
  name: 'New-Template',
  synopsis: 'Makes a template: a copy of a virtual machine or of another template, or one from its files.',
  description:
    'A copy of an encrypted VM is encrypted too, under a key of its own. To make the VM itself a template: Set-VM -ToTemplate. With -TemplateFilePath a VMX on a datastore comes into the inventory as a template; an encrypted one needs its key provider under the name that its VMX has.',
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
      sets: ['clone'],
      mandatory: ['clone'],
      help: 'The template.',
    },
    TemplateFilePath: {
      type: 'string',
      sets: ['register'],
      mandatory: ['register'],
      help: 'The VMX to register, such as [datastore1] golden-01/golden-01.vmx.',
    },
    Name: {
      type: 'string',
      position: 0,
      mandatory: COPIES,
      sets: [...COPIES, 'register'],
      help: 'The name of the new template; the one in its VMX when it is registered.',
    },
    Location: { type: viContainer, help: 'The folder or datacenter; the source’s folder unless given.' },
    VMHost: {
      type: vmHostType,
      pipeline: { register: 'value' },
      sets: [...COPIES, 'register'],
      help: 'The host; the source’s unless given.',
    },
    Datastore: {
      type: datastoreType,
      sets: COPIES,
      help: 'Where its files go; where the source’s are unless given.',
    },
    DiskStorageFormat: {
      type: virtualDiskStorageFormat,
      sets: COPIES,
      help: 'As the source’s unless given.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [templateType],
  impact: 'low',
  privileges: [
    'VirtualMachine.Provisioning.CreateTemplateFromVM',
    'VirtualMachine.Inventory.Register',
    'VirtualMachine.Provisioning.MarkAsTemplate',
    'Cryptographer.Clone',
    'Cryptographer.RegisterVM',
  ],
  examples: [
    { title: 'A template of a VM', code: 'New-Template golden-01 -VM app-01' },
    {
      title: 'Take a template out of the inventory and in again',
      before: 'New-Template golden-02 -VM app-01 | Remove-Template -Confirm:$false',
      code: "New-Template -TemplateFilePath '[datastore1] golden-02/golden-02.vmx'",
    },
  ],
  process(args, invocation) {
    const source = args.VM?.data ?? args.Template?.data;
    const [first] = serversOf(invocation.session, args.Server);
    const connection = source?.connection ?? first;
    if (connection === undefined) return;
    const folderId = args.Location && vmFolderAt(connection.datacenter, args.Location, 'Location');
    if (folderId?.ok === false) {
      reportFault(invocation, folderId.fault, args.Name);
      return;
    }
    if (source !== undefined) {
      const clone = { ...args, Name: args.Name ?? '', Location: undefined, folderId: folderId?.value };
      runClone(invocation, source, clone, { template: true, toValue: templateValue });
      return;
    }
    const place = placeFor(connection, { VMHost: args.VMHost });
    if (!place.ok) reportFault(invocation, place.fault, args.Name);
    else if (args.TemplateFilePath !== undefined) {
      register(invocation, connection, {
        vmxPath: args.TemplateFilePath,
        host: place.value.host,
        folderId: folderId?.value ?? place.value.folderId,
        name: args.Name,
        runAsync: args.RunAsync,
      });
    }
  },
});

function register(
  invocation: Invocation,
  connection: Connection,
  { vmxPath, host, folderId, name, runAsync }: Wanted,
): void {
  const target = name ?? vmxPath;
  if (!invocation.shouldProcess(target, 'Register template', `${vmxPath} on ${host.name}`)) return;
  const registration = { vmxPath, folderId, hostId: host.id, ...(name !== undefined && { name }) };
  runTask(invocation, {
    connection,
    description: { descriptionId: 'Folder.registerVm', name: 'RegisterVM_Task', entity: null },
    activity: `Registering ${vmxPath}`,
    operation: registerTemplate(connection.datacenter, connection.caller, registration),
    toValue: ({ vm, missingKey }) => {
      if (missingKey !== undefined) {
        const { message, why, remedy } = explainFault(missingKey);
        invocation.warning(`${message} ${why} ${remedy}`);
      }
      return templateValue(connection, vm);
    },
    runAsync,
    target,
  });
}

interface Wanted extends Pick<Place, 'host' | 'folderId'> {
  readonly vmxPath: string;
  readonly name: string | undefined;
  readonly runAsync: boolean;
}
