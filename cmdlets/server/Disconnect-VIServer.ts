import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { connectionsKey } from '../../src/inventory/connection.ts';
import { serversOf } from '../../src/inventory/parameters.ts';
import { markDisconnected, viServerType } from '../../src/inventory/vi-server.ts';

export default defineCmdlet({
  name: 'Disconnect-VIServer',
  synopsis: 'Ends the session with a server.',
  parameters: {
    Server: {
      type: viServerType,
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'The servers; all of the session unless given.',
    },
    Force: { type: 'switch', help: 'Also when tasks are running; they go on.' },
  },
  output: [],
  impact: 'high',
  examples: [{ title: 'Disconnect from everything', code: 'Disconnect-VIServer * -Confirm:$false' }],
  process(args, invocation) {
    const connections = invocation.session.resource(connectionsKey);
    for (const connection of serversOf(invocation.session, args.Server)) {
      if (!invocation.shouldProcess(connection.serverName, 'Disconnect VIServer')) continue;
      connections.disconnect(connection);
      markDisconnected(connection);
    }
  },
});
