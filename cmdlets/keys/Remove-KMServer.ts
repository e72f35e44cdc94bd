import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeKeyServer } from '../../src/datacenter/keys/key-servers.ts';
import { keyProviderType, keyServersOf } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportNotFound } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Remove-KMServer',
  module: 'VMware.VMEncryption',
  synopsis: 'Removes a key management server, as the community module names it.',
  description: 'Remove-KeyManagementServer is the official one; its rules hold here too.',
  parameters: {
    KMSClusterId: {
      type: keyProviderType,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The key provider.',
    },
    Name: { type: 'string', position: 1, mandatory: true, help: 'The name of the server.' },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    {
      title: 'Remove a server',
      code: 'Remove-KMServer -KMSClusterId site-kms -Name kms-1 -Confirm:$false',
      needs: 'a server kms-1',
    },
  ],
  links: ['Remove-KeyManagementServer'],
  process(args, invocation) {
    const { connection, row } = args.KMSClusterId.data;
    const found = keyServersOf(args.KMSClusterId.data).find(
      ({ data }) => data.server.name.toLowerCase() === args.Name.toLowerCase(),
    );
    if (found === undefined) {
      reportNotFound(invocation, 'KeyManagementServer', args.Name);
      return;
    }
    const { name } = found.data.server;
    if (!invocation.shouldProcess(`${name} of ${row.name}`, 'Remove key management server')) return;
    const removed = removeKeyServer(connection.datacenter, connection.caller, {
      providerId: row.id,
      serverName: name,
      force: false,
    });
    if (!removed.ok) reportFault(invocation, removed.fault, found);
  },
});
