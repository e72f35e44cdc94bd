import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { visibleItems } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { vtpmId, vtpmOf, vtpmType, vtpmVmParameter } from '../../src/inventory/vtpm.ts';

export default defineCmdlet({
  name: 'Get-VTpm',
  module: 'VMware.VimAutomation.Security',
  synopsis: 'Gets the virtual TPMs of virtual machines.',
  parameters: {
    VM: { ...vtpmVmParameter, mandatory: ['VM'], sets: ['VM'] },
    Id: {
      type: 'string',
      array: true,
      mandatory: ['Id'],
      sets: ['Id'],
      help: 'Their ids, such as VirtualMachine-vm-42/11000.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'VM',
  output: [vtpmType],
  impact: 'none',
  privileges: ['System.Read'],
  since: '6.7',
  examples: [
    {
      title: 'VMs that have one',
      before:
        "Set-VIServerVersion 6.7; New-VM safe-01 -DiskGB 0.1 -HardwareVersion vmx-14 -StoragePolicy 'VM Encryption Policy' -SkipHardDisks; New-AdvancedSetting (Get-VM safe-01) firmware efi -Confirm:$false; New-VTpm -VM safe-01",
      code: 'Get-VM | Get-VTpm',
    },
  ],
  process(args, invocation) {
    const items =
      args.VM?.map(({ data }) => data) ??
      serversOf(invocation.session, args.Server).flatMap((server) => visibleItems(server, 'vms'));
    for (const item of items) {
      const vtpm = vtpmOf(item);
      if (vtpm !== undefined && args.Id?.includes(vtpmId(vtpm.data)) !== false) invocation.write(vtpm);
    }
  },
});
