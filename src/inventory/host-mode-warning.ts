import type { Invocation } from '../cmdlet/invocation.ts';
import type { HostRow } from '../datacenter/rows.ts';
import type { Connection } from './connection.ts';

/**
 * Warns of the hosts whose encryption mode an operation turns on: at once for one that runs in the background, else
 * when what this gives is called at its end. A provider that is down turns nothing on, and the work may fail after
 * it was: what is said then is what became of it.
 */
export function hostModeWarning(
  invocation: Invocation,
  { datacenter }: Connection,
  hosts: readonly HostRow[],
  runAsync: boolean,
): () => void {
  const warnOf = (enabled: readonly HostRow[]): void => {
    for (const { name } of enabled)
      invocation.warning(`Encryption mode of host ${name} is turned on; it gets a host key.`);
  };
  if (runAsync) {
    warnOf(hosts);
    return () => undefined;
  }
  return () => {
    warnOf(hosts.filter(({ id }) => datacenter.get('hosts', id)?.cryptoState === 'safe'));
  };
}
