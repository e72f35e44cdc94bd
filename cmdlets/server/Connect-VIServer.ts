import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { connectionsKey } from '../../src/inventory/connection.ts';
import { faultError } from '../../src/inventory/report-fault.ts';
import { viServerType, viServerValue } from '../../src/inventory/vi-server.ts';

export default defineCmdlet({
  name: 'Connect-VIServer',
  synopsis: 'Connects to a server of this datacenter as a user.',
  description:
    'The shell starts connected as administrator@vsphere.local. Connect as another user to work with that user’s rights. The server is the name of this state’s vCenter or of its vCenter VM, or the path of another datacenter’s state file; any other name is refused unless the shell was started with --lab-accepts-any.',
  parameters: {
    Server: {
      type: 'string',
      array: true,
      position: 0,
      mandatory: ['Default'],
      sets: ['Default'],
      help: 'Names of servers, or paths of state files.',
    },
    Credential: {
      type: 'credential',
      pipeline: 'value',
      help: 'User and password, as Get-Credential asks for them.',
    },
    User: { type: 'string', pipeline: 'value', aliases: ['Username'], help: 'The user; needs -Password.' },
    Password: { type: 'string', help: 'The password in clear text; prefer -Credential.' },
    Port: { type: 'int', help: 'The port; 443 is the only one.' },
    Protocol: {
      type: 'string',
      validateSet: ['http', 'https'],
      help: 'Accepted for old scripts; nothing leaves the process.',
    },
    NotDefault: { type: 'switch', help: 'Leaves $DefaultVIServer as it is.' },
    Force: { type: 'switch', help: 'Accepted for old scripts: there is no certificate to warn about.' },
    AllLinked: { type: 'switch', help: 'Accepted for old scripts: there are no linked servers.' },
    Session: {
      type: 'string',
      help: 'The id of a session that this shell has open: gives that server again.',
    },
    Menu: {
      type: 'switch',
      sets: ['Menu'],
      mandatory: ['Menu'],
      help: 'Refused: names the server that there is.',
    },
    SaveCredentials: { type: 'switch', help: 'Refused: passwords are not kept.', hidden: true },
  },
  defaultParameterSet: 'Default',
  output: [viServerType],
  impact: 'none',
  examples: [
    {
      title: 'Work as the user without cryptographic rights',
      code: "Connect-VIServer lab -User nocrypto@vsphere.local -Password 'NoCrypto1!'",
    },
  ],
  process(args, invocation) {
    const connections = invocation.session.resource(connectionsKey);
    if (args.Menu) {
      const known = connections.current().map(({ serverName }) => serverName);
      return invocation.throwTerminating({
        message: 'There is no list of servers to choose from.',
        id: 'Client20_ConnectivityServiceImpl_Reconnect_NoMenu',
        category: 'NotImplemented',
        why: 'A server is the vCenter of a state file, and this shell keeps none of those that it has seen.',
        advice: `Connect-VIServer ${known[0] ?? 'lab'} -Credential (Get-Credential)`,
      });
    }
    if (args.Session !== undefined) {
      const open = connections.current().find(({ sessionId }) => sessionId === args.Session);
      if (open !== undefined) return invocation.write(viServerValue(open));
      return invocation.throwTerminating({
        message: `There is no session ${args.Session}.`,
        id: 'Client20_ConnectivityServiceImpl_Reconnect_SessionNotFound',
        category: 'AuthenticationError',
        why: 'A session is of the shell that opened it, and ends with it.',
        advice: 'Connect-VIServer SERVER -Credential (Get-Credential)',
      });
    }
    const user = args.Credential?.userName ?? args.User;
    const password = args.Credential?.password.reveal((text) => text) ?? args.Password;
    if (user === undefined || password === undefined) {
      return invocation.throwTerminating({
        message: 'A user and a password are needed.',
        id: 'Client20_ConnectivityServiceImpl_Reconnect_NoCredential',
        category: 'AuthenticationError',
        why: 'Neither -Credential nor -User with -Password was given.',
        advice: `Connect-VIServer ${args.Server?.[0] ?? 'lab'} -Credential (Get-Credential)`,
      });
    }
    for (const server of args.Server ?? []) {
      const connected = connections.connect(server, { user, password, isDefault: !args.NotDefault });
      if (!connected.ok) {
        invocation.writeError(faultError(connected.fault, server));
        continue;
      }
      invocation.write(viServerValue(connected.value));
    }
  },
});
