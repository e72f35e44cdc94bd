import type { Clock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { isOfServer, type KmipFault } from './kmip-fault.ts';
import type { CallFault, KmipSession } from './kmip-session.ts';
import type { KeyProviderConfig, KmipServerConfig } from './provider-config.ts';
import type { SessionPool } from './session-pool.ts';

/** Runs requests on the first server of a provider that can do them. */
export interface Failover {
  run<T>(
    provider: KeyProviderConfig,
    request: ProviderRequest<T>,
    signal?: AbortSignal,
  ): Promise<Result<T, KmipFault>>;
}

export interface ProviderRequest<T> {
  readonly operation: string;
  /** A request that must not be done twice is not sent to another server once its outcome is unknown. */
  readonly isRepeatable: boolean;
  /** A server that does not have the key may not have it yet: the next one is asked. */
  readonly triesNextWhenMissing?: boolean;
  readonly use: (session: KmipSession) => Promise<Result<T, CallFault>>;
}

/** A server that has just failed is asked after the others. */
const SUSPECT_MS = 15_000;

export function createFailover(pool: SessionPool, clock: Clock): Failover {
  const failedMs = new Map<string, number>();
  const keyOf = (provider: KeyProviderConfig, server: KmipServerConfig): string =>
    `${provider.name}/${server.name}/${server.address}:${server.port}`;

  const inOrder = (provider: KeyProviderConfig): KmipServerConfig[] => {
    const nowMs = clock.monotonicMs();
    const isSuspect = (server: KmipServerConfig): boolean =>
      nowMs - (failedMs.get(keyOf(provider, server)) ?? Number.NEGATIVE_INFINITY) < SUSPECT_MS;
    return [
      ...provider.servers.filter((server) => !isSuspect(server)),
      ...provider.servers.filter((server) => isSuspect(server)),
    ];
  };

  return {
    async run(provider, request, signal) {
      const faults: KmipFault[] = [];
      for (const server of inOrder(provider)) {
        const { isRepeatable } = request;
        const done = await pool.withSession(provider, server, { isRepeatable, signal }, request.use);
        if (done.ok) {
          failedMs.delete(keyOf(provider, server));
          return ok(done.value);
        }
        const { fault, isAmbiguous } = done.fault;
        if (fault.kind === 'Cancelled') return fail(fault);
        if (isAmbiguous && !request.isRepeatable)
          return fail(outcomeUnknown(request.operation, server, fault));
        if (isOfServer(fault)) failedMs.set(keyOf(provider, server), clock.monotonicMs());
        else if (fault.kind !== 'KeyNotFound' || request.triesNextWhenMissing !== true) return fail(fault);
        faults.push(fault);
      }
      return fail(overall(provider, faults));
    },
  };
}

function outcomeUnknown(operation: string, server: KmipServerConfig, fault: KmipFault): KmipFault {
  return {
    kind: 'OutcomeUnknown',
    server: server.name,
    operation,
    message: `The connection to key management server '${server.name}' was lost after ${operation} was sent, so it may have been done. It was not repeated. (${fault.message})`,
  };
}

/** A fault that all servers have is told as it is. Of several, a missing key and a changed certificate are told before mere silence. */
function overall(provider: KeyProviderConfig, faults: readonly KmipFault[]): KmipFault {
  const [first] = faults;
  const telling =
    faults.find((fault) => fault.kind === 'KeyNotFound') ??
    faults.find((fault) => fault.kind === 'CertificateChanged');
  if (telling !== undefined) return telling;
  if (
    first !== undefined &&
    first.kind !== 'ServerUnreachable' &&
    first.kind !== 'Timeout' &&
    faults.every(({ kind }) => kind === first.kind)
  ) {
    return first;
  }
  const attempts = faults.map((fault) => fault.message);
  const why =
    attempts.length === 0 ? 'It has no servers. Add one with Add-KeyManagementServer.' : attempts.join(' ');
  return {
    kind: 'KeyProviderUnreachable',
    provider: provider.name,
    attempts,
    message: `No key management server of key provider '${provider.name}' could be used. ${why}`,
  };
}
