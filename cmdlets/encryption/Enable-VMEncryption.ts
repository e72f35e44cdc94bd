import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { type EncryptionRequest, planEncryption } from '../../src/datacenter/encryption/encryption-plan.ts';
import { encryptVm } from '../../src/datacenter/encryption/vm-encryption.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { rewriteOptionsOf, rewriteParameters } from '../../src/inventory/rewrite-options.ts';
import { runRewrite } from '../../src/inventory/run-rewrite.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Enable-VMEncryption',
  synopsis: 'Encrypts virtual machines: their home files and, unless told otherwise, all their disks.',
  description:
    'A new key comes from the key provider for each VM; each disk gets a random data key of its own, wrapped under it, and is written anew with XTS-AES-256. The VM must be off and have no snapshots. If the host’s encryption mode is off, it is turned on first, which takes a host key. Killed at any moment, a VM is wholly plain or wholly encrypted; with -InPlace, a disk may be half converted until Repair-VMDisk has finished it.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs.',
    },
    Policy: {
      type: storagePolicyType,
      aliases: ['StoragePolicy'],
      help: 'An encryption policy; VM Encryption Policy unless given.',
    },
    KMSClusterId: { ...keyProviderParameter, aliases: ['KeyProvider', 'KmsCluster'] },
    SkipHardDisks: { type: 'switch', help: 'Encrypts VM Home only.' },
    Force: {
      type: 'switch',
      help: 'Encrypts the VM of a key management server too, whose keys come from elsewhere.',
    },
    ...rewriteParameters,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'medium',
  privileges: ['Cryptographer.Encrypt', 'Cryptographer.RegisterHost'],
  examples: [
    { title: 'Encrypt some VMs', code: 'Get-VM app-* | Enable-VMEncryption' },
    { title: 'See first what it would do', code: 'Enable-VMEncryption app-01 -WhatIf' },
    { title: 'Leave the disks as they are', code: 'Enable-VMEncryption app-01 -SkipHardDisks' },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const { datacenter, caller } = connection;
      const request: EncryptionRequest = {
        vmId: row.id,
        skipHardDisks: args.SkipHardDisks,
        force: args.Force,
        rewrite: rewriteOptionsOf(args),
        ...(args.KMSClusterId && { providerName: providerNameOf(args.KMSClusterId) }),
        ...(args.Policy && { policyId: args.Policy.data.row.id }),
      };
      const plan = planEncryption(datacenter, caller, request);
      runRewrite(invocation, {
        connection,
        plan,
        operation: () => encryptVm(datacenter, caller, request, plan),
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
