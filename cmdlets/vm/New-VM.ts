import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createVm } from '../../src/datacenter/vm-create.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { placeFor } from '../../src/inventory/placement.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

export default defineCmdlet({
  name: 'New-VM',
  synopsis: 'Creates a virtual machine.',
  description:
    'Makes the VM’s folder on the datastore with its VMX, NVRAM and empty disks. Without -VMHost the connected host with the most free memory is taken, without -Datastore the one with the most free space.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'The name; 1 to 80 characters.' },
    VMHost: { type: vmHostType, pipeline: 'value', help: 'The host that runs it.' },
    Location: { type: folderObjectType, help: 'The folder; the datacenter’s VM folder unless given.' },
    Datastore: { type: datastoreType, help: 'Where its files go.' },
    DiskGB: { type: 'double', array: true, help: 'Size of each disk; one of 4 GB unless given.' },
    DiskMB: { type: 'long', array: true, help: 'Size of each disk in MB.' },
    DiskStorageFormat: { type: virtualDiskStorageFormat, help: 'Thin unless given.' },
    MemoryGB: { type: 'double', help: 'Memory; 0.25 GB unless given.' },
    MemoryMB: { type: 'long', help: 'Memory in MB.' },
    NumCpu: { type: 'int', help: 'Virtual CPUs; 1 unless given.' },
    CoresPerSocket: { type: 'int', help: 'Cores of each virtual socket.' },
    GuestId: { type: 'string', help: 'The guest operating system, such as ubuntu64Guest.' },
    Notes: { type: 'string', aliases: ['Description'], help: 'A note.' },
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'low',
  privileges: ['VirtualMachine.Inventory.Create', 'Datastore.AllocateSpace'],
  examples: [{ title: 'A small VM', code: 'New-VM test-01 -DiskGB 1 -MemoryGB 0.5' }],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const place = placeFor(connection, args);
    if (!place.ok) {
      reportFault(invocation, place.fault, args.Name);
      return;
    }
    const diskBytes =
      args.DiskMB?.map((mb) => Number(mb) * MB) ?? (args.DiskGB ?? [4]).map((gb) => Math.round(gb * GB));
    const memoryBytes =
      args.MemoryMB === undefined ? (args.MemoryGB ?? 0.25) * GB : Number(args.MemoryMB) * MB;
    if (
      !invocation.shouldProcess(
        args.Name,
        'New-VM',
        `on ${place.value.host.name}, ${place.value.datastore.name}`,
      )
    )
      return;
    const created = createVm(connection.datacenter, connection.caller, {
      name: args.Name,
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
    else reportFault(invocation, created.fault, args.Name);
  },
});
