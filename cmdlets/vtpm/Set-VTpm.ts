import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setVtpmCertificate } from '../../src/datacenter/vm/vtpm.ts';
import { certificateType } from '../../src/inventory/certificate.ts';
import { runVtpmChange, vmsOf, vtpmType } from '../../src/inventory/vtpm.ts';
import { readPemFile } from '../keys/key-file.ts';

export default defineCmdlet({
  name: 'Set-VTpm',
  module: 'VMware.VimAutomation.Security',
  synopsis: 'Gives a virtual TPM another certificate for one of its endorsement keys.',
  description:
    'The certificate must carry the public half of the RSA or of the ECC endorsement key; it takes the place of the one that this key has. The VM must be off.',
  parameters: {
    VTpm: { type: vtpmType, mandatory: true, pipeline: 'value', help: 'A TPM, as Get-VTpm gives it.' },
    CertFilePath: {
      type: 'string',
      position: 0,
      mandatory: ['File'],
      sets: ['File'],
      help: 'A file with the certificate, PEM or DER.',
    },
    Certificate: {
      type: certificateType,
      position: 0,
      mandatory: ['Certificate'],
      sets: ['Certificate'],
      help: 'The certificate as an object.',
    },
  },
  defaultParameterSet: 'File',
  output: [vtpmType],
  impact: 'medium',
  privileges: ['VirtualMachine.Config.EditDevice'],
  since: '6.7',
  examples: [
    {
      title: 'Put a certificate back',
      before:
        "Set-VIServerVersion 6.7; New-VM safe-01 -DiskGB 0.1 -HardwareVersion vmx-14 -StoragePolicy 'VM Encryption Policy' -SkipHardDisks; New-AdvancedSetting (Get-VM safe-01) firmware efi -Confirm:$false; New-VTpm -VM safe-01; $cert = Get-VtpmCert -VM safe-01 | Select-Object -First 1",
      code: 'Get-VTpm -VM safe-01 | Set-VTpm -Certificate $cert -Confirm:$false',
    },
  ],
  links: ['Get-VTpmCSR'],
  process(args, invocation) {
    const certificate = args.Certificate?.data.der ?? readPemFile(invocation, args.CertFilePath ?? '');
    for (const item of vmsOf({ VTpm: [args.VTpm] })) {
      const { connection, row } = item;
      runVtpmChange(invocation, item, {
        kind: 'change',
        operation: () =>
          setVtpmCertificate(connection.datacenter, connection.caller, { vmId: row.id, certificate }),
      });
    }
  },
});
