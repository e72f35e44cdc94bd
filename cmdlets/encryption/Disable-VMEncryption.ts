import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { planDecryption } from '../../src/datacenter/encryption/encryption-plan.ts';
import { decryptVm } from '../../src/datacenter/encryption/vm-encryption.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { rewriteOptionsOf, rewriteParameters } from '../../src/inventory/rewrite-options.ts';
import { runRewrite } from '../../src/inventory/run-rewrite.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Disable-VMEncryption',
  synopsis: 'Decrypts virtual machines: their home files and all their encrypted disks.',
  description:
    'Each encrypted disk is written anew in clear. The VM must be off and have no snapshots. Its vMotion setting stays required until it is changed.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs.',
    },
    ...rewriteParameters,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'medium',
  privileges: ['Cryptographer.Decrypt'],
  examples: [
    { title: 'Decrypt a VM', before: 'Enable-VMEncryption app-01', code: 'Disable-VMEncryption app-01' },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const { datacenter, caller } = connection;
      const request = { vmId: row.id, rewrite: rewriteOptionsOf(args) };
      runRewrite(invocation, {
        connection,
        plan: planDecryption(datacenter, caller, request),
        operation: () => decryptVm(datacenter, caller, request),
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
