import type { Result } from '../base/result.ts';
import { terminatingError } from '../cmdlet/error.ts';
import type { Caller, Datacenter } from '../datacenter/datacenter.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { TerminatingError } from '../values/error-record.ts';
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

/** The servers to work on; without any, PowerCLI's own error ends the statement. */
export function connectionsOf(scope: ResourceScope): readonly Connection[] {
  const current = scope.resource(connectionsKey).current();
  if (current.length === 0) throw notConnected();
  return current;
}

function notConnected(): TerminatingError {
  return terminatingError({
    message: 'You are not currently connected to any servers. Please connect first using a Connect cmdlet.',
    id: 'Core_BaseCmdlet_NotConnectedError',
    category: 'ResourceUnavailable',
    advice: 'Connect-VIServer lab -Credential (Get-Credential)',
    exceptionType: 'VMware.VimAutomation.Sdk.Types.V1.ErrorHandling.VimException.ViServerConnectionException',
  });
}

/** An inventory object's data: the row as it was when the object was made, and where it came from. */
export interface Item<R> {
  readonly connection: Connection;
  readonly row: R;
}
