import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import {
  type CertificateIdentity,
  makeAuthority,
  makeClientCertificate,
  makeServerCertificate,
  makeSigningRequest,
  signRequest,
  validFor,
} from '../../src/certificates/issue.ts';
import { readCertificate } from '../../src/certificates/read.ts';
import { createFailover, type Failover } from '../../src/kmip/client/failover.ts';
import { createKey } from '../../src/kmip/client/key-operations.ts';
import type { KmipFault } from '../../src/kmip/client/kmip-fault.ts';
import type { KeyProviderConfig } from '../../src/kmip/client/provider-config.ts';
import { createSessionPool, type SessionPool } from '../../src/kmip/client/session-pool.ts';
import { nameOf, ResultReason } from '../../src/kmip/enums.ts';
import { responseMessage } from '../../src/kmip/messages.ts';
import { trustedClients } from '../../src/kmip/server/client-directory.ts';
import type { KmipServer } from '../../src/kmip/server/kmip-server.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { V1_4 } from '../../src/kmip/version.ts';
import {
  type Identities,
  makeIdentities,
  must,
  providerConfig,
  serverConfig,
  startServer,
  unpinnedServer,
  unwrap,
} from './fixtures.ts';
import { VCENTER_MESSAGES } from './vcenter-messages.ts';
import { connectWire } from './wire-client.ts';

/** Who may talk to whom: of all the pairs only the right one works, and each wrong one says what is wrong. */
let identities: Identities;
let server: KmipServer;
let port: number;
let pool: SessionPool;
let failover: Failover;
const store = createMemoryKeyStore();

beforeAll(async () => {
  identities = await makeIdentities();
  const expired = unwrap(
    await makeServerCertificate(['127.0.0.1'], 'EC-P256', {
      notBeforeMs: 0,
      notAfterMs: systemClock.nowMs() - 1000,
    }),
  );
  ({ server, port } = await startServer(identities, {
    store,
    tls: { ...identities.server, expired: () => Promise.resolve(expired) },
  }));
  pool = createSessionPool(systemClock);
  failover = createFailover(pool, systemClock);
});
afterEach(async () => {
  await server.setFaults({});
  pool.closeAll();
});
afterAll(() => server.close());

async function create(provider: KeyProviderConfig): Promise<KmipFault | 'works'> {
  const made = await failover.run(provider, {
    operation: 'Create',
    isRepeatable: false,
    use: (session) => createKey(session),
  });
  return made.ok ? 'works' : made.fault;
}

function withClient(identity: CertificateIdentity): KeyProviderConfig {
  return providerConfig(identities, [serverConfig(identities, port)], {
    clientCertificatePem: identity.certificatePem,
    clientKeyPem: identity.keyPem,
  });
}

const keysHeld = (): number => store.transact((objects) => [...objects.list()].length);

describe('what the client accepts', () => {
  test('the pinned certificate', async () => {
    expect(await create(providerConfig(identities, [serverConfig(identities, port)]))).toBe('works');
  });

  test('no certificate that was never trusted', async () => {
    expect(await create(providerConfig(identities, [unpinnedServer(port)]))).toMatchObject({
      kind: 'CertificateNotTrusted',
      reason: 'neverTrusted',
    });
  });

  test('no port on which something else answers', async () => {
    const web = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port: wrong } = web.address() as AddressInfo;
    const fault = await create(providerConfig(identities, [serverConfig(identities, wrong)]));
    web.close();
    expect(fault).toMatchObject({ kind: 'KeyProviderUnreachable' });
    expect(JSON.stringify(fault)).toContain(`127.0.0.1:${wrong} speaks no TLS`);
  });

  test('no other certificate than the pinned one: the server was swapped', async () => {
    const swapped = serverConfig(identities, port, { pinnedSha256: 'ab'.repeat(32) });
    expect(await create(providerConfig(identities, [swapped]))).toMatchObject({
      kind: 'CertificateChanged',
      pinnedSha256: 'ab'.repeat(32),
      shownSha256: identities.serverSha256,
    });
  });

  test('no certificate that has expired', async () => {
    await server.setFaults({ expiredCertificate: true });
    expect(await create(providerConfig(identities, [serverConfig(identities, port)]))).toMatchObject({
      kind: 'CertificateNotTrusted',
      reason: 'expired',
    });
    await server.setFaults({});
    expect(await create(providerConfig(identities, [serverConfig(identities, port)]))).toBe('works');
  });

  test('a certificate that its authority vouches for, under the name or address it is made out for only', async () => {
    const validity = validFor(1, systemClock);
    const authority = await makeAuthority('authority', 'EC-P256', validity);
    const other = await makeAuthority('other authority', 'EC-P256', validity);
    const right = unwrap(
      await makeServerCertificate(['127.0.0.1', 'localhost'], 'EC-P256', validity, authority),
    );
    const elsewhere = unwrap(
      await makeServerCertificate(['kms.example.com'], 'EC-P256', validity, authority),
    );
    const verdictOf = async (
      tls: CertificateIdentity,
      ca: CertificateIdentity,
    ): Promise<KmipFault | 'works'> => {
      const running = await startServer(identities, { tls });
      const verdict = await create(
        providerConfig(identities, [unpinnedServer(running.port, { serverCaPem: ca.certificatePem })]),
      );
      await running.server.close();
      return verdict;
    };
    expect(await verdictOf(right, authority)).toBe('works');
    expect(await verdictOf(right, other)).toMatchObject({
      kind: 'CertificateNotTrusted',
      reason: 'unknownIssuer',
    });
    expect(await verdictOf(elsewhere, authority)).toMatchObject({
      kind: 'CertificateNotTrusted',
      reason: 'wrongName',
    });
  });

  test('no TLS before 1.2, at either end', async () => {
    await expect(
      connectWire(port, identities.client, {
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    ).rejects.toThrow();
  });
});

describe('what the server accepts', () => {
  test('TLS 1.2 and 1.3', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const client = await connectWire(port, identities.client, { minVersion: version, maxVersion: version });
      expect(reasonIn(await client.exchange(VCENTER_MESSAGES.discoverVersions))).toBe('Success');
      client.close();
    }
  });

  test('no client without a certificate', async () => {
    const client = await connectWire(port, undefined);
    expect(reasonIn(await client.exchange(VCENTER_MESSAGES.create))).toBe('AuthenticationNotSuccessful');
    await client.ended;
  });

  test('no client of another authority, or that it does not know', async () => {
    const before = keysHeld();
    const stranger = await makeClientCertificate('EC-P256', validFor(1, systemClock));
    expect(await create(withClient(stranger))).toMatchObject({ kind: 'ClientNotTrusted' });
    const authority = await makeAuthority('stranger', 'EC-P256', validFor(1, systemClock));
    const { requestPem, keyPem } = await makeSigningRequest('vcenter', 'EC-P256');
    const certificatePem = unwrap(await signRequest(requestPem, authority, validFor(1, systemClock)));
    expect(await create(withClient({ certificatePem, keyPem }))).toMatchObject({ kind: 'ClientNotTrusted' });
    expect(keysHeld()).toBe(before);
  });

  test('no client certificate that has expired, even a known one', async () => {
    const expired = await makeClientCertificate('EC-P256', {
      notBeforeMs: 0,
      notAfterMs: systemClock.nowMs() - 1000,
    });
    const { sha256 } = unwrap(readCertificate(expired.certificatePem));
    const running = await startServer(identities, { clients: trustedClients([{ name: 'expired', sha256 }]) });
    const client = await connectWire(running.port, expired);
    expect(reasonIn(await client.exchange(VCENTER_MESSAGES.create))).toBe('AuthenticationNotSuccessful');
    await running.server.close();
  });

  test('a client that its authority has signed, unless it was revoked', async () => {
    const authority = await makeAuthority('authority', 'EC-P256', validFor(1, systemClock));
    const { requestPem, keyPem } = await makeSigningRequest('vcenter', 'EC-P256');
    const certificatePem = unwrap(await signRequest(requestPem, authority, validFor(1, systemClock)));
    const { sha256 } = unwrap(readCertificate(certificatePem));
    for (const [revoked, expected] of [
      [[], 'Success'],
      [[sha256], 'AuthenticationNotSuccessful'],
    ] as const) {
      const running = await startServer(identities, {
        tls: { ...identities.server, clientCaPem: [authority.certificatePem] },
        clients: trustedClients([], revoked),
      });
      const client = await connectWire(running.port, { certificatePem, keyPem });
      expect(reasonIn(await client.exchange(VCENTER_MESSAGES.create))).toBe(expected);
      await running.server.close();
    }
  });
});

function reasonIn(frame: Buffer | undefined): string {
  const message = responseMessage.read(unwrap(decodeTtlv(must(frame))), { version: V1_4 });
  const [item] = message.items;
  return item?.reason === undefined ? 'Success' : nameOf(ResultReason, item.reason);
}
