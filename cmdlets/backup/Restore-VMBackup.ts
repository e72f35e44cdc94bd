import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { restoreVm } from '../../src/datacenter/content/vm-restore.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { runAsyncParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { placeFor } from '../../src/inventory/placement.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Restore-VMBackup',
  synopsis: 'Restores a backup into a new virtual machine, or into the disks of one that is there.',
  description:
    'Whether the restored VM is encrypted is decided anew: by -StoragePolicy; by the policy that the VM had, with -UseOriginalPolicy; under a key that is Active on its key provider, with -KeyId; else by the policy of the VM it goes into. A new VM has the datastore’s default policy, so it is not encrypted, and the cmdlet says so.',
  parameters: {
    Path: {
      type: 'string',
      position: 0,
      mandatory: true,
      pipeline: 'name',
      help: 'The folder of the backup.',
    },
    Name: { type: 'string', sets: ['New'], help: 'The new VM; the name in the backup unless given.' },
    VM: {
      type: virtualMachineType,
      sets: ['Into'],
      mandatory: ['Into'],
      help: 'The VM whose disks are replaced; it must be off.',
    },
    StoragePolicy: { type: storagePolicyType, help: 'The policy of the restored VM.' },
    UseOriginalPolicy: { type: 'switch', help: 'The policy that the VM had when it was backed up.' },
    KeyId: { type: 'string', help: 'Encrypts under this key of the backed-up VM’s key provider.' },
    VMHost: { type: vmHostType, sets: ['New'], help: 'The host of the new VM.' },
    Datastore: { type: datastoreType, sets: ['New'], help: 'Where its files go.' },
    Location: { type: folderObjectType, sets: ['New'], help: 'Its folder.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'New',
  output: [virtualMachineType],
  impact: 'medium',
  privileges: [
    'VirtualMachine.Inventory.Create',
    'VirtualMachine.Provisioning.DiskRandomAccess',
    'Cryptographer.EncryptNew',
  ],
  examples: [
    {
      title: 'Restore beside the original, encrypted as it was',
      before:
        "New-VMBackup app-02 -Destination ([IO.Path]::GetTempPath() + 'vseal-restores') | Tee-Object -Variable backup | Out-Null",
      code: 'Restore-VMBackup $backup.Path -Name app-02-restored -UseOriginalPolicy',
    },
  ],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const place = placeFor(connection, args);
    if (!place.ok) {
      reportFault(invocation, place.fault, args.Path);
      return;
    }
    const folder = invocation.session.resolvePath(args.Path);
    const target = args.VM?.data.row.name ?? args.Name ?? 'a new VM';
    if (!invocation.shouldProcess(target, 'Restore backup', folder)) return;
    const { host, datastore, folderId } = place.value;
    runTask(invocation, {
      connection,
      description: { descriptionId: 'VirtualMachine.restore', name: 'RestoreVM_Task', entity: null },
      activity: `Restoring ${folder}`,
      operation: restoreVm(connection.datacenter, connection.caller, {
        folder,
        place: { hostId: host.id, folderId, datastoreId: datastore.id },
        ...(args.Name !== undefined && { name: args.Name }),
        ...(args.VM && { targetVmId: args.VM.data.row.id }),
        ...(args.StoragePolicy && { policyId: args.StoragePolicy.data.row.id }),
        ...(args.UseOriginalPolicy && { useOriginalPolicy: true }),
        ...(args.KeyId !== undefined && { keyId: args.KeyId }),
      }),
      toValue: ({ vm, isNoLongerEncrypted }) => {
        if (isNoLongerEncrypted)
          invocation.warning(
            `${vm.name} is not encrypted; the VM that was backed up was. To encrypt it: Enable-VMEncryption ${vm.name}`,
          );
        return vmValue(connection, vm);
      },
      runAsync: args.RunAsync,
      target: args.Path,
    });
  },
});
