import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { disksOf, hardDisksAfter, vmAndDisksParameters } from '../../src/inventory/disks-by-vm.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { rewriteOptionsOf, rewriteParameters } from '../../src/inventory/rewrite-options.ts';
import { runRekey } from '../../src/inventory/run-rekey.ts';

export default defineCmdlet({
  name: 'Set-VMDiskEncryptionKey',
  module: 'VMware.VMEncryption',
  synopsis: 'Gives encrypted disks a new key; VM Home keeps its own.',
  description:
    'Shallow, unless -Deep is given: the data keys are wrapped under the new key and no data is touched, at any power state. -Deep makes new data keys and writes every block anew; the VM must be off.',
  parameters: {
    ...vmAndDisksParameters,
    KMSClusterId: {
      ...keyProviderParameter,
      aliases: ['KeyProvider', 'KmsCluster'],
      help: 'The provider of the new key; the one of VM Home’s key unless given.',
    },
    Deep: { type: 'switch', help: 'New data keys too: every block is written anew.' },
    ...rewriteParameters,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [hardDiskType],
  impact: 'medium',
  privileges: ['Cryptographer.Recrypt'],
  examples: [
    {
      title: 'A new key for the disks of a VM',
      before: 'Enable-VMEncryption app-01',
      code: 'Get-HardDisk app-01 | Set-VMDiskEncryptionKey',
    },
  ],
  process(args, invocation) {
    for (const { connection, vm, keys, target } of disksOf(invocation, args.VM, args.HardDisk)) {
      runRekey(invocation, {
        connection,
        request: {
          vmId: vm.id,
          home: false,
          disks: keys,
          deep: args.Deep,
          rewrite: rewriteOptionsOf(args),
          ...(args.KMSClusterId && { providerName: providerNameOf(args.KMSClusterId) }),
        },
        toValue: (after) => hardDisksAfter(connection, after, keys),
        runAsync: args.RunAsync,
        target,
      });
    }
  },
});
