import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { setVtpmCertificate } from '../../src/datacenter/vm/vtpm.ts';
import { derOf } from '../../src/inventory/certificate.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { runVtpmChange, vtpmType, vtpmVmParameter } from '../../src/inventory/vtpm.ts';
import { toText } from '../../src/values/to-text.ts';
import { readPemFile } from '../keys/key-file.ts';

export default defineCmdlet({
  name: 'Set-VtpmCert',
  module: 'VMware.VMEncryption',
  synopsis: 'Gives the virtual TPM of a virtual machine another certificate, as the community module does.',
  description:
    'The certificate must carry the public half of the RSA or of the ECC endorsement key; it takes the place of the one that this key has. The VM must be off.',
  parameters: {
    VM: { ...vtpmVmParameter, mandatory: true },
    Cert: {
      type: 'object',
      position: 1,
      mandatory: true,
      help: 'The certificate: an object, its text in PEM form, or the path of a file (PEM or DER).',
    },
    Server: serverParameter,
  },
  output: [vtpmType],
  impact: 'medium',
  privileges: ['VirtualMachine.Config.EditDevice'],
  since: '6.7',
  examples: [
    {
      title: 'Put a certificate back',
      before:
        "Set-VIServerVersion 6.7; New-VM safe-01 -DiskGB 0.1 -HardwareVersion vmx-14 -StoragePolicy 'VM Encryption Policy' -SkipHardDisks; New-AdvancedSetting (Get-VM safe-01) firmware efi -Confirm:$false; New-VTpm -VM safe-01; $cert = Get-VtpmCert -VM safe-01 | Select-Object -First 1",
      code: 'Set-VtpmCert -VM safe-01 -Cert $cert -Confirm:$false',
    },
  ],
  links: ['Set-VTpm', 'Get-VTpmCSR'],
  process(args, invocation) {
    const certificate = derOf(args.Cert) ?? textOf(invocation, toText(args.Cert));
    for (const { data } of args.VM) {
      const { connection, row } = data;
      runVtpmChange(invocation, data, {
        kind: 'change',
        operation: () =>
          setVtpmCertificate(connection.datacenter, connection.caller, { vmId: row.id, certificate }),
      });
    }
  },
});

/** PEM text, or what the file of that path holds. */
function textOf(invocation: Invocation, text: string): Uint8Array {
  return text.includes('-----BEGIN') ? Buffer.from(text) : readPemFile(invocation, text);
}
