import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { atOnce } from '../../src/datacenter/operation.ts';
import { createVm, type NewVm } from '../../src/datacenter/vm-create.ts';
import { createVmWithPolicy } from '../../src/datacenter/vm-create-encrypted.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { runAsyncParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { placeFor } from '../../src/inventory/placement.ts';
import { bytesOfGigabytes } from '../../src/inventory/quantities.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runClone } from '../../src/inventory/run-clone.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { snapshotType } from '../../src/inventory/snapshot.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { templateType } from '../../src/inventory/template.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { registerFrom } from './register-vm.ts';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** What only a VM that is made anew can be given, and what every VM can whose files are written. */
const NEW = ['DefaultParameterSet'];
const COPY = ['CloneVm', 'Template'];
const WRITTEN = [...NEW, ...COPY];

export default defineCmdlet({
  name: 'New-VM',
  synopsis:
    'Creates a virtual machine, clones one, makes one from a template, or registers one from its files.',
  description:
    'A new VM gets its folder on the datastore with its VMX, NVRAM and empty disks. Without -VMHost the connected host with the most free memory is taken, without -Datastore the one with the most free space. A full clone of an encrypted VM is encrypted under a key of its own. -VMFilePath takes a VM into the inventory that exists already: an encrypted one names key provider and key in its VMX, and is locked when that key is not to be had.',
  parameters: {
    Name: {
      type: 'string',
      position: 0,
      sets: [...WRITTEN, 'RegisterVm'],
      mandatory: WRITTEN,
      help: 'The name, 1 to 80 characters; that of the VMX when one is registered.',
    },
    VM: { type: virtualMachineType, sets: ['CloneVm'], mandatory: ['CloneVm'], help: 'The VM to clone.' },
    LinkedClone: {
      type: 'switch',
      sets: ['CloneVm'],
      help: 'Deltas over the disks of -ReferenceSnapshot in place of copies; encrypted as they are, for good.',
    },
    ReferenceSnapshot: {
      type: snapshotType,
      sets: ['CloneVm'],
      help: 'Clones the disks as this snapshot has them.',
    },
    Template: {
      type: templateType,
      sets: ['Template'],
      mandatory: ['Template'],
      help: 'The template to make it from.',
    },
    KeepKey: {
      type: 'switch',
      sets: COPY,
      help: 'The clone of an encrypted VM gets the same key, as vSphere does, in place of one of its own.',
    },
    VMFilePath: {
      type: 'string',
      mandatory: ['RegisterVm'],
      sets: ['RegisterVm'],
      help: 'Registers the VM of this VMX, such as [datastore1] app-01/app-01.vmx.',
    },
    VMHost: { type: vmHostType, pipeline: 'value', help: 'The host that runs it.' },
    Location: { type: folderObjectType, help: 'The folder; the datacenter’s VM folder unless given.' },
    Datastore: { sets: WRITTEN, type: datastoreType, help: 'Where its files go.' },
    DiskGB: { sets: NEW, type: 'double', array: true, help: 'Size of each disk; one of 4 GB unless given.' },
    DiskMB: { sets: NEW, type: 'long', array: true, help: 'Size of each disk in MB.' },
    DiskStorageFormat: {
      sets: WRITTEN,
      type: virtualDiskStorageFormat,
      help: 'Thin, or as the source’s, unless given.',
    },
    MemoryGB: { sets: NEW, type: 'double', help: 'Memory; 0.25 GB unless given.' },
    MemoryMB: { sets: NEW, type: 'long', help: 'Memory in MB.' },
    NumCpu: { sets: NEW, type: 'int', help: 'Virtual CPUs; 1 unless given.' },
    CoresPerSocket: { sets: NEW, type: 'int', help: 'Cores of each virtual socket.' },
    GuestId: { sets: NEW, type: 'string', help: 'The guest operating system, such as ubuntu64Guest.' },
    Notes: { sets: WRITTEN, type: 'string', aliases: ['Description'], help: 'A note.' },
    KmsCluster: { ...keyProviderParameter, sets: WRITTEN, aliases: ['KeyProvider'] },
    StoragePolicy: {
      sets: WRITTEN,
      type: storagePolicyType,
      help: 'A storage policy; one that encrypts makes the VM encrypted from its first byte.',
    },
    SkipHardDisks: { sets: NEW, type: 'switch', help: 'With encryption: VM Home only.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'DefaultParameterSet',
  output: [virtualMachineType],
  impact: 'low',
  privileges: [
    'VirtualMachine.Inventory.Create',
    'VirtualMachine.Inventory.CreateFromExisting',
    'VirtualMachine.Inventory.Register',
    'VirtualMachine.Provisioning.Clone',
    'Datastore.AllocateSpace',
    'Cryptographer.EncryptNew',
    'Cryptographer.Clone',
    'Cryptographer.RegisterVM',
  ],
  examples: [
    { title: 'A small VM', code: 'New-VM test-01 -DiskGB 1 -MemoryGB 0.5' },
    { title: 'A full clone', code: 'New-VM copy-01 -VM app-01' },
    { title: 'An encrypted one', code: "New-VM safe-01 -DiskGB 1 -StoragePolicy 'VM Encryption Policy'" },
    {
      title: 'Take a VM out of the inventory and in again',
      before: 'Remove-VM app-03 -Confirm:$false',
      code: "New-VM -VMFilePath '[datastore1] app-03/app-03.vmx'",
    },
  ],
  process(args, invocation) {
    const source = args.VM?.data ?? args.Template?.data;
    if (source !== undefined) {
      const snapshotId = args.ReferenceSnapshot?.data.row.id;
      const clone = { ...args, Name: args.Name ?? '', snapshotId };
      runClone(invocation, source, clone, { template: false, toValue: vmValue });
      return;
    }
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
    const { folderId, host, datastore } = place.value;
    if (!invocation.shouldProcess(name, 'New-VM', `on ${host.name}, ${datastore.name}`)) return;
    const memoryBytes =
      args.MemoryMB === undefined ? (args.MemoryGB ?? 0.25) * GB : Number(args.MemoryMB) * MB;
    const wanted: NewVm = {
      name,
      folderId,
      hostId: host.id,
      datastoreId: datastore.id,
      diskBytes: args.DiskMB?.map((mb) => Number(mb) * MB) ?? (args.DiskGB ?? [4]).map(bytesOfGigabytes),
      isThin: args.DiskStorageFormat === undefined || args.DiskStorageFormat.startsWith('Thin'),
      memoryBytes: Math.round(memoryBytes),
      numCpu: args.NumCpu ?? 1,
      coresPerSocket: args.CoresPerSocket ?? 1,
      guestId: args.GuestId ?? 'otherGuest',
      notes: args.Notes ?? '',
      networkIds: [],
    };
    const { datacenter, caller } = connection;
    const hasPolicy = args.StoragePolicy !== undefined || args.KmsCluster !== undefined || args.SkipHardDisks;
    runTask(invocation, {
      connection,
      description: {
        descriptionId: 'Folder.createVm',
        name: 'CreateVM_Task',
        entity: { id: folderId, name },
      },
      activity: `Creating ${name}`,
      operation: hasPolicy
        ? createVmWithPolicy(datacenter, caller, wanted, {
            skipHardDisks: args.SkipHardDisks,
            ...(args.StoragePolicy && { policyId: args.StoragePolicy.data.row.id }),
            ...(args.KmsCluster && { providerName: providerNameOf(args.KmsCluster) }),
          })
        : atOnce(() => createVm(datacenter, caller, wanted)),
      toValue: (created) => vmValue(connection, created),
      runAsync: args.RunAsync,
      target: name,
    });
  },
});
