import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { planDiskEncryption } from '../../src/datacenter/encryption/encryption-plan.ts';
import { encryptDisks } from '../../src/datacenter/encryption/vm-encryption.ts';
import { disksOf, hardDisksAfter, vmAndDisksParameters } from '../../src/inventory/disks-by-vm.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { rewriteOptionsOf, rewriteParameters } from '../../src/inventory/rewrite-options.ts';
import { runRewrite } from '../../src/inventory/run-rewrite.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';

export default defineCmdlet({
  name: 'Enable-VMDiskEncryption',
  module: 'VMware.VMEncryption',
  synopsis: 'Encrypts disks of virtual machines that are encrypted themselves.',
  description:
    'The disks get VM Home’s policy and key unless others are given. The VM must be off and have no snapshots.',
  parameters: {
    ...vmAndDisksParameters,
    Policy: {
      type: storagePolicyType,
      aliases: ['StoragePolicy'],
      help: 'An encryption policy; VM Home’s unless given.',
    },
    KMSClusterId: {
      ...keyProviderParameter,
      aliases: ['KeyProvider', 'KmsCluster'],
      help: 'The provider of a key of the disks’ own; VM Home’s key unless given.',
    },
    ...rewriteParameters,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [hardDiskType],
  impact: 'medium',
  privileges: ['Cryptographer.Encrypt'],
  examples: [
    {
      title: 'The disks of a VM whose home is encrypted',
      before: 'Enable-VMEncryption app-01 -SkipHardDisks',
      code: 'Enable-VMDiskEncryption app-01 -HardDisk (Get-HardDisk app-01)',
    },
    {
      title: 'By pipeline',
      before: 'Enable-VMEncryption app-02 -SkipHardDisks',
      code: 'Get-HardDisk app-02 | Enable-VMDiskEncryption',
    },
  ],
  process(args, invocation) {
    for (const { connection, vm, keys, target } of disksOf(invocation, args.VM, args.HardDisk)) {
      const { datacenter, caller } = connection;
      const request = {
        vmId: vm.id,
        disks: keys,
        rewrite: rewriteOptionsOf(args),
        ...(args.Policy && { policyId: args.Policy.data.row.id }),
        ...(args.KMSClusterId && { providerName: providerNameOf(args.KMSClusterId) }),
      };
      runRewrite(invocation, {
        connection,
        plan: planDiskEncryption(datacenter, caller, request),
        operation: () => encryptDisks(datacenter, caller, request),
        toValue: (after) => hardDisksAfter(connection, after, keys),
        runAsync: args.RunAsync,
        target,
      });
    }
  },
});
