import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { makePendingIdentity } from '../../src/datacenter/keys/provider-certificates.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { stringType } from '../../src/values/string-type.ts';
import { writePemFile } from './key-file.ts';

export default defineCmdlet({
  name: 'New-KmipClientCertificate',
  synopsis: 'Makes a self-signed client certificate, or a certificate signing request, for a key provider.',
  description:
    'The private key stays among the secrets of the datacenter and is never shown. What is made is not in use yet: give the certificate to the administrator of the KMS, or have the request signed there, and take it into use with Set-KeyProvider. Until then the provider shows its present certificate.',
  parameters: {
    KeyProvider: {
      type: keyProviderType,
      mandatory: true,
      position: 0,
      pipeline: 'value',
      aliases: ['KmsCluster'],
      help: 'The key provider whose client the certificate is for.',
    },
    CertificateSigningRequest: {
      type: 'switch',
      help: 'A request (PKCS #10) for the authority of the KMS to sign, instead of a certificate.',
    },
    FilePath: { type: 'string', help: 'Writes the PEM text to this file too.' },
    Server: serverParameter,
  },
  output: [stringType],
  impact: 'low',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    {
      title: 'A request for the KMS to sign',
      before: 'Register-KeyProvider site-kms',
      code: 'New-KmipClientCertificate -KeyProvider site-kms -CertificateSigningRequest',
    },
  ],
  links: ['Get-KmipClientCertificate', 'Set-KeyProvider'],
  process(args, invocation) {
    const { connection, row } = args.KeyProvider.data;
    const kind = args.CertificateSigningRequest ? 'request' : 'client';
    const what = args.CertificateSigningRequest ? 'certificate signing request' : 'client certificate';
    if (!invocation.shouldProcess(row.name, `New ${what}`)) return;
    runTask(invocation, {
      connection,
      description: {
        descriptionId: 'CryptoManagerKmip.generateClientCert',
        name: args.CertificateSigningRequest ? 'GenerateClientCsr' : 'GenerateSelfSignedClientCert',
        entity: null,
      },
      activity: `Making a ${what}`,
      operation: makePendingIdentity(connection.datacenter, connection.caller, { providerId: row.id, kind }),
      toValue: ({ pem }) => {
        if (args.FilePath !== undefined) writePemFile(invocation, args.FilePath, pem);
        return pem;
      },
      runAsync: false,
      target: args.KeyProvider,
    });
  },
});
