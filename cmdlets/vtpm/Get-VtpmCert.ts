import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { certificateType } from '../../src/inventory/certificate.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { certificateOf, keysOfVtpm, vmsOf, vtpmVmParameter } from '../../src/inventory/vtpm.ts';

export default defineCmdlet({
  name: 'Get-VtpmCert',
  module: 'VMware.VMEncryption',
  synopsis: 'Gets the certificates of the virtual TPMs of virtual machines, as the community module does.',
  parameters: {
    VM: { ...vtpmVmParameter, mandatory: true },
    Server: serverParameter,
  },
  output: [certificateType],
  impact: 'none',
  privileges: ['System.Read'],
  since: '6.7',
  examples: [
    {
      title: 'Who certified the keys',
      before:
        "Set-VIServerVersion 6.7; New-VM safe-01 -DiskGB 0.1 -HardwareVersion vmx-14 -StoragePolicy 'VM Encryption Policy' -SkipHardDisks; New-AdvancedSetting (Get-VM safe-01) firmware efi -Confirm:$false; New-VTpm -VM safe-01",
      code: 'Get-VtpmCert -VM safe-01',
    },
  ],
  links: ['Get-VTpmCertificate'],
  process(args, invocation) {
    for (const item of vmsOf(args))
      for (const key of keysOfVtpm(invocation, item, 'All')) invocation.write(certificateOf(key));
  },
});
