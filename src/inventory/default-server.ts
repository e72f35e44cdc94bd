import type { Session } from '../cmdlet/session.ts';
import { type Connection, connectionsOf } from './connection.ts';
import { viServerValue } from './vi-server.ts';

/** Sets `$DefaultVIServer` and `$DefaultVIServers`, which scripts look at. */
export function publishServers(session: Session, first: Connection | undefined): void {
  const servers = connectionsOf(session).map((connection) => viServerValue(connection));
  session.variables.set('DefaultVIServer', first === undefined ? null : viServerValue(first), {
    scope: 'global',
  });
  session.variables.set('DefaultVIServers', servers, { scope: 'global' });
}
