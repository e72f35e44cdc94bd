import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { type KeyServerChange, setKeyServer } from '../../src/datacenter/keys/key-servers.ts';
import { keyServersNamed, keyServerType } from '../../src/inventory/key-provider.ts';
import { refuseProxy } from '../../src/inventory/not-modelled.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Set-KeyManagementServer',
  synopsis: 'Changes how a key management server is reached, and whether its certificate is trusted.',
  description:
    'With -TrustKeyManagementServer $true the certificate that the server shows now is trusted in place of the earlier one: compare its fingerprint with the one that the administrator of the server gives you. With $false nothing is asked of the server until it is trusted again. An empty user name or password is taken away.',
  parameters: {
    KeyManagementServer: {
      type: keyServerType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The servers.',
    },
    Address: { type: 'string', help: 'The new host name or IP address.' },
    Port: { type: 'int', validateRange: [1, 65_535], help: 'The new port.' },
    TrustKeyManagementServer: {
      type: 'bool',
      help: '$true trusts the certificate that the server shows now; $false trusts none.',
    },
    Credential: { type: 'credential', help: 'User and password, for a KMS that asks for them.' },
    Username: { type: 'string', allowEmpty: true, help: 'User, for a KMS that asks for one.' },
    Password: { type: 'securestring', help: 'Its password.' },
    TimeoutSeconds: {
      type: 'int',
      validateRange: [1, 300],
      help: 'Before a silent server is given up.',
    },
    ProxyAddress: { type: 'string', help: 'Refused: servers are reached without a proxy.' },
    ProxyPort: { type: 'int', help: 'Refused, like -ProxyAddress.' },
    Server: serverParameter,
  },
  output: [keyServerType],
  impact: 'medium',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    {
      title: 'Trust the renewed certificate of a server',
      code: 'Set-KeyManagementServer kms-1 -TrustKeyManagementServer $true',
      needs: 'a key management server kms-1',
    },
    { title: 'Be more patient', code: 'Set-KeyManagementServer embedded -TimeoutSeconds 20' },
  ],
  links: ['Add-KeyManagementServer', 'Get-KMServerStatus'],
  process(args, invocation) {
    const refused = refuseProxy(args);
    for (const server of args.KeyManagementServer) {
      if (refused !== undefined) {
        reportFault(invocation, refused, server);
        continue;
      }
      const { connection, row } = server.data;
      const { name } = server.data.server;
      if (!invocation.shouldProcess(`${name} of ${row.name}`, 'Set key management server')) continue;
      const userName = args.Credential?.userName ?? args.Username;
      const password = args.Credential?.password ?? args.Password;
      const change: KeyServerChange = {
        ...(args.Address !== undefined && { address: args.Address }),
        ...(args.Port !== undefined && { port: args.Port }),
        ...(args.TimeoutSeconds !== undefined && { timeoutMs: args.TimeoutSeconds * 1000 }),
        ...(args.TrustKeyManagementServer !== undefined && { trust: args.TrustKeyManagementServer }),
        ...(userName !== undefined && { userName: userName === '' ? null : userName }),
        ...(password !== undefined && { password: password.reveal((text) => Buffer.from(text)) }),
      };
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'CryptoManagerKmip.updateKmipServer',
          name: 'UpdateKmipServer',
          entity: null,
        },
        activity: `Changing ${name}`,
        operation: setKeyServer(
          connection.datacenter,
          connection.caller,
          { providerId: row.id, serverName: name },
          change,
        ),
        toValue: (): Value =>
          keyServersNamed([connection], name).find((now) => now.data.row.id === row.id) ?? null,
        runAsync: false,
        target: server,
      });
    }
  },
});
