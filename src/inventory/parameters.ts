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

/** The servers a cmdlet works on. */
export function serversOf(
  session: Session,
  given: readonly TypedObject<Connection>[] | undefined,
): readonly Connection[] {
  return given === undefined ? connectionsOf(session) : given.map((server) => server.data);
}
