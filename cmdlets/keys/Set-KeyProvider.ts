import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { Arguments } from '../../src/cmdlet/parameter.ts';
import { setDefaultKeyProvider } from '../../src/datacenter/keys/key-providers.ts';
import {
  adoptPendingCertificate,
  uploadClientCertificate,
} from '../../src/datacenter/keys/provider-certificates.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { readPemFile } from './key-file.ts';

const parameters = {
  KeyProvider: {
    type: keyProviderType,
    position: 0,
    mandatory: true,
    pipeline: 'value',
    aliases: ['KmsCluster'],
    help: 'The key provider.',
  },
  DefaultForSystem: { type: 'switch', help: 'New keys come from it where no provider is named.' },
  UseAsDefaultKeyProvider: {
    type: 'bool',
    help: '$true is the same as -DefaultForSystem; the default is changed by naming another one.',
  },
  SelfSignedClientCertificate: {
    type: 'string',
    sets: ['SelfSigned'],
    help: 'Takes the certificate that New-KmipClientCertificate made into use: its PEM text.',
  },
  SelfSignedClientCertificateFilePath: {
    type: 'string',
    sets: ['SelfSigned'],
    help: 'The same, from a file.',
  },
  KmsSignedClientCertificate: {
    type: 'string',
    sets: ['KmsSigned'],
    help: 'Takes the certificate into use that was signed at the request of New-KmipClientCertificate: its PEM text.',
  },
  KmsSignedClientCertificateFilePath: {
    type: 'string',
    sets: ['KmsSigned'],
    help: 'The same, from a file.',
  },
  KmsProvidedClientCertificateFilePath: {
    type: 'string',
    sets: ['KmsProvided'],
    mandatory: ['KmsProvided'],
    help: 'A file with a certificate that was made at the KMS.',
  },
  KmsProvidedPrivateKeyFilePath: {
    type: 'string',
    sets: ['KmsProvided'],
    mandatory: ['KmsProvided'],
    help: 'The file with its private key, PEM.',
  },
  Server: serverParameter,
} as const;

export default defineCmdlet({
  name: 'Set-KeyProvider',
  aliases: ['Set-KmsCluster'],
  synopsis: 'Makes a key provider the default one, or changes the certificate that its client shows.',
  description:
    'The client certificate comes in one of three ways: self-signed, signed by the KMS at a request, or made by the KMS with its private key. A certificate that does not go with its private key is refused and the present one stays.',
  parameters,
  defaultParameterSet: 'SelfSigned',
  output: [keyProviderType],
  impact: 'medium',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    { title: 'Take new keys from this provider', code: 'Set-KeyProvider lab-kms -DefaultForSystem' },
    {
      title: 'A new self-signed certificate',
      before: 'Register-KeyProvider site-kms',
      code: 'Set-KeyProvider site-kms -SelfSignedClientCertificate (New-KmipClientCertificate site-kms)',
    },
  ],
  links: ['New-KmipClientCertificate', 'Get-KmipClientCertificate', 'Register-KeyProvider'],
  process(args, invocation) {
    const { connection, row } = args.KeyProvider.data;
    const { datacenter, caller } = connection;
    if (!invocation.shouldProcess(row.name, 'Set key provider')) return;
    const changed = setClientCertificate(args, invocation);
    if (changed?.ok === false) {
      reportFault(invocation, changed.fault, args.KeyProvider);
      return;
    }
    const asDefault = args.DefaultForSystem || args.UseAsDefaultKeyProvider === true;
    const marked = asDefault ? setDefaultKeyProvider(datacenter, caller, row.id) : undefined;
    if (marked?.ok === false) {
      reportFault(invocation, marked.fault, args.KeyProvider);
      return;
    }
    const now = marked?.value ?? changed?.value ?? row;
    invocation.write(objectOf(keyProviderType, { connection, row: now }));
  },
});

function setClientCertificate(
  args: Arguments<typeof parameters>,
  invocation: Invocation,
): ReturnType<typeof adoptPendingCertificate> | undefined {
  const { connection, row } = args.KeyProvider.data;
  const { datacenter, caller } = connection;
  if (
    args.KmsProvidedClientCertificateFilePath !== undefined &&
    args.KmsProvidedPrivateKeyFilePath !== undefined
  ) {
    return uploadClientCertificate(datacenter, caller, {
      providerId: row.id,
      certificatePem: textOf(readPemFile(invocation, args.KmsProvidedClientCertificateFilePath)),
      keyPem: readPemFile(invocation, args.KmsProvidedPrivateKeyFilePath),
    });
  }
  const ways = [
    ['client', args.SelfSignedClientCertificate, args.SelfSignedClientCertificateFilePath],
    ['request', args.KmsSignedClientCertificate, args.KmsSignedClientCertificateFilePath],
  ] as const;
  for (const [kind, given, path] of ways) {
    const certificatePem = given ?? (path && textOf(readPemFile(invocation, path)));
    if (certificatePem === undefined) continue;
    return adoptPendingCertificate(datacenter, caller, { providerId: row.id, kind, certificatePem });
  }
  return undefined;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
