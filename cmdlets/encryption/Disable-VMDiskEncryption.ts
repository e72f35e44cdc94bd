import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { planDiskDecryption } from '../../src/datacenter/encryption/encryption-plan.ts';
import { decryptDisks } from '../../src/datacenter/encryption/vm-encryption.ts';
import { disksOf, hardDisksAfter, vmAndDisksParameters } from '../../src/inventory/disks-by-vm.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { rewriteOptionsOf, rewriteParameters } from '../../src/inventory/rewrite-options.ts';
import { runRewrite } from '../../src/inventory/run-rewrite.ts';

export default defineCmdlet({
  name: 'Disable-VMDiskEncryption',
  module: 'VMware.VMEncryption',
  synopsis: 'Decrypts disks of encrypted virtual machines; VM Home stays encrypted.',
  parameters: {
    ...vmAndDisksParameters,
    ...rewriteParameters,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [hardDiskType],
  impact: 'medium',
  privileges: ['Cryptographer.Decrypt'],
  examples: [
    {
      title: 'The disks of a VM',
      before: 'Enable-VMEncryption app-01',
      code: 'Disable-VMDiskEncryption app-01 -HardDisk (Get-HardDisk app-01)',
    },
  ],
  process(args, invocation) {
    for (const { connection, vm, keys, target } of disksOf(invocation, args.VM, args.HardDisk)) {
      const { datacenter, caller } = connection;
      const request = { vmId: vm.id, disks: keys, rewrite: rewriteOptionsOf(args) };
      runRewrite(invocation, {
        connection,
        plan: planDiskDecryption(datacenter, caller, request),
        operation: () => decryptDisks(datacenter, caller, request),
        toValue: (after) => hardDisksAfter(connection, after, keys),
        runAsync: args.RunAsync,
        target,
      });
    }
  },
});
