import type { Connection } from '../inventory/connection.ts';
import { viServerValue } from '../inventory/vi-server.ts';
import type { Value } from '../values/value.ts';

/** What `$DefaultVIServer` shows, loaded when it is first read. */
export interface ServerValues {
  readonly serverValue: (connection: Connection) => Value;
}

export const serverValue = (connection: Connection): Value => viServerValue(connection);
