import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { certificateType } from '../../src/inventory/certificate.ts';
import { certificateOf, keysOfVtpm, vmsOf, vtpmType } from '../../src/inventory/vtpm.ts';

export default defineCmdlet({
  name: 'Get-VTpmCertificate',
  module: 'VMware.VimAutomation.Security',
  synopsis: 'Gets the certificates of the endorsement keys of virtual TPMs.',
  parameters: {
    VTpm: {
      type: vtpmType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'TPMs, as Get-VTpm gives them.',
    },
    CSRType: {
      type: 'string',
      validateSet: ['All', 'RSA', 'ECC'],
      help: 'Of which key; of all unless given.',
    },
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
      code: 'Get-VTpm -VM safe-01 | Get-VTpmCertificate',
    },
  ],
  process(args, invocation) {
    for (const item of vmsOf(args))
      for (const key of keysOfVtpm(invocation, item, args.CSRType)) invocation.write(certificateOf(key));
  },
});
