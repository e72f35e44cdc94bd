import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { pemOf } from '../../src/inventory/certificate.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { keysOfVtpm, vmsOf, vtpmType, vtpmVmParameter } from '../../src/inventory/vtpm.ts';
import { stringType } from '../../src/values/string-type.ts';

export default defineCmdlet({
  name: 'Get-VTpmCSR',
  module: 'VMware.VimAutomation.Security',
  synopsis: 'Gets the certificate signing requests of the endorsement keys of virtual TPMs.',
  description:
    'PKCS #10 in PEM form, signed by the endorsement key itself: what an authority needs to certify the key. Its certificate is taken into use with Set-VTpm.',
  parameters: {
    VTpm: {
      type: vtpmType,
      array: true,
      mandatory: ['VTpm'],
      pipeline: { VTpm: 'value' },
      sets: ['VTpm'],
      help: 'TPMs, as Get-VTpm gives them.',
    },
    CSRType: {
      type: 'string',
      validateSet: ['All', 'RSA', 'ECC'],
      sets: ['VTpm'],
      help: 'Of which key; of all unless given.',
    },
    VM: { ...vtpmVmParameter, mandatory: ['VM'], pipeline: { VM: 'both' }, sets: ['VM'] },
    KeyType: {
      type: 'string',
      validateSet: ['RSA', 'ECC'],
      sets: ['VM'],
      help: 'Of which key; of all unless given.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'VM',
  output: [stringType],
  impact: 'none',
  privileges: ['System.Read'],
  since: '6.7',
  examples: [
    {
      title: 'Have the RSA key certified',
      before:
        "Set-VIServerVersion 6.7; New-VM safe-01 -DiskGB 0.1 -HardwareVersion vmx-14 -StoragePolicy 'VM Encryption Policy' -SkipHardDisks; New-AdvancedSetting (Get-VM safe-01) firmware efi -Confirm:$false; New-VTpm -VM safe-01",
      code: 'Get-VTpmCSR -VM safe-01 -KeyType RSA',
    },
  ],
  links: ['Set-VTpm', 'Get-VTpmCertificate'],
  process(args, invocation) {
    for (const item of vmsOf(args)) {
      for (const { request } of keysOfVtpm(invocation, item, args.CSRType ?? args.KeyType))
        invocation.write(pemOf('CERTIFICATE REQUEST', Buffer.from(request, 'base64')));
    }
  },
});
