import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyLengthBytes } from '../../src/crypto/secret-key.ts';
import type { KeyProviderConfig } from '../../src/kmip/client/provider-config.ts';
import { type EmbeddedKms, startEmbeddedKms } from '../../src/kmip/embedded-kms.ts';
import { createKeyProviderClient, type KeyProviderClient } from '../../src/kmip/key-provider.ts';
import {
  faultOf,
  type Identities,
  makeIdentities,
  must,
  providerConfig,
  serverConfig,
  unwrap,
} from './fixtures.ts';

/** The engine's thread, which is synchronous, with both ends of KMIP in workers of their own. */
describe('a key provider on an embedded key management server', () => {
  let identities: Identities;
  let kms: EmbeddedKms;
  let client: KeyProviderClient;
  let provider: KeyProviderConfig;

  beforeAll(async () => {
    identities = await makeIdentities();
    kms = startEmbeddedKms('kms-server', {
      tls: identities.server,
      clients: [{ name: 'vcenter', sha256: identities.clientSha256 }],
    });
    const { port } = unwrap(kms.listen('127.0.0.1', 0).wait());
    client = createKeyProviderClient();
    provider = providerConfig(identities, [serverConfig(identities, port)]);
  });

  afterAll(() => {
    client.stop();
    kms.close().wait();
    kms.stop();
  });

  test('makes a key, fetches it again and gets the same 256 bits, Active', () => {
    const { keyId } = unwrap(client.createKey(provider).wait());
    expect(unwrap(client.keyState(provider, keyId).wait())).toBe('PreActive');
    const first = unwrap(client.takeNewKey(provider, keyId, { 'x-Vendor': 'VMware, Inc.' }).wait());
    expect(unwrap(client.keyState(provider, keyId).wait())).toBe('Active');
    expect(unwrap(client.locateKeys(provider, { 'x-Vendor': 'VMware, Inc.' }).wait())).toEqual([keyId]);
    const second = unwrap(client.getKey(provider, keyId).wait());
    expect(first.state).toBe('Active');
    expect(keyLengthBytes(first.key)).toBe(32);
    expect(second.key.equals(first.key)).toBe(true);
  });

  test('notes whose key it is, and finds it by that', () => {
    const { keyId } = unwrap(client.createKey(provider).wait());
    const tags = {
      'x-Identifier': '50212a4c',
      'x-Component': 'Virtual Machine',
      'x-Name': 'app-01',
    } as const;
    expect(unwrap(client.tagKey(provider, keyId, tags).wait())).toBe(true);
    expect(unwrap(client.tagKey(provider, keyId, tags).wait())).toBe(true);
    expect(unwrap(client.locateKeys(provider, { 'x-Identifier': '50212a4c' }).wait())).toEqual([keyId]);
  });

  test('refuses a key that was revoked, gives it for old data when asked, and loses it when it is destroyed', () => {
    const { keyId } = unwrap(client.createKey(provider).wait());
    unwrap(client.takeNewKey(provider, keyId).wait());
    unwrap(client.getKey(provider, keyId).wait());
    unwrap(client.revokeKey(provider, keyId, 'KeyCompromise').wait());
    expect(faultOf(client.getKey(provider, keyId).wait())).toMatchObject({
      kind: 'KeyStateInvalid',
      state: 'Compromised',
    });
    expect(unwrap(client.getKey(provider, keyId, { acceptsInactive: true }).wait()).state).toBe(
      'Compromised',
    );
    unwrap(client.destroyKey(provider, keyId).wait());
    expect(faultOf(client.getKey(provider, keyId).wait())).toMatchObject({ kind: 'KeyNotFound', keyId });
  });

  test('tells how the server stands', () => {
    const [status] = client.status(provider).wait();
    expect(status).toMatchObject({
      health: 'green',
      clientTrustsServer: true,
      serverTrustsClient: true,
      versions: ['1.4', '1.3', '1.2', '1.1', '1.0'],
      vendor: 'vSeal',
    });
    expect(must(status).certificate?.sha256).toBe(identities.serverSha256);
  });

  test('fetches the certificate that is to be trusted', () => {
    const [server] = provider.servers;
    const shown = unwrap(client.fetchServerCertificate('127.0.0.1', must(server).port).wait());
    expect(shown.sha256).toBe(identities.serverSha256);
    expect(shown.pem).toBe(identities.server.certificatePem);
  });

  test('reports a full round trip', () => {
    const [report] = client.testProvider(provider).wait();
    expect(must(report).steps.map((step) => `${step.name}: ${step.outcome}`)).toEqual([
      'Connect: ok',
      'Discover Versions: ok',
      'Query: ok',
      'Create: ok',
      'Get and Activate: ok',
      'Add Attribute: ok',
      'Locate: ok',
      'Revoke: ok',
      'Destroy: ok',
    ]);
    expect(must(report).isUsable).toBe(true);
  });

  test('makes a thousand keys over one connection', () => {
    client.closeConnections().wait();
    // Waiting delivers what was noticed before.
    kms.setFaults({}).wait();
    let connections = 0;
    kms.onEvent((event) => {
      if (event.kind === 'connected') connections++;
    });
    const ids = new Set<string>();
    for (let made = 0; made < 1000; made++) ids.add(unwrap(client.createKey(provider).wait()).keyId);
    kms.setFaults({}).wait();
    expect(ids.size).toBe(1000);
    expect(connections).toBe(1);
  });
});
