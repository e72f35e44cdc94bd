import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { keyServerType } from '../../src/inventory/key-provider.ts';
import { refuseProxy } from '../../src/inventory/not-modelled.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { addServer } from './add-server.ts';

export default defineCmdlet({
  name: 'Add-KeyManagementServer',
  synopsis: 'Adds a key management server (KMS) to a key provider; a new provider name makes the provider.',
  description:
    'With -TrustKeyManagementServer $true vSeal connects to the KMS, and the certificate that it shows is trusted from now on, by its SHA-256 fingerprint; another one is refused loudly later. With $false the server is added and not used before it is trusted. The first provider becomes the default one. A new provider gets a self-signed client certificate, which the KMS must be told to trust.',
  parameters: {
    Name: {
      type: 'string',
      position: 0,
      mandatory: true,
      aliases: ['Alias'],
      help: 'What to call the server.',
    },
    KeyProvider: {
      type: 'string',
      mandatory: true,
      aliases: ['KmsCluster'],
      help: 'Name of the key provider, new or existing.',
    },
    Address: { type: 'string', mandatory: true, help: 'Host name or IP address.' },
    Port: { type: 'int', validateRange: [1, 65_535], preset: 5696, help: 'The port; 5696 unless given.' },
    TrustKeyManagementServer: {
      type: 'bool',
      mandatory: true,
      help: '$true trusts the certificate that the server shows now; $false adds it untrusted.',
    },
    Credential: { type: 'credential', help: 'User and password, for a KMS that asks for them.' },
    Username: { type: 'string', help: 'User, for a KMS that asks for one.' },
    Password: { type: 'securestring', help: 'Its password.' },
    TimeoutSeconds: {
      type: 'int',
      validateRange: [1, 300],
      preset: 10,
      help: 'Before a silent server is given up.',
    },
    ProxyAddress: { type: 'string', help: 'Refused: servers are reached without a proxy.' },
    ProxyPort: { type: 'int', help: 'Refused, like -ProxyAddress.' },
    Server: serverParameter,
  },
  output: [keyServerType],
  impact: 'low',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    {
      title: 'Add a KMS under a new provider and trust it',
      code: 'Add-KeyManagementServer -Name kms-1 -KeyProvider my-kms -Address 192.0.2.10 -TrustKeyManagementServer $true',
      needs: 'a key management server at 192.0.2.10',
    },
  ],
  links: ['Set-KeyManagementServer', 'Get-KmipClientCertificate', 'Test-KeyProvider'],
  process(args, invocation) {
    const refused = refuseProxy(args);
    if (refused !== undefined) {
      reportFault(invocation, refused, args.Name);
      return;
    }
    const password = args.Credential?.password ?? args.Password;
    for (const connection of serversOf(invocation.session, args.Server)) {
      addServer(invocation, connection, {
        name: args.Name,
        providerName: args.KeyProvider,
        address: args.Address,
        port: args.Port,
        timeoutMs: args.TimeoutSeconds * 1000,
        trust: args.TrustKeyManagementServer,
        userName: args.Credential?.userName ?? args.Username ?? null,
        password: password?.reveal((text) => Buffer.from(text)) ?? null,
      });
    }
  },
});
