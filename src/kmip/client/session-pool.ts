import type { SecureContext } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { createSha256 } from '../../crypto/digest.ts';
import { clientContext } from './connection.ts';
import { deadlineIn } from './deadline.ts';
import type { KmipFault } from './kmip-fault.ts';
import { type CallFault, type KmipSession, listVersions, openSession } from './kmip-session.ts';
import type { KeyProviderConfig, KmipServerConfig } from './provider-config.ts';

/** Keeps connections between requests, so that a thousand keys need one handshake. */
export interface SessionPool {
  /** Lends a session to `use` and keeps it afterwards unless its connection was lost. */
  withSession<T>(
    provider: KeyProviderConfig,
    server: KmipServerConfig,
    options: { readonly isRepeatable: boolean; readonly signal: AbortSignal | undefined },
    use: (session: KmipSession) => Promise<Result<T, CallFault>>,
  ): Promise<Result<T, CallFault>>;
  /** A session of its own, never kept: for status checks. */
  openFresh(
    provider: KeyProviderConfig,
    server: KmipServerConfig,
    signal?: AbortSignal,
  ): Promise<Result<KmipSession, KmipFault>>;
  closeAll(): void;
}

const KEEP_MS = 20_000;
/** A connection that rested longer is asked for the versions before it carries a request that must not be repeated. */
const TRUST_RESTED_MS = 1_000;
/** More requests at once wait for a connection. */
const MAX_PER_SERVER = 4;

interface Kept {
  readonly session: KmipSession;
  readonly sinceMs: number;
  readonly timer: NodeJS.Timeout;
}

interface ServerPool {
  readonly context: Result<SecureContext, KmipFault>;
  readonly kept: Kept[];
  readonly waiting: (() => void)[];
  lent: number;
}

export function createSessionPool(clock: Clock): SessionPool {
  const pools = new Map<string, ServerPool>();
  const poolOf = (provider: KeyProviderConfig, server: KmipServerConfig): ServerPool => {
    const key = fingerprint(provider, server);
    let pool = pools.get(key);
    if (pool === undefined) {
      pool = { context: clientContext(provider, server), kept: [], waiting: [], lent: 0 };
      pools.set(key, pool);
    }
    return pool;
  };

  return {
    async withSession(provider, server, options, use) {
      const pool = poolOf(provider, server);
      while (pool.lent >= MAX_PER_SERVER) await new Promise<void>((resolve) => pool.waiting.push(resolve));
      pool.lent++;
      try {
        return await lend(pool, server, { ...options, clock }, use);
      } finally {
        pool.lent--;
        pool.waiting.shift()?.();
      }
    },
    async openFresh(provider, server, signal) {
      const { context } = poolOf(provider, server);
      return context.ok ? openSession(server, context.value, clock, signal) : fail(context.fault);
    },
    closeAll() {
      for (const pool of pools.values()) {
        for (const { session, timer } of pool.kept.splice(0)) {
          clearTimeout(timer);
          session.connection.close();
        }
      }
      pools.clear();
    },
  };
}

interface LendOptions {
  readonly isRepeatable: boolean;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
}

async function lend<T>(
  pool: ServerPool,
  server: KmipServerConfig,
  options: LendOptions,
  use: (session: KmipSession) => Promise<Result<T, CallFault>>,
): Promise<Result<T, CallFault>> {
  const { clock, signal } = options;
  const { context } = pool;
  if (!context.ok) return fail(beforeSending(context.fault));
  const kept = await takeKept(pool, clock, signal);
  if (!kept.ok) return fail(beforeSending(kept.fault));
  if (kept.value !== undefined) {
    const result = await use(kept.value);
    keep(pool, kept.value, clock);
    const wasClosedMeanwhile = !result.ok && result.fault.fault.kind === 'ServerUnreachable';
    if (!wasClosedMeanwhile || !options.isRepeatable) return result;
  }
  const opened = await openSession(server, context.value, clock, signal);
  if (!opened.ok) return fail(beforeSending(opened.fault));
  const result = await use(opened.value);
  keep(pool, opened.value, clock);
  return result;
}

function beforeSending(fault: KmipFault): CallFault {
  return { fault, isAmbiguous: false };
}

function keep(pool: ServerPool, session: KmipSession, clock: Clock): void {
  if (!session.connection.isOpen) {
    session.connection.close();
    return;
  }
  const timer = setTimeout(() => {
    const at = pool.kept.findIndex((kept) => kept.session === session);
    if (at >= 0) pool.kept.splice(at, 1);
    session.connection.close();
  }, KEEP_MS);
  timer.unref();
  pool.kept.push({ session, sinceMs: clock.monotonicMs(), timer });
}

/** A kept session that is good for a request, or none. */
async function takeKept(
  pool: ServerPool,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Result<KmipSession | undefined, KmipFault>> {
  for (let kept = pool.kept.pop(); kept !== undefined; kept = pool.kept.pop()) {
    clearTimeout(kept.timer);
    const { session } = kept;
    if (!session.connection.isOpen) continue;
    if (clock.monotonicMs() - kept.sinceMs < TRUST_RESTED_MS) return ok(session);
    const versions = await listVersions(session, deadlineIn(session.server.timeoutMs, clock, signal));
    if (versions.ok || versions.fault.fault.kind === 'OperationRefused') return ok(session);
    session.connection.close();
    // A server that keeps a connection and does not answer would not answer on a new one either.
    const { fault } = versions.fault;
    if (fault.kind === 'Timeout' || fault.kind === 'Cancelled') return fail(fault);
  }
  return ok(undefined);
}

/** What a connection depends on: another certificate, pin or user means another connection. */
function fingerprint(provider: KeyProviderConfig, server: KmipServerConfig): string {
  const hash = createSha256();
  const parts = [
    provider.clientCertificatePem,
    provider.clientKeyPem,
    server.address,
    String(server.port),
    server.pinnedSha256 ?? '',
    server.serverCaPem ?? '',
    server.userName ?? '',
    server.password ?? '',
  ];
  for (const part of parts) {
    hash.update(`${part.length}:`);
    hash.update(part);
  }
  return hash.digest().toString('hex');
}
