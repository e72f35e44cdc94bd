import { systemClock } from '../base/clock.ts';
import { ok, type Result } from '../base/result.ts';
import { type CallContext, serveWorker, type WorkerMethods } from '../worker/serve.ts';
import { fetchCertificate } from './client/connection.ts';
import { deadlineIn } from './client/deadline.ts';
import { createFailover, type Failover } from './client/failover.ts';
import {
  createKey,
  destroyKey,
  type FetchedKey,
  getKey,
  keyState,
  locateKeys,
  requireUsable,
  revokeKey,
  tagKey,
  takeNewKey,
} from './client/key-operations.ts';
import type { KmipFault } from './client/kmip-fault.ts';
import type { KmipSession } from './client/kmip-session.ts';
import type { CertificateInfo, KeyProviderConfig } from './client/provider-config.ts';
import { testProvider } from './client/provider-test.ts';
import { providerStatus } from './client/server-status.ts';
import { createSessionPool, type SessionPool } from './client/session-pool.ts';
import type { KmsClientCalls } from './key-provider.ts';

type Call<M extends keyof KmsClientCalls> = KmsClientCalls[M];

/** The KMIP client's thread: sockets and TLS. `key-provider.ts` is its face in the engine's thread. */
serveWorker(() => {
  const pool = createSessionPool(systemClock);
  return { ...keyMethods(createFailover(pool, systemClock)), ...serverMethods(pool) };
});

function keyMethods(failover: Failover): WorkerMethods {
  const fetch = async (
    provider: KeyProviderConfig,
    keyId: string,
    signal: AbortSignal,
    acceptsInactive = false,
  ): Promise<Result<FetchedKey, KmipFault>> => {
    const use = (session: KmipSession) => getKey(session, keyId, signal);
    const fetched = await failover.run(provider, { ...READING, operation: 'Get', use }, signal);
    return fetched.ok && !acceptsInactive ? requireUsable(fetched.value, keyId) : fetched;
  };
  return {
    createKey: ({ provider }: Call<'createKey'>, { signal }: CallContext) => {
      const use = (session: KmipSession) => createKey(session, signal);
      return failover.run(provider, { operation: 'Create', isRepeatable: false, use }, signal);
    },
    async takeNewKey({ provider, keyId, tags }: Call<'takeNewKey'>, { signal }: CallContext) {
      const use = (session: KmipSession) => takeNewKey(session, keyId, tags, signal);
      const taken = await failover.run(provider, { ...READING, operation: 'Get', use }, signal);
      return taken.ok && taken.value ? ok(taken.value) : fetch(provider, keyId, signal);
    },
    getKey: ({ provider, keyId, acceptsInactive }: Call<'getKey'>, { signal }: CallContext) =>
      fetch(provider, keyId, signal, acceptsInactive),
    keyState: ({ provider, keyId }: Call<'keyState'>, { signal }: CallContext) => {
      const use = (session: KmipSession) => keyState(session, keyId, signal);
      return failover.run(provider, { ...READING, operation: 'Get Attributes', use }, signal);
    },
    tagKey: ({ provider, keyId, tags }: Call<'tagKey'>, { signal }: CallContext) => {
      const use = (session: KmipSession) => tagKey(session, keyId, tags, signal);
      return failover.run(provider, { operation: 'Add Attribute', isRepeatable: false, use }, signal);
    },
    revokeKey: ({ provider, keyId, reason }: Call<'revokeKey'>, { signal }: CallContext) => {
      const use = (session: KmipSession) => revokeKey(session, keyId, reason, signal);
      return failover.run(provider, { operation: 'Revoke', isRepeatable: false, use }, signal);
    },
    destroyKey: ({ provider, keyId }: Call<'destroyKey'>, { signal }: CallContext) => {
      const use = (session: KmipSession) => destroyKey(session, keyId, signal);
      return failover.run(provider, { operation: 'Destroy', isRepeatable: false, use }, signal);
    },
    locateKeys: ({ provider, tags }: Call<'locateKeys'>, { signal }: CallContext) => {
      const use = (session: KmipSession) => locateKeys(session, tags, signal);
      return failover.run(provider, { operation: 'Locate', isRepeatable: true, use }, signal);
    },
  };
}

/** Reading may be repeated, and a server that lacks the key may not have it yet. */
const READING = { isRepeatable: true, triesNextWhenMissing: true } as const;

function serverMethods(pool: SessionPool): WorkerMethods {
  return {
    status: ({ provider }: Call<'status'>, { signal }: CallContext) =>
      providerStatus(provider, pool, systemClock, signal),
    testProvider: ({ provider }: Call<'testProvider'>, { signal }: CallContext) =>
      testProvider(provider, pool, systemClock, signal),
    fetchServerCertificate: (
      { address, port, timeoutMs }: Call<'fetchServerCertificate'>,
      { signal }: CallContext,
    ): Promise<Result<CertificateInfo, KmipFault>> => {
      const server = { name: address, address, port, timeoutMs };
      return fetchCertificate(server, deadlineIn(timeoutMs, systemClock, signal));
    },
    closeConnections: () => pool.closeAll(),
  };
}
