import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { addKeyServer, type NewKeyServer } from '../../src/datacenter/keys/key-servers.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { keyServersNamed } from '../../src/inventory/key-provider.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import type { Value } from '../../src/values/value.ts';

export function addServer(invocation: Invocation, connection: Connection, wanted: NewKeyServer): void {
  const { name, address, port, providerName } = wanted;
  if (!invocation.shouldProcess(`${name} (${address}:${port})`, 'Add key management server')) return;
  runTask(invocation, {
    connection,
    description: {
      descriptionId: 'CryptoManagerKmip.registerKmipServer',
      name: 'RegisterKmipServer',
      entity: null,
    },
    activity: `Adding ${name}`,
    operation: addKeyServer(connection.datacenter, connection.caller, wanted),
    toValue: (added): Value => {
      if (!wanted.trust) {
        invocation.warning(
          `${name} is not used before its certificate is trusted: Set-KeyManagementServer ${name} -TrustKeyManagementServer $true`,
        );
      }
      if (added.provider.servers.length === 1) {
        invocation.verbose(
          `The server has to know the client certificate of ${providerName}: Get-KmipClientCertificate -KeyProvider ${providerName}`,
        );
      }
      return (
        keyServersNamed([connection], added.server.name).find(
          (server) => server.data.row.id === added.provider.id,
        ) ?? null
      );
    },
    runAsync: false,
    target: name,
  });
}
