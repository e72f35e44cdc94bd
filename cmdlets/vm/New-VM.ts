import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createVm } from '../../src/datacenter/vm-create.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { runAsyncParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { placeFor } from '../../src/inventory/placement.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { registerFrom } from './register-vm.ts';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** What only a VM that is made anew can be given. */
const NEW = ['DefaultParameterSet'];

export default defineCmdlet({
  name: 'New-VM',
  synopsis: 'Creates a virtual machine, or registers one from its files.',
  description:
    'Makes the VM’s folder on the datastore with its VMX, NVRAM and empty disks. Without -VMHost the connected host with the most free memory is taken, without -Datastore the one with the most free space. -VMFilePath takes a VM into the inventory that exists already: an encrypted one names key provider and key in its VMX, and is locked when that key is not to be had.',
  parameters: {
    Name: {
      type: 'string',
      position: 0,
      mandatory: ['DefaultParameterSet'],
      sets: ['DefaultParameterSet', 'RegisterVm'],
      help: 'The name, 1 to 80 characters; that of the VMX when one is registered.',
    },
    VMFilePath: {
      type: 'string',
      mandatory: ['RegisterVm'],
      sets: ['RegisterVm'],
      help: 'Registers the VM of this VMX, such as [datastore1] app-01/app-01.vmx.',
    },
    VMHost: { type: vmHostType, pipeline: 'value', help: 'The host that runs it.' },
    Location: { type: folderObjectType, help: 'The folder; the datacenter’s VM folder unless given.' },
    Datastore: { sets: NEW, type: datastoreType, help: 'Where its files go.' },
    DiskGB: { sets: NEW, type: 'double', array: true, help: 'Size of each disk; one of 4 GB unless given.' },
    DiskMB: { sets: NEW, type: 'long', array: true, help: 'Size of each disk in MB.' },
    DiskStorageFormat: { sets: NEW, type: virtualDiskStorageFormat, help: 'Thin unless given.' },
    MemoryGB: { sets: NEW, type: 'double', help: 'Memory; 0.25 GB unless given.' },
    MemoryMB: { sets: NEW, type: 'long', help: 'Memory in MB.' },
    NumCpu: { sets: NEW, type: 'int', help: 'Virtual CPUs; 1 unless given.' },
    CoresPerSocket: { sets: NEW, type: 'int', help: 'Cores of each virtual socket.' },
    GuestId: { sets: NEW, type: 'string', help: 'The guest operating system, such as ubuntu64Guest.' },
    Notes: { sets: NEW, type: 'string', aliases: ['Description'], help: 'A note.' },
    RunAsync: { ...runAsyncParameter, sets: ['RegisterVm'] },
    Server: serverParameter,
  },
  defaultParameterSet: 'DefaultParameterSet',
  output: [virtualMachineType],
  impact: 'low',
  privileges: [
    'VirtualMachine.Inventory.Create',
    'Datastore.AllocateSpace',
    'VirtualMachine.Inventory.Register',
    'Cryptographer.RegisterVM',
  ],
  examples: [
    { title: 'A small VM', code: 'New-VM test-01 -DiskGB 1 -MemoryGB 0.5' },
    {
      title: 'Take a VM out of the inventory and in again',
      before: 'Remove-VM app-03 -Confirm:$false',
      code: "New-VM -VMFilePath '[datastore1] app-03/app-03.vmx'",
    },
  ],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const place = placeFor(connection, args);
    if (!place.ok) {
      reportFault(invocation, place.fault, args.Name);
      return;
    }
    if (args.VMFilePath !== undefined) {
      registerFrom(invocation, connection, place.value, {
        vmxPath: args.VMFilePath,
        name: args.Name,
        runAsync: args.RunAsync,
      });
      return;
    }
    const name = args.Name ?? '';
    const diskBytes =
      args.DiskMB?.map((mb) => Number(mb) * MB) ?? (args.DiskGB ?? [4]).map((gb) => Math.round(gb * GB));
    const memoryBytes =
      args.MemoryMB === undefined ? (args.MemoryGB ?? 0.25) * GB : Number(args.MemoryMB) * MB;
    if (
      !invocation.shouldProcess(name, 'New-VM', `on ${place.value.host.name}, ${place.value.datastore.name}`)
    )
      return;
    const created = createVm(connection.datacenter, connection.caller, {
      name,
      folderId: place.value.folderId,
      hostId: place.value.host.id,
      datastoreId: place.value.datastore.id,
      diskBytes,
      isThin: args.DiskStorageFormat === undefined || args.DiskStorageFormat.startsWith('Thin'),
      memoryBytes: Math.round(memoryBytes),
      numCpu: args.NumCpu ?? 1,
      coresPerSocket: args.CoresPerSocket ?? 1,
      guestId: args.GuestId ?? 'otherGuest',
      notes: args.Notes ?? '',
      networkIds: [],
    });
    if (created.ok) invocation.write(vmValue(connection, created.value));
    else reportFault(invocation, created.fault, name);
  },
});
