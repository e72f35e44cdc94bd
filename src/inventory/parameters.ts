import type { Session } from '../cmdlet/session.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Connection } from './connection.ts';
import { connectionsOf } from './connection.ts';
import { scopeOfServers } from './server-scope.ts';
import { viServerType } from './vi-server.ts';

/** Parameters that nearly every PowerCLI cmdlet has. */

export const serverParameter = {
  type: viServerType,
  array: true,
  namesWithin: scopeOfServers,
  help: 'The servers to work on; those of the session unless given.',
} as const;

export const nameParameter = {
  type: 'string',
  array: true,
  position: 0,
  wildcard: true,
  help: 'Names, with wildcards.',
} as const;

export const idParameter = { type: 'string', array: true, help: 'Managed-object references.' } as const;

export const runAsyncParameter = {
  type: 'switch',
  help: 'Returns a task at once and goes on in the background.',
} as const;

/** The servers a cmdlet works on: those given, else those that the objects given are from, else the session's. */
export function serversOf(
  session: Session,
  given: readonly TypedObject<Connection>[] | undefined,
  ...objects: readonly (readonly { readonly data: { readonly connection: Connection } }[] | undefined)[]
): readonly Connection[] {
  if (given !== undefined) return given.map((server) => server.data);
  const connections = objects.flatMap((each) => each ?? []).map(({ data }) => data.connection);
  if (connections.length === 0) return connectionsOf(session);
  return [...new Map(connections.map((connection) => [connection.datacenter, connection])).values()];
}
