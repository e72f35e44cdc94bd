import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeVtpm } from '../../src/datacenter/vm/vtpm.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runVtpmChange, vmsOf, vtpmType, vtpmVmParameter } from '../../src/inventory/vtpm.ts';

export default defineCmdlet({
  name: 'Remove-VTpm',
  module: 'VMware.VimAutomation.Security',
  synopsis: 'Takes the virtual TPM from virtual machines; what the guest sealed by it is lost.',
  description:
    'The TPM’s keys are destroyed with it: a disk that the guest encrypts with a key that the TPM keeps, as BitLocker does, then opens by its recovery key only. The VM must be off and have no snapshots.',
  parameters: {
    VTpm: {
      type: vtpmType,
      array: true,
      mandatory: ['VTpm'],
      pipeline: { VTpm: 'value' },
      sets: ['VTpm'],
      help: 'TPMs, as Get-VTpm gives them.',
    },
    VM: { ...vtpmVmParameter, mandatory: ['VM'], pipeline: { VM: 'both' }, sets: ['VM'] },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'VM',
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.Config.AddRemoveDevice'],
  since: '6.7',
  examples: [
    {
      title: 'Give the TPM of a VM up',
      before:
        "Set-VIServerVersion 6.7; New-VM safe-01 -DiskGB 0.1 -HardwareVersion vmx-14 -StoragePolicy 'VM Encryption Policy' -SkipHardDisks; New-AdvancedSetting (Get-VM safe-01) firmware efi -Confirm:$false; New-VTpm -VM safe-01",
      code: 'Get-VTpm -VM safe-01 | Remove-VTpm -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const item of vmsOf(args)) {
      const { connection, row } = item;
      runVtpmChange(invocation, item, {
        kind: 'remove',
        operation: () => removeVtpm(connection.datacenter, connection.caller, row.id),
        detail: 'what its guest sealed by the TPM, such as a BitLocker key, is lost',
        runAsync: args.RunAsync,
        writesNothing: true,
      });
    }
  },
});
