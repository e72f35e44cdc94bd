import { toArray } from '../values/enumerate.ts';
import { TypedObject } from '../values/object-type.ts';
import type { ResourceKey, ResourceScope } from '../values/resource.ts';
import { isNull, type Value } from '../values/value.ts';
import { type Connection, connectionsKey } from './connection.ts';

/** Where names are looked up: on the servers of -Server; in the session's without it. */
export function scopeOfServers(scope: ResourceScope, servers: Value | undefined): ResourceScope {
  if (servers === undefined || isNull(servers)) return scope;
  const given = toArray(servers).flatMap((server) =>
    server instanceof TypedObject ? [server.data as Connection] : [],
  );
  const connections = { ...scope.resource(connectionsKey), current: () => given };
  return {
    resource: <T>(key: ResourceKey<T>): T =>
      (key as ResourceKey<unknown>) === connectionsKey ? (connections as T) : scope.resource(key),
  };
}
