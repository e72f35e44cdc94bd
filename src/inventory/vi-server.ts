import { VCENTER_ID } from '../datacenter/rows.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import { type Connection, connectionsKey } from './connection.ts';
import { serviceInstance } from './extension-data.ts';

/** A connected server: `$DefaultVIServer`. */
export const viServerType = objectType<Connection>()({
  name: 'VIServer',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.VIServerImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.VIServer'],
  properties: {
    Name: { type: 'string', get: (connection) => connection.serverName },
    Port: { type: 'int', get: (connection) => connection.port },
    User: { type: 'string', get: (connection) => connection.caller.user },
    Id: {
      type: 'string',
      get: (connection) => viServerId(connection),
    },
    IsConnected: { type: 'bool', get: (connection) => isConnected(connection) },
    Version: { type: 'string', get: (connection) => vcenter(connection)?.version ?? null },
    Build: { type: 'string', get: (connection) => vcenter(connection)?.build ?? null },
    ProductLine: { type: 'string', get: () => 'vpx' },
    InstanceUuid: { type: 'string', get: (connection) => vcenter(connection)?.instanceUuid ?? null },
    ExtensionData: serviceInstance,
    RefCount: { type: 'int', get: () => 1, json: 'omit' },
    SessionId: { type: 'string', get: (connection) => connection.sessionId, json: 'omit' },
  },
  view: {
    table: [
      { property: 'Name', width: 30 },
      { property: 'Port', width: 5, align: 'left' },
      { property: 'User', width: 30 },
    ],
  },
  toString: (connection) => connection.serverName,
  identity: (connection) => connection.sessionId,
  resolveName: (scope, pattern) =>
    scope
      .resource(connectionsKey)
      .current()
      .filter((connection) => matchesWildcard(connection.serverName, pattern))
      .map((connection) => viServerValue(connection)),
});

const closed = new WeakSet<Connection>();

/** Marks a connection that was disconnected; objects that came from it stay readable. */
export function markDisconnected(connection: Connection): void {
  closed.add(connection);
}

export function viServerValue(connection: Connection): TypedObject<Connection> {
  return objectOf(viServerType, connection);
}

function isConnected(connection: Connection): boolean {
  return !closed.has(connection);
}

function vcenter(connection: Connection) {
  return connection.datacenter.get('vcenter', VCENTER_ID);
}

export function viServerId({ caller, serverName, port }: Connection): string {
  return `/VIServer=${caller.user}@${serverName}:${port}/`;
}
