import type { Caller, Datacenter } from '../datacenter/datacenter.ts';

/** The logged-in session that a view was got by: whose rights its methods use. */
export interface VimSession {
  readonly serverName: string;
  readonly port: number;
  readonly datacenter: Datacenter;
  readonly caller: Caller;
  readonly sessionId: string;
}
