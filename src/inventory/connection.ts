import type { Result } from '../base/result.ts';
import type { Caller, Datacenter } from '../datacenter/datacenter.ts';
import type { Fault } from '../datacenter/faults.ts';
import { type ResourceKey, type ResourceScope, resourceKey } from '../values/resource.ts';

/** One logged-in session with one vCenter: what `$DefaultVIServer` stands for. */
export interface Connection {
  readonly serverName: string;
  readonly port: number;
  readonly datacenter: Datacenter;
  readonly caller: Caller;
  readonly sessionId: string;
}

export interface LogIn {
  readonly user: string;
  readonly password: string;
  /** False leaves the servers that cmdlets use as they are. */
  readonly isDefault: boolean;
}

/** The servers a shell is connected to. */
export interface Connections {
  /** Those that cmdlets without -Server use. */
  current(): readonly Connection[];
  connect(serverName: string, login: LogIn): Result<Connection, Fault>;
  disconnect(connection: Connection): void;
  /** While `body` runs, the shell works on a fresh lab, which is thrown away afterwards. */
  onThrowAwayLab<T>(body: () => T): T;
}

export const connectionsKey: ResourceKey<Connections> = resourceKey<Connections>('vSphere connections');

export function connectionsOf(scope: ResourceScope): readonly Connection[] {
  return scope.resource(connectionsKey).current();
}

/** An inventory object's data: the row as it was when the object was made, and where it came from. */
export interface Item<R> {
  readonly connection: Connection;
  readonly row: R;
}
