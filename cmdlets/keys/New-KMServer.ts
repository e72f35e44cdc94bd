import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { keyServerType } from '../../src/inventory/key-provider.ts';
import { refuseProxy } from '../../src/inventory/not-modelled.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { addServer } from './add-server.ts';

export default defineCmdlet({
  name: 'New-KMServer',
  module: 'VMware.VMEncryption',
  synopsis: 'Adds a key management server and trusts its certificate, as the community module names it.',
  description:
    'Add-KeyManagementServer is the official one. The certificate that the server shows is trusted at once.',
  parameters: {
    KMServer: {
      type: 'string',
      position: 0,
      mandatory: true,
      pipeline: 'name',
      help: 'Host name or IP address of the server.',
    },
    KMSClusterId: {
      type: 'string',
      mandatory: true,
      pipeline: 'name',
      help: 'Name of the key provider, new or existing.',
    },
    Name: { type: 'string', mandatory: true, pipeline: 'name', help: 'What to call the server.' },
    UserName: { type: 'string', help: 'User, for a KMS that asks for one.' },
    Password: { type: 'securestring', help: 'Its password.' },
    Port: { type: 'int', validateRange: [1, 65_535], preset: 5696, help: 'The port; 5696 unless given.' },
    Protocol: {
      type: 'string',
      validateSet: ['KMIP1'],
      preset: 'KMIP1',
      help: 'Always KMIP 1.x.',
    },
    ProxyServer: { type: 'string', help: 'Refused: servers are reached without a proxy.' },
    ProxyPort: { type: 'int', help: 'Refused, like -ProxyServer.' },
    Server: serverParameter,
  },
  output: [keyServerType],
  impact: 'low',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    {
      title: 'Add a server to a new provider',
      code: 'New-KMServer -KMServer 192.0.2.10 -KMSClusterId site-kms -Name kms-1',
      needs: 'a key management server at 192.0.2.10',
    },
  ],
  links: ['Add-KeyManagementServer'],
  process(args, invocation) {
    const refused = refuseProxy(args);
    if (refused !== undefined) {
      reportFault(invocation, refused, args.Name);
      return;
    }
    for (const connection of serversOf(invocation.session, args.Server)) {
      addServer(invocation, connection, {
        name: args.Name,
        providerName: args.KMSClusterId,
        address: args.KMServer,
        port: args.Port,
        timeoutMs: 10_000,
        trust: true,
        userName: args.UserName ?? null,
        password: args.Password?.reveal((text) => Buffer.from(text)) ?? null,
      });
    }
  },
});
