import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addVtpm } from '../../src/datacenter/vm/vtpm.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runVtpmChange, vtpmType, vtpmVmParameter } from '../../src/inventory/vtpm.ts';

export default defineCmdlet({
  name: 'New-VTpm',
  module: 'VMware.VimAutomation.Security',
  aliases: ['Add-Vtpm'],
  synopsis: 'Gives virtual machines a virtual TPM.',
  description:
    'The TPM gets two endorsement keys, RSA 2048 and ECC P-256, certified by the vCenter’s own authority. The private keys are in the VM’s NVRAM alone, which is sealed with VM Home. The VM must be off, without snapshots, encrypted (its home is enough), of hardware version 14 or later, and start with EFI firmware. From vSphere 6.7.',
  parameters: {
    VM: { ...vtpmVmParameter, mandatory: true },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [vtpmType],
  impact: 'low',
  privileges: ['VirtualMachine.Config.AddRemoveDevice'],
  since: '6.7',
  examples: [
    {
      title: 'A TPM for a new VM',
      before:
        "Set-VIServerVersion 6.7; New-VM safe-01 -DiskGB 0.1 -HardwareVersion vmx-14 -StoragePolicy 'VM Encryption Policy' -SkipHardDisks; New-AdvancedSetting (Get-VM safe-01) firmware efi -Confirm:$false",
      code: 'New-VTpm -VM safe-01',
    },
  ],
  links: ['Get-VTpm', 'Remove-VTpm', 'Get-VTpmCSR'],
  process(args, invocation) {
    for (const { data } of args.VM) {
      const { connection, row } = data;
      runVtpmChange(invocation, data, {
        kind: 'add',
        operation: () => addVtpm(connection.datacenter, connection.caller, row.id),
        runAsync: args.RunAsync,
      });
    }
  },
});
