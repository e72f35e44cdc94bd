import type { Result } from '../../src/base/result.ts';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { importOvf } from '../../src/datacenter/content/ovf-import.ts';
import { planOvfImport } from '../../src/datacenter/content/ovf-plan.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import type { Connection, Item } from '../../src/inventory/connection.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { virtualDiskStorageFormat } from '../../src/inventory/enums.ts';
import { diskFormatNamed } from '../../src/inventory/hard-disk.ts';
import { vmFolderAt } from '../../src/inventory/location.ts';
import { ovfChoicesOf } from '../../src/inventory/ovf-configuration.ts';
import { runAsyncParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { type Place, placeFor } from '../../src/inventory/placement.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { viContainer } from '../../src/inventory/vi-container.ts';
import type { Identified } from '../../src/inventory/vi-object.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import type { TypedObject } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Import-VApp',
  synopsis: 'Imports an OVF or OVA package: a virtual machine with its disks.',
  description:
    'Reads what Export-VApp writes, and packages of others: OVF 1.x and 2.0 with one virtual machine, disks as VMDKs of any kind (streamOptimized most of all). Sizes, and the digests of the manifest, are checked before anything is written; a name that leads out of the package is refused. Without -VMHost the connected host with the fewest VMs is taken, without -Datastore the one with the most free space. Networks are those of the same names unless -OvfConfiguration says otherwise. Properties reach the guest in the advanced setting guestinfo.ovfEnv, where whoever may see the VM can read them. The VM is not encrypted: Enable-VMEncryption does that.',
  parameters: {
    Source: {
      type: 'string',
      position: 0,
      mandatory: true,
      help: 'The .ovf or .ova on this machine.',
    },
    VMHost: { type: vmHostType, position: 1, pipeline: 'value', help: 'The host that runs it.' },
    Name: { type: 'string', position: 2, help: 'The name; that of the package unless given.' },
    Location: { type: viContainer, help: 'The resource pool, cluster or host that it runs in.' },
    InventoryLocation: {
      type: viContainer,
      help: 'The folder, or the datacenter, that it lies in; the datacenter’s VM folder unless given.',
    },
    Datastore: { type: datastoreType, help: 'Where its files go.' },
    DiskStorageFormat: { type: virtualDiskStorageFormat, help: 'Thin unless given.' },
    OvfConfiguration: {
      type: 'object',
      help: 'Choices: what Get-OvfConfiguration gave, or a hashtable such as @{ "NetworkMapping.VM Network" = "Lab" }.',
    },
    Force: {
      type: 'switch',
      help: 'Imports it although its hardware is not vSphere’s, too new, or not to be had: what is missing is left out.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'low',
  privileges: [
    'VApp.Import',
    'VirtualMachine.Inventory.Create',
    'Datastore.AllocateSpace',
    'Resource.AssignVMToPool',
    'Network.Assign',
  ],
  examples: [
    {
      title: 'Import what was exported',
      before: 'New-VM small-01 -DiskMB 16; Export-VApp small-01 -Destination . -Format Ova',
      code: 'Import-VApp small-01.ova -Name small-02 -VMHost esx-01.lab.local -Datastore datastore1',
    },
  ],
  links: ['Export-VApp', 'Get-OvfConfiguration'],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const source = /^[a-z]+:\/\//i.test(args.Source)
      ? args.Source
      : invocation.session.resolvePath(args.Source);
    const choices = ovfChoicesOf(args.OvfConfiguration);
    const place = placeOf(connection, args);
    if (!place.ok || choices === undefined) {
      reportFault(invocation, place.ok ? NO_CHOICES : place.fault, args.Source);
      return;
    }
    const { datacenter, caller } = connection;
    const { host, datastore, folderId, resourcePoolId } = place.value;
    const plan = planOvfImport(datacenter, caller, {
      source,
      choices,
      hostId: host.id,
      datastoreId: datastore.id,
      folderId,
      overlooksHardware: args.Force,
      ...(resourcePoolId !== undefined && { resourcePoolId }),
      ...(args.Name !== undefined && { name: args.Name }),
      ...(args.DiskStorageFormat !== undefined && { diskFormat: diskFormatNamed(args.DiskStorageFormat) }),
    });
    if (!plan.ok) {
      reportFault(invocation, plan.fault, args.Source);
      return;
    }
    const { name } = plan.value.wanted;
    if (!invocation.shouldProcess(name, 'Import', `from ${source} to ${host.name}, ${datastore.name}`))
      return;
    for (const warning of plan.value.warnings) invocation.warning(warning);
    runTask(invocation, {
      connection,
      description: {
        descriptionId: 'ResourcePool.ImportVAppLRO',
        name: 'ImportVApp_Task',
        entity: { id: folderId, name },
      },
      activity: `Importing ${name}`,
      operation: importOvf(datacenter, caller, plan.value),
      toValue: (vm) => vmValue(connection, vm),
      runAsync: args.RunAsync,
      target: args.Source,
    });
  },
});

const NO_CHOICES: Fault = {
  kind: 'InvalidArgument',
  parameter: 'OvfConfiguration',
  rule: 'It is a hashtable, or what Get-OvfConfiguration gave.',
  remedy: 'Get-OvfConfiguration PATH lists the choices of a package.',
};

/** -Location says where it runs, -InventoryLocation where it lies. */
function placeOf(
  connection: Connection,
  args: {
    readonly VMHost: Parameters<typeof placeFor>[1]['VMHost'];
    readonly Datastore: Parameters<typeof placeFor>[1]['Datastore'];
    readonly Location: TypedObject<Item<Identified>> | undefined;
    readonly InventoryLocation: TypedObject<Item<Identified>> | undefined;
  },
): Result<Place, Fault> {
  const { VMHost, Datastore, Location: ResourcePool, InventoryLocation } = args;
  const place = placeFor(connection, {
    VMHost,
    Datastore,
    ResourcePool,
    poolParameter: 'Location',
  });
  if (!place.ok || InventoryLocation === undefined) return place;
  const folderId = vmFolderAt(connection.datacenter, InventoryLocation);
  return folderId.ok ? { ok: true, value: { ...place.value, folderId: folderId.value } } : folderId;
}
