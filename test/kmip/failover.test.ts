import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import { makeClientCertificate, validFor } from '../../src/certificates/issue.ts';
import { createFailover, type Failover } from '../../src/kmip/client/failover.ts';
import { createKey, getKey, keyState, tagKey } from '../../src/kmip/client/key-operations.ts';
import type { KmipFault } from '../../src/kmip/client/kmip-fault.ts';
import type { KeyProviderConfig } from '../../src/kmip/client/provider-config.ts';
import { createSessionPool, type SessionPool } from '../../src/kmip/client/session-pool.ts';
import type { KeyStore } from '../../src/kmip/server/key-store.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import type { RehearsedFaults } from '../../src/kmip/server/rehearsed-faults.ts';
import {
  type Identities,
  makeIdentities,
  must,
  providerConfig,
  type RunningServer,
  serverConfig,
  startServer,
  unwrap,
} from './fixtures.ts';

/**
 * A provider of three servers with the same keys, and what happens to each request of an encryption
 * (Create, Get, Get Attributes, Add Attribute) when servers fail: it succeeds on another server, or
 * ends in a clear fault; no key is made twice, and none is left that nobody knows of.
 */
const TIMEOUT_MS = 500;
let identities: Identities;
let store: KeyStore;
let servers: RunningServer[];
let provider: KeyProviderConfig;
let pool: SessionPool;
let failover: Failover;

beforeAll(async () => {
  identities = await makeIdentities();
  store = createMemoryKeyStore();
  servers = await Promise.all([1, 2, 3].map(() => startServer(identities, { store })));
  provider = providerConfig(
    identities,
    servers.map(({ port }) => serverConfig(identities, port, { timeoutMs: TIMEOUT_MS })),
  );
});
afterEach(async () => {
  pool.closeAll();
  await Promise.all(servers.map(({ server }) => server.setFaults({})));
});
afterAll(() => Promise.all(servers.map(({ server }) => server.close())));

function startClient(): void {
  pool = createSessionPool(systemClock);
  failover = createFailover(pool, systemClock);
}

const keyIds = (): string[] => store.transact((objects) => [...objects.list()].map((object) => object.id));

const create = (of = provider): Promise<Result<{ keyId: string }, KmipFault>> =>
  failover.run(of, { operation: 'Create', isRepeatable: false, use: (session) => createKey(session) });

const STEPS = {
  Create: async () => (await create()).ok,
  Get: async (keyId: string) =>
    (
      await failover.run(provider, {
        operation: 'Get',
        isRepeatable: true,
        triesNextWhenMissing: true,
        use: (session) => getKey(session, keyId),
      })
    ).ok,
  'Get Attributes': async (keyId: string) =>
    (
      await failover.run(provider, {
        operation: 'State',
        isRepeatable: true,
        use: (session) => keyState(session, keyId),
      })
    ).ok,
  'Add Attribute': async (keyId: string) =>
    (
      await failover.run(provider, {
        operation: 'Tag',
        isRepeatable: false,
        use: (session) => tagKey(session, keyId, { 'x-Name': 'app-01' }),
      })
    ).ok,
} as const;

const FAULTS: Readonly<Record<string, RehearsedFaults>> = {
  down: { down: true },
  slow: { slowMs: 4 * TIMEOUT_MS },
  'half-open': { halfOpen: true },
  'dying in the middle of its answer': { cutAnswers: true },
};

describe.each(Object.keys(FAULTS))('servers that are %s', (name) => {
  const fault = must(FAULTS[name]);

  describe.each([1, 2])('%i of three', (count) => {
    test.each(Object.keys(STEPS) as (keyof typeof STEPS)[])('%s succeeds on one that works', async (step) => {
      startClient();
      const { keyId } = unwrap(await create());
      pool.closeAll();
      const before = keyIds();
      for (const { server } of servers.slice(0, count)) await server.setFaults(fault);
      startClient();
      const startedMs = performance.now();
      expect(await STEPS[step](keyId)).toBe(true);
      // A hang guard: each failed server costs its timeout at most.
      expect(performance.now() - startedMs).toBeLessThan(20 * count * TIMEOUT_MS);
      expect(keyIds()).toHaveLength(before.length + (step === 'Create' ? 1 : 0));
    });
  });

  test('all three end every step in a clear fault, and leave no key', async () => {
    startClient();
    const { keyId } = unwrap(await create());
    pool.closeAll();
    const before = keyIds();
    for (const { server } of servers) await server.setFaults(fault);
    startClient();
    const made = await create();
    expect(made).toMatchObject({ ok: false, fault: { kind: 'KeyProviderUnreachable' } });
    if (!made.ok && made.fault.kind === 'KeyProviderUnreachable') expect(made.fault.attempts).toHaveLength(3);
    expect(await STEPS.Get(keyId)).toBe(false);
    expect(keyIds()).toEqual(before);
  });

  test('a kept connection that breaks with a Create on it: the Create is not sent twice, and no key is left', async () => {
    startClient();
    unwrap(await create());
    const before = keyIds();
    await must(servers[0]).server.setFaults(fault);
    const made = await create();
    // Gone before it was sent: another server does it. Lost after it was sent: nobody may repeat it.
    if (made.ok) expect(keyIds()).toHaveLength(before.length + 1);
    else {
      expect(made.fault.kind).toBe('OutcomeUnknown');
      await new Promise((resolve) => setTimeout(resolve, 6 * TIMEOUT_MS));
      expect(keyIds()).toEqual(before);
    }
  });
});

test('a server that has lost a key is passed over, and a key that all have lost is not found', async () => {
  startClient();
  const { keyId } = unwrap(await create());
  await must(servers[0]).server.setFaults({ lostKeys: [keyId] });
  expect(await STEPS.Get(keyId)).toBe(true);
  for (const { server } of servers) await server.setFaults({ lostKeys: 'all' });
  const fetched = await failover.run(provider, {
    operation: 'Get',
    isRepeatable: true,
    triesNextWhenMissing: true,
    use: (session) => getKey(session, keyId),
  });
  expect(fetched).toMatchObject({ ok: false, fault: { kind: 'KeyNotFound', keyId } });
});

test('what all servers refuse for the same reason is told with that reason', async () => {
  startClient();
  const stranger = await makeClientCertificate('EC-P256', validFor(1, systemClock));
  const made = await create({
    ...provider,
    clientCertificatePem: stranger.certificatePem,
    clientKeyPem: stranger.keyPem,
  });
  expect(made).toMatchObject({ ok: false, fault: { kind: 'ClientNotTrusted' } });
});

test('a server that has just failed is asked after the others', async () => {
  startClient();
  await must(servers[0]).server.setFaults({ halfOpen: true });
  unwrap(await create());
  const startedMs = performance.now();
  for (let made = 0; made < 5; made++) unwrap(await create());
  expect(performance.now() - startedMs).toBeLessThan(5 * TIMEOUT_MS);
});

test('a request that is cancelled ends at once', async () => {
  startClient();
  for (const { server } of servers) await server.setFaults({ halfOpen: true });
  const abort = new AbortController();
  const made = failover.run(
    provider,
    { operation: 'Create', isRepeatable: false, use: (session) => createKey(session, abort.signal) },
    abort.signal,
  );
  setTimeout(() => abort.abort(), 20);
  expect(await made).toMatchObject({ ok: false, fault: { kind: 'Cancelled' } });
});
