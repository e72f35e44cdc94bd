import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { type ServerFaults, setKeyServerFaults } from '../../src/datacenter/keys/key-servers.ts';
import { keyServersNamed, keyServerType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

const SECONDS = /^(\d+(?:\.\d+)?)(ms|s)?$/i;

export default defineCmdlet({
  name: 'Set-KeyManagementServerFault',
  synopsis: 'Lets the embedded key management server fail on purpose, to rehearse what then happens.',
  description:
    'The faults given replace those in force, and stay in force for every shell of this datacenter until -Clear. Nothing is lost: with -DropKey the server only denies having the keys.',
  parameters: {
    KeyManagementServer: {
      type: keyServerType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The embedded server.',
    },
    Down: { type: 'switch', sets: ['Fault'], help: 'Nobody listens: connections are refused.' },
    Slow: {
      type: 'string',
      sets: ['Fault'],
      validatePattern: SECONDS,
      help: 'Each answer comes this much later, such as 5s or 500ms; a bare number is seconds.',
    },
    HalfOpen: {
      type: 'switch',
      sets: ['Fault'],
      help: 'Connections succeed and requests are never answered.',
    },
    DropKey: {
      type: 'string',
      array: true,
      sets: ['Fault'],
      help: 'Ids of keys that the server denies having; * is all.',
    },
    ExpiredCertificate: { type: 'switch', sets: ['Fault'], help: 'It shows a certificate that has expired.' },
    CutAnswer: { type: 'switch', sets: ['Fault'], help: 'The connection dies in the middle of each answer.' },
    Clear: { type: 'switch', sets: ['Clear'], mandatory: ['Clear'], help: 'No fault any more.' },
    Server: serverParameter,
  },
  defaultParameterSet: 'Fault',
  output: [keyServerType],
  impact: 'medium',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [
    { title: 'Take the key server away', code: 'Set-KeyManagementServerFault embedded -Down' },
    {
      title: 'Make it slow',
      code: 'Get-KeyManagementServer embedded | Set-KeyManagementServerFault -Slow 5s',
    },
    { title: 'And mend it', code: 'Set-KeyManagementServerFault embedded -Clear' },
  ],
  links: ['Get-KMServerStatus', 'Test-KeyProvider'],
  process(args, invocation) {
    const faults: ServerFaults = {
      ...(args.Down && { down: true }),
      ...(args.Slow !== undefined && { slowMs: milliseconds(args.Slow) }),
      ...(args.HalfOpen && { halfOpen: true }),
      ...(args.DropKey !== undefined && { lostKeys: args.DropKey.includes('*') ? 'all' : args.DropKey }),
      ...(args.ExpiredCertificate && { expiredCertificate: true }),
      ...(args.CutAnswer && { cutAnswers: true }),
    };
    const names = Object.keys(faults);
    if (names.length === 0 && !args.Clear) {
      reportFault(invocation, {
        kind: 'InvalidArgument',
        parameter: 'KeyManagementServer',
        rule: 'No fault was named.',
        remedy: 'Set-KeyManagementServerFault embedded -Down, or -Clear to end the one in force.',
      });
      return;
    }
    for (const server of args.KeyManagementServer) {
      const { connection, row } = server.data;
      const { name } = server.data.server;
      const action = args.Clear ? 'End its faults' : `Play a fault: ${names.join(', ')}`;
      if (!invocation.shouldProcess(`${name} of ${row.name}`, action)) continue;
      const set = setKeyServerFaults(
        connection.datacenter,
        connection.caller,
        { providerId: row.id, serverName: name },
        faults,
      );
      if (set.ok)
        invocation.writeAll(keyServersNamed([connection], name).filter((now) => now.data.row.id === row.id));
      else reportFault(invocation, set.fault, server);
    }
  },
});

function milliseconds(text: string): number {
  const [, amount = '0', unit = 's'] = SECONDS.exec(text) ?? [];
  return Math.round(Number(amount) * (unit.toLowerCase() === 'ms' ? 1 : 1000));
}
