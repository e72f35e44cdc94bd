import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { pendingOf } from '../../src/datacenter/keys/provider-certificates.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { stringType } from '../../src/values/string-type.ts';
import { writePemFile } from './key-file.ts';

export default defineCmdlet({
  name: 'Get-KmipClientCertificate',
  synopsis: 'Gets the client certificate or the signing request that New-KmipClientCertificate made last.',
  description:
    'It can be had until Set-KeyProvider takes it into use. Where none waits, the certificate in use is given.',
  parameters: {
    KeyProvider: {
      type: keyProviderType,
      mandatory: true,
      position: 0,
      pipeline: 'value',
      aliases: ['KmsCluster'],
      help: 'The key provider.',
    },
    CertificateSigningRequest: { type: 'switch', help: 'The signing request instead of the certificate.' },
    FilePath: { type: 'string', help: 'Writes the PEM text to this file too.' },
    Server: serverParameter,
  },
  output: [stringType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'The certificate that the KMS has to know',
      before: 'Register-KeyProvider site-kms',
      code: 'Get-KmipClientCertificate -KeyProvider site-kms',
    },
  ],
  links: ['New-KmipClientCertificate', 'Set-KeyProvider'],
  process(args, invocation) {
    const { row } = args.KeyProvider.data;
    const pending = pendingOf(row, args.CertificateSigningRequest ? 'request' : 'client');
    const pem = pending?.pem ?? (args.CertificateSigningRequest ? null : row.clientCertificatePem);
    if (pem === null) {
      const option = args.CertificateSigningRequest ? ' -CertificateSigningRequest' : '';
      reportFault(
        invocation,
        {
          kind: 'InvalidArgument',
          parameter: 'KeyProvider',
          rule: `${row.name} has no ${args.CertificateSigningRequest ? 'signing request' : 'client certificate of its own'}.`,
          remedy: row.embedded
            ? 'The embedded key provider needs none: its server knows its one client.'
            : `New-KmipClientCertificate -KeyProvider ${row.name}${option}`,
        },
        args.KeyProvider,
      );
      return;
    }
    if (args.FilePath !== undefined) writePemFile(invocation, args.FilePath, pem);
    invocation.write(pem);
  },
});
