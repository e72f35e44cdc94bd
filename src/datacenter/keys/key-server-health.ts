import { ok, type Result } from '../../base/result.ts';
import type { ServerStatus } from '../../kmip/client/server-status.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { Operation } from '../operation.ts';
import type { KeyProviderRow, KeyServerHealth, KeyServerRow } from '../rows.ts';
import { mayManageKeyServers } from './key-providers.ts';
import type { ServerTestReport } from './key-service.ts';

export type { ServerStatus } from '../../kmip/client/server-status.ts';

/** Asks every server of a provider how it does, and records what has changed since it was last asked. */
export function* checkKeyServers(
  datacenter: Datacenter,
  caller: Caller,
  provider: KeyProviderRow,
): Operation<readonly ServerStatus[]> {
  const statuses = yield* datacenter.keys.status(provider);
  if (!statuses.ok) return statuses;
  const recorded = recordHealth(datacenter, caller, provider, statuses.value);
  return recorded.ok ? statuses : recorded;
}

/** A round trip of a key on each of the provider's servers; the key is destroyed again. */
export function* testKeyProvider(
  datacenter: Datacenter,
  caller: Caller,
  provider: KeyProviderRow,
): Operation<readonly ServerTestReport[]> {
  const allowed = mayManageKeyServers(datacenter, caller);
  if (!allowed.ok) return allowed;
  return yield* datacenter.keys.test(provider);
}

function recordHealth(
  datacenter: Datacenter,
  caller: Caller,
  provider: KeyProviderRow,
  statuses: readonly ServerStatus[],
): Result<void, Fault> {
  const isNews = ({ name, health }: KeyServerRow): boolean => {
    const status = statuses.find(({ server }) => server === name);
    return (
      status !== undefined &&
      (health?.status !== status.health ||
        health.detail !== status.connectionStatus ||
        (status.vendor !== undefined && health.vendor !== status.vendor))
    );
  };
  if (!provider.servers.some(isNews)) return ok(undefined);
  return datacenter.commit(caller, 'record how key management servers do', (tx) => {
    const current = tx.get('keyProviders', provider.id);
    if (current === undefined) return ok(undefined);
    const servers = current.servers.map((server) => {
      const status = isNews(server) ? statuses.find(({ server: name }) => name === server.name) : undefined;
      if (status === undefined) return server;
      tellChange(tx, current, server, status);
      const sinceMs =
        server.health?.status === status.health ? server.health.sinceMs : datacenter.clock.nowMs();
      const vendor = status.vendor ?? server.health?.vendor;
      const health: KeyServerHealth = {
        status: status.health,
        detail: status.connectionStatus,
        sinceMs,
        ...(vendor !== undefined && { vendor }),
      };
      return { ...server, health };
    });
    tx.put('keyProviders', { ...current, servers });
    return ok(undefined);
  });
}

function tellChange(
  tx: Transaction,
  provider: KeyProviderRow,
  { name, health: before }: KeyServerRow,
  status: ServerStatus,
): void {
  const about = { keyProvider: provider.name, server: name };
  if (status.health === 'red' && before?.status !== 'red') {
    tx.event({
      eventTypeId: 'com.vmware.vc.kms.crypto.Unreachable',
      severity: 'error',
      message: `Key management server ${name} of ${provider.name} cannot be used. ${status.connectionStatus}`,
      arguments: about,
    });
  }
  if (status.vendor !== undefined && status.vendor !== before?.vendor) {
    tx.event({
      eventTypeId: 'com.vmware.vc.kms.crypto.Vendor',
      message: `Key management server ${name} of ${provider.name} is by ${status.vendor}.`,
      arguments: { ...about, vendor: status.vendor },
    });
  }
  if (status.health !== 'red' && before?.status === 'red') {
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `Key management server ${name} of ${provider.name} can be used again.`,
      arguments: { ...about, operation: 'RetrieveKmipServersStatus' },
    });
  }
  const warnings = [
    ['KMSServerCertExpirationEvent', 'KMS Server', status.certificateExpiresInSeconds],
    ['KMSClientCertExpirationEvent', 'KMS Client', status.clientCertificateExpiresInSeconds],
  ] as const;
  for (const [event, which, seconds] of warnings) {
    if (seconds === undefined || seconds > EXPIRY_WARNING_SECONDS) continue;
    tx.event({
      eventTypeId: `com.vmware.vc.vecs.${event}`,
      severity: 'warning',
      message: `${which} Certificate ${seconds < 0 ? 'has expired' : 'will expire soon'}: ${name} of ${provider.name}.`,
      arguments: { ...about, daysLeft: String(Math.floor(seconds / 86_400)) },
    });
  }
}

const EXPIRY_WARNING_SECONDS = 30 * 86_400;
