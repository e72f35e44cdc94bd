import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import { requireCapability, supports } from '../capabilities.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import { releaseOf } from '../releases.ts';
import type { HostRow } from '../rows.ts';

/** Where a host sends its core dumps over the network. A crypto-safe host's are encrypted, and go nowhere. */
export function setDumpCollector(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly collector: HostRow['dumpCollector'] },
): PlannedChange<HostRow> {
  const set = (tx: Transaction): Result<HostRow, Fault> => {
    const host = tx.get('hosts', request.hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
    const allowed = requirePrivilege(datacenter, caller, 'Host.Config.NetService', host);
    if (!allowed.ok) return allowed;
    const { collector } = request;
    if (collector !== undefined && host.cryptoState === 'safe') {
      const subject = { name: host.name, hostId: host.id };
      const supported = requireCapability(tx, 'CryptoSafeDumpCollector', subject);
      if (!supported.ok) return supported;
    }
    const after: HostRow = { ...host, dumpCollector: collector };
    tx.put('hosts', after);
    tx.event({
      eventTypeId: 'TaskEvent',
      message:
        collector === undefined
          ? `${host.name} keeps its core dumps`
          : `${host.name} sends core dumps to ${collector.address}:${collector.port}`,
      host: { id: host.id, name: host.name },
    });
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: 'set the dump collector of a host', change: set });
}

/** Refuses encryption mode on a host that sends its dumps over the network. */
export function checkNoDumpCollector(reader: Pick<Datacenter, 'get'>, host: HostRow): Result<void, Fault> {
  if (host.dumpCollector === undefined) return ok(undefined);
  if (supports(reader, 'CryptoSafeDumpCollector', { name: host.name, hostId: host.id })) return ok(undefined);
  const capability = 'CryptoSafeDumpCollector';
  const release = releaseOf(host.version);
  return fail({ kind: 'EncryptionConflict', capability, entity: host.name, release });
}
