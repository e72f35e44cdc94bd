import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { encrypts } from '../../src/datacenter/encryption/policy-rules.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import type { ContentLibraryItemRow } from '../../src/datacenter/rows.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { contentLibraryItemType } from '../../src/inventory/content-library.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { storagePolicyTarget, virtualDiskStorageFormat, vmVersion } from '../../src/inventory/enums.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { runAsyncParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { placeFor } from '../../src/inventory/placement.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { maxRateParameter } from '../../src/inventory/rewrite-options.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { templateType } from '../../src/inventory/template.ts';
import { viContainer } from '../../src/inventory/vi-container.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import {
  clusterOptions,
  guestIdParameter,
  optionsOf,
  reportAbsent,
  swapfilePolicyParameter,
} from '../../src/inventory/vm-options.ts';
import { clone, createNew } from './create-vm.ts';
import { registerFrom } from './register-vm.ts';

/** What only a VM that is made anew can be given, and what every VM can whose files are written. */
const NEW = ['DefaultParameterSet'];
const COPY = ['CloneVm', 'Template'];
const WRITTEN = [...NEW, ...COPY];

export default defineCmdlet({
  name: 'New-VM',
  synopsis:
    'Creates a virtual machine, clones one, makes one from a template, or registers one from its files.',
  description:
    'A new VM gets its folder on the datastore with its VMX, NVRAM and empty disks. Without -VMHost the connected host with the most free memory is taken, without -Datastore the one with the most free space. A full clone of an encrypted VM is encrypted under a key of its own. -VMFilePath takes a VM into the inventory that exists already: an encrypted one names key provider and key in its VMX, and is locked when that key is not to be had. -Passphrase takes one in whose VMX a passphrase protects (AES-256 and HMAC-SHA-1, as Export-VM and VMware’s desktop products write it): the keys in it are wrapped under a new key of the key provider, no disk data is rewritten, and Set-VMEncryptionKey -Deep gives it data keys that the export never held. Its disks must be plain or exported by Export-VM.',
  parameters: {
    Name: {
      type: 'string',
      position: 0,
      sets: [...WRITTEN, 'RegisterVm', 'FromContentLibraryItem'],
      mandatory: [...NEW, 'Template'],
      help: 'The name, 1 to 80 characters; that of the VMX when one is registered.',
    },
    VM: {
      type: virtualMachineType,
      array: true,
      pipeline: 'value',
      sets: ['CloneVm'],
      mandatory: ['CloneVm'],
      help: 'The VM to clone; several give clones named after them when there is no -Name.',
    },
    LinkedClone: {
      type: 'switch',
      sets: ['CloneVm'],
      help: 'Deltas over the disks of -ReferenceSnapshot in place of copies; encrypted as they are, for good.',
    },
    ReferenceSnapshot: {
      type: 'object',
      sets: ['CloneVm'],
      help: 'Clones the disks as this snapshot of the VM has them: the snapshot or its name.',
    },
    Template: {
      type: templateType,
      pipeline: 'value',
      sets: ['Template'],
      mandatory: ['Template'],
      help: 'The template to make it from.',
    },
    KeepKey: {
      type: 'switch',
      sets: COPY,
      help: 'The clone of an encrypted VM gets the same key, as vSphere does, in place of one of its own.',
    },
    TpmProvisionPolicy: {
      type: 'string',
      validateSet: ['Copy', 'Replace'],
      sets: COPY,
      valuesSince: { Replace: '8.0' },
      help: 'Whether the clone of a VM with a virtual TPM gets a copy of it or one of its own; Copy unless given.',
    },
    MaxMBps: { ...maxRateParameter, sets: COPY },
    VMFilePath: {
      type: 'string',
      mandatory: ['RegisterVm'],
      sets: ['RegisterVm'],
      help: 'Registers the VM of this VMX, such as [datastore1] app-01/app-01.vmx.',
    },
    Passphrase: {
      type: 'securestring',
      sets: ['RegisterVm'],
      help: 'The passphrase that protects the VMX, as of one that Export-VM wrote; the VM then gets a key of the key provider.',
    },
    VMHost: { type: vmHostType, pipeline: 'value', help: 'The host that runs it.' },
    ResourcePool: {
      type: viContainer,
      pipeline: 'value',
      help: 'The resource pool, cluster or host that it runs in.',
    },
    VApp: { type: 'object', help: 'A vApp, by name; there are none here.' },
    Location: { type: folderObjectType, help: 'The folder; the datacenter’s VM folder unless given.' },
    Datastore: {
      sets: [...WRITTEN, 'FromContentLibraryItem'],
      type: datastoreType,
      help: 'Where its files go.',
    },
    DiskGB: { sets: NEW, type: 'double', array: true, help: 'Size of each disk; one of 4 GB unless given.' },
    DiskMB: { sets: NEW, type: 'long', array: true, help: 'Size of each disk in MB.' },
    DiskPath: {
      sets: NEW,
      type: 'string',
      array: true,
      help: 'Existing disks in place of new ones: datastore paths of their descriptors.',
    },
    DiskStorageFormat: {
      sets: [...WRITTEN, 'FromContentLibraryItem'],
      type: virtualDiskStorageFormat,
      help: 'Thin, or as the source’s, unless given; EagerZeroedThick is written out with zeros.',
    },
    MemoryGB: { sets: NEW, type: 'double', help: 'Memory; 0.25 GB unless given.' },
    MemoryMB: { sets: NEW, type: 'long', help: 'Memory in MB.' },
    NumCpu: { sets: NEW, type: 'int', help: 'Virtual CPUs; 1 unless given.' },
    CoresPerSocket: { sets: NEW, type: 'int', help: 'Cores of each virtual socket.' },
    GuestId: { ...guestIdParameter, sets: NEW },
    AlternateGuestName: { sets: NEW, type: 'string', help: 'Its name where the id does not tell it.' },
    Version: { sets: NEW, type: vmVersion, help: 'The hardware version, such as v13.' },
    HardwareVersion: { sets: NEW, type: 'string', help: 'The same as vSphere writes it: vmx-13.' },
    Floppy: { sets: NEW, type: 'switch', help: 'With a floppy drive.' },
    CD: { sets: NEW, type: 'switch', help: 'With a CD drive.' },
    NetworkName: {
      sets: NEW,
      type: 'string',
      array: true,
      help: 'A network adapter on each of these networks.',
    },
    Portgroup: {
      sets: NEW,
      type: 'string',
      array: true,
      help: 'The same by port group, which here is known by its name.',
    },
    ...clusterOptions([...WRITTEN, 'RegisterVm', 'FromContentLibraryItem']),
    VMSwapfilePolicy: { ...swapfilePolicyParameter, sets: NEW },
    AdvancedOption: {
      sets: WRITTEN,
      type: 'object',
      array: true,
      help: 'Advanced settings: objects or hashtables with Key and Value.',
    },
    OSCustomizationSpec: {
      sets: COPY,
      type: 'string',
      help: 'A customization specification, by name; there are none here.',
    },
    ReplicationGroup: { sets: WRITTEN, type: 'object', help: 'A replication group; there are none here.' },
    StoragePolicyTarget: {
      sets: COPY,
      type: storagePolicyTarget,
      help: 'What of a clone gets the -StoragePolicy; VMHomeAndAllDisks unless given.',
    },
    ContentLibraryItem: {
      type: contentLibraryItemType,
      pipeline: 'value',
      sets: ['FromContentLibraryItem'],
      mandatory: ['FromContentLibraryItem'],
      help: 'Refused: items of a content library are kept here, not deployed; the error names the way by a template.',
    },
    Notes: { sets: [...WRITTEN, 'RegisterVm'], type: 'string', aliases: ['Description'], help: 'A note.' },
    KmsCluster: { ...keyProviderParameter, sets: [...WRITTEN, 'RegisterVm'], aliases: ['KeyProvider'] },
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
    'Resource.AssignVMToPool',
    'Network.Assign',
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
    if (args.ContentLibraryItem !== undefined) {
      reportFault(invocation, notDeployed(args.ContentLibraryItem.data.row, args.Name), args.Name);
      return;
    }
    const { OSCustomizationSpec, ReplicationGroup, VApp } = args;
    if (reportAbsent(invocation, { OSCustomizationSpec, ReplicationGroup, VApp })) return;
    const sources = args.VM?.map((vm) => vm.data) ?? (args.Template ? [args.Template.data] : []);
    if (sources.length > 0) {
      for (const source of sources) clone(invocation, source, args);
      return;
    }
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const { KmsCluster, StoragePolicy, SkipHardDisks, VMFilePath } = args;
    const asked = KmsCluster ?? VMFilePath ?? (SkipHardDisks ? 'VM Home' : undefined);
    const mayBeEncrypted =
      asked !== undefined || (StoragePolicy !== undefined && encrypts(StoragePolicy.data.row));
    const place = placeFor(connection, { ...args, mayBeEncrypted });
    if (!place.ok) {
      reportFault(invocation, place.fault, args.Name);
      return;
    }
    if (args.VMFilePath !== undefined) {
      registerFrom(invocation, connection, place.value, {
        vmxPath: args.VMFilePath,
        name: args.Name,
        settings: { ...optionsOf(args), ...(args.Notes !== undefined && { notes: args.Notes }) },
        runAsync: args.RunAsync,
        passphrase: args.Passphrase?.reveal((text) => text),
        providerName: args.KmsCluster && providerNameOf(args.KmsCluster),
      });
      return;
    }
    createNew(invocation, connection, place.value, args);
  },
});

/** An item's files are its own: nothing here makes a VM of them, and an ordinary new VM is not what was asked for. */
function notDeployed({ name, sourceVm }: ContentLibraryItemRow, newName = name): Fault {
  return {
    kind: 'InvalidArgument',
    parameter: 'ContentLibraryItem',
    rule: `A content library keeps copies of VMs here; no VM is made of one, so not of '${name}'.`,
    remedy: `Make it from a template: New-Template ${sourceVm}-template -VM ${sourceVm}; New-VM -Name ${newName} -Template ${sourceVm}-template`,
  };
}
