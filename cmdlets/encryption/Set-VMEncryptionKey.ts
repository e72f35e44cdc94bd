import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { rewriteOptionsOf, rewriteParameters } from '../../src/inventory/rewrite-options.ts';
import { runRekey } from '../../src/inventory/run-rekey.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Set-VMEncryptionKey',
  synopsis: 'Gives encrypted virtual machines a new key.',
  description:
    'Shallow, unless -Deep is given: the data keys are wrapped under the new key and no data is touched, at any power state. -Deep makes new data keys and writes every block anew; the VM must be off. A VM with snapshots is refused.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'both',
      help: 'The VMs.',
    },
    KMSClusterId: {
      ...keyProviderParameter,
      aliases: ['KeyProvider', 'KmsCluster'],
      help: 'The provider of the new key; the one of the present key unless given.',
    },
    Deep: { type: 'switch', help: 'New data keys too: every block is written anew.' },
    SkipHardDisks: { type: 'switch', help: 'VM Home only.' },
    ...rewriteParameters,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'medium',
  privileges: ['Cryptographer.Recrypt'],
  examples: [
    {
      title: 'A new key, no data rewritten',
      before: 'Enable-VMEncryption app-01',
      code: 'Set-VMEncryptionKey app-01',
    },
    {
      title: 'New data keys too',
      before: 'Enable-VMEncryption app-02',
      code: 'Set-VMEncryptionKey app-02 -Deep',
    },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      runRekey(invocation, {
        connection,
        request: {
          vmId: row.id,
          deep: args.Deep,
          rewrite: rewriteOptionsOf(args),
          home: true,
          disks: args.SkipHardDisks ? [] : 'all',
          ...(args.KMSClusterId && { providerName: providerNameOf(args.KMSClusterId) }),
        },
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
