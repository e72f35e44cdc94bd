import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeKeyServer } from '../../src/datacenter/keys/key-servers.ts';
import { keyServerType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { confirmsRemoval } from '../../src/inventory/provider-removal.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Remove-KeyManagementServer',
  synopsis: 'Removes a key management server from its key provider; with the last one the provider goes too.',
  description:
    'The keys on the server stay. The last server of a provider whose keys are still needed is not removed: the message lists what needs them. With -Force it goes, and exactly these virtual machines are locked.',
  parameters: {
    KeyManagementServer: {
      type: keyServerType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The servers.',
    },
    Force: {
      type: 'switch',
      help: 'Removes the last one although keys are needed; what needs them is locked.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    {
      title: 'Remove a server',
      code: 'Remove-KeyManagementServer kms-1 -Confirm:$false',
      needs: 'a server kms-1',
    },
  ],
  process(args, invocation) {
    for (const { data } of args.KeyManagementServer) {
      const { connection, row, server } = data;
      const removal = {
        action: 'Remove key management server',
        subject: `${server.name} of ${row.name}`,
        force: args.Force,
        isProviderRemoved: row.servers.length === 1,
        target: server.name,
      };
      if (!confirmsRemoval(invocation, data, removal)) continue;
      const removed = removeKeyServer(connection.datacenter, connection.caller, {
        providerId: row.id,
        serverName: server.name,
        force: args.Force,
      });
      if (!removed.ok) reportFault(invocation, removed.fault, server.name);
    }
  },
});
