import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setVmRole } from '../../src/datacenter/encryption/vm-role.ts';
import type { ServerReference } from '../../src/datacenter/keys/key-servers.ts';
import { type KeyServerItem, keyServerType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import type { TypedObject } from '../../src/values/object-type.ts';

const ROLES = { vCenter: 'vcenter', KMS: 'kms', None: null } as const;

export default defineCmdlet({
  name: 'Set-VMRole',
  synopsis:
    'Says what a virtual machine is to this datacenter: its vCenter Server, a key management server, or neither.',
  description:
    'vCenter fetches every key from the KMS: if either needed a key to start, nothing could start. So the vCenter’s VM is never encrypted, and a KMS’s only with -Force. One VM is the vCenter; the one before is an ordinary VM again.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Role: {
      type: 'string',
      position: 1,
      mandatory: true,
      validateSet: ['vCenter', 'KMS', 'None'],
      help: 'vCenter, KMS or None.',
    },
    KeyManagementServer: {
      type: keyServerType,
      help: 'The embedded server that runs in this VM, with KMS: it answers only while the VM is on.',
    },
    Force: { type: 'switch', help: 'An encrypted VM may be a KMS, at your own risk.' },
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'medium',
  privileges: ['VirtualMachine.Config.ManagedBy'],
  examples: [
    { title: 'Guard the VM that the KMS runs in', code: 'Set-VMRole app-03 KMS' },
    {
      title: 'The key management server runs in a VM of the cluster',
      code: 'Set-VMRole app-03 KMS -KeyManagementServer embedded',
    },
    { title: 'The vCenter has moved', code: 'Set-VMRole app-02 vCenter; Set-VMRole vcsa-01 None' },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      if (!invocation.shouldProcess(row.name, `Set role to ${args.Role}`)) continue;
      const set = setVmRole(connection.datacenter, connection.caller, {
        vmId: row.id,
        role: ROLES[args.Role],
        force: args.Force,
        ...(args.KeyManagementServer && { server: referenceTo(args.KeyManagementServer) }),
      });
      if (set.ok) invocation.write(vmValue(connection, set.value));
      else reportFault(invocation, set.fault, vm);
    }
  },
});

function referenceTo({ data }: TypedObject<KeyServerItem>): ServerReference {
  return { providerId: data.row.id, serverName: data.server.name };
}
