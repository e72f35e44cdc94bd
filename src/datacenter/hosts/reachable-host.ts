import { fail, ok, type Result } from '../../base/result.ts';
import type { Fault } from '../faults.ts';
import type { HostRow } from '../rows.ts';

/** A host that vCenter can talk to: what it is sent arrives. */
export function isReachable(host: HostRow): boolean {
  return (
    host.powerState === 'PoweredOn' &&
    (host.connectionState === 'Connected' || host.connectionState === 'Maintenance')
  );
}

export function requireReachable(host: HostRow): Result<void, Fault> {
  return isReachable(host)
    ? ok(undefined)
    : fail({ kind: 'InvalidState', reason: 'HostNotConnected', entity: host.name });
}
