import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyLengthBytes } from '../../src/crypto/secret-key.ts';
import type { KeyProviderConfig } from '../../src/kmip/client/provider-config.ts';
import { createKeyProviderClient, type KeyProviderClient } from '../../src/kmip/key-provider.ts';
import {
  faultOf,
  must,
  providerConfig,
  serverConfig,
  startServer,
  unpinnedServer,
  unwrap,
} from './fixtures.ts';
import {
  makeSignedIdentities,
  needsPykmip,
  type PykmipServer,
  runPython,
  type SignedIdentities,
  startPykmipServer,
  writePeerFiles,
} from './pykmip.ts';

/** PyKMIP 0.10 (Debian's python3-pykmip) as the outside judge, at both ends, with RSA and EC certificates. */
describe.skipIf(needsPykmip()).each(['RSA-2048', 'EC-P256'] as const)('with %s certificates', (keyKind) => {
  let identities: SignedIdentities;
  beforeAll(async () => {
    identities = await makeSignedIdentities(keyKind);
  });

  describe("our client on PyKMIP's server", () => {
    let server: PykmipServer;
    let client: KeyProviderClient;
    let provider: KeyProviderConfig;
    beforeAll(async () => {
      server = await startPykmipServer(identities);
      client = createKeyProviderClient();
      provider = providerConfig(identities, [serverConfig(identities, server.port, { timeoutMs: 20_000 })]);
    });
    afterAll(() => {
      client.stop();
      server.stop();
    });

    test('fetches the certificate that is to be trusted, before the server knows us', () => {
      const shown = unwrap(client.fetchServerCertificate('127.0.0.1', server.port).wait());
      expect(shown.sha256).toBe(identities.serverSha256);
    });

    test('makes, activates, fetches, revokes and destroys a key', () => {
      const { keyId } = unwrap(client.createKey(provider).wait());
      const taken = unwrap(client.takeNewKey(provider, keyId).wait());
      expect(unwrap(client.keyState(provider, keyId).wait())).toBe('Active');
      const { key } = unwrap(client.getKey(provider, keyId).wait());
      expect(key.equals(taken.key)).toBe(true);
      expect(keyLengthBytes(key)).toBe(32);
      expect(unwrap(client.locateKeys(provider).wait())).toContain(keyId);
      expect(faultOf(client.destroyKey(provider, keyId).wait())).toMatchObject({ kind: 'PermissionDenied' });
      unwrap(client.revokeKey(provider, keyId, 'CessationOfOperation').wait());
      unwrap(client.destroyKey(provider, keyId).wait());
      expect(faultOf(client.getKey(provider, keyId).wait())).toMatchObject({ kind: 'KeyNotFound', keyId });
    });

    test('goes on without tags, which this server refuses', () => {
      const { keyId } = unwrap(client.createKey(provider).wait());
      unwrap(client.takeNewKey(provider, keyId, { 'x-Vendor': 'VMware, Inc.' }).wait());
      expect(unwrap(client.tagKey(provider, keyId, { 'x-Name': 'app-01' }).wait())).toBe(false);
      expect(unwrap(client.getKey(provider, keyId).wait()).state).toBe('Active');
    });

    test('tells how the server stands and what it can do', () => {
      expect(client.status(provider).wait()).toMatchObject([
        {
          clientTrustsServer: true,
          serverTrustsClient: true,
          versions: ['2.0', '1.4', '1.3', '1.2', '1.1', '1.0'],
        },
      ]);
      const [report] = client.testProvider(provider).wait();
      expect(must(report).isUsable).toBe(true);
      expect(must(report).operations).toContain('Create');
    });

    test('trusts it by its authority as well as by a pin, and refuses another pin', () => {
      const { port } = server;
      const unpinned = unpinnedServer(port, { timeoutMs: 20_000 });
      const byAuthority = { ...unpinned, serverCaPem: identities.authority.certificatePem };
      expect(client.status(providerConfig(identities, [byAuthority])).wait()[0]?.fault).toBeUndefined();
      const otherPin = { ...unpinned, pinnedSha256: '00'.repeat(32) };
      const refused = faultOf(client.createKey(providerConfig(identities, [otherPin])).wait());
      expect(refused).toMatchObject({ kind: 'CertificateChanged', shownSha256: identities.serverSha256 });
    });
  });

  test("PyKMIP's client works on our server", async () => {
    const { server, port } = await startServer(identities, {
      tls: { ...identities.server, clientCaPem: [identities.authority.certificatePem] },
    });
    const files = writePeerFiles(identities.client, identities.authority);
    try {
      const result = await runPython(CLIENT_SCRIPT, [
        String(port),
        files.certificate,
        files.key,
        files.authority,
      ]);
      expect(result).toEqual({
        versions: ['1.4', '1.3', '1.2', '1.1', '1.0'],
        knowsCreate: true,
        vendor: 'vSeal',
        keyBytes: 32,
        names: expect.arrayContaining(['Cryptographic Algorithm', 'State', 'Name']) as never,
        located: true,
        locatedByOneUse: true,
        tripleDesBytes: 24,
        revokedState: 'DEACTIVATED',
        afterDestroy: 'ITEM_NOT_FOUND',
      });
    } finally {
      rmSync(files.folder, { recursive: true, force: true });
      await server.close();
    }
  });
});

const CLIENT_SCRIPT = `
import json, sys
from kmip.core import enums
from kmip.core.factories.attributes import AttributeFactory
from kmip.pie.client import ProxyKmipClient
from kmip.pie.exceptions import KmipOperationFailure
from kmip.pie.objects import SymmetricKey
from kmip.services.kmip_client import KMIPProxy
port, cert, key, ca = sys.argv[1:]
args = dict(cert=cert, key=key, ca=ca, ssl_version='PROTOCOL_TLSv1_2')
result = {}
proxy = KMIPProxy(host='127.0.0.1', port=int(port), certfile=cert, keyfile=key, ca_certs=ca, ssl_version='PROTOCOL_TLSv1_2')
proxy.open()
result['versions'] = [str(v) for v in proxy.discover_versions().protocol_versions]
answer = proxy.query(query_functions=[enums.QueryFunction.QUERY_OPERATIONS, enums.QueryFunction.QUERY_OBJECTS, enums.QueryFunction.QUERY_SERVER_INFORMATION])
result['knowsCreate'] = enums.Operation.CREATE in [o if isinstance(o, enums.Operation) else o.value for o in answer.operations]
result['vendor'] = str(answer.vendor_identification)
proxy.close()
with ProxyKmipClient('127.0.0.1', int(port), **args) as client:
    uid = client.create(enums.CryptographicAlgorithm.AES, 256, name='pykmip-key', cryptographic_usage_mask=[enums.CryptographicUsageMask.ENCRYPT, enums.CryptographicUsageMask.DECRYPT])
    client.activate(uid)
    result['keyBytes'] = len(client.get(uid).value)
    result['names'] = client.get_attribute_list(uid)
    name = AttributeFactory().create_attribute(enums.AttributeType.NAME, 'pykmip-key')
    result['located'] = client.locate(attributes=[name]) == [uid]
    mask = AttributeFactory().create_attribute(enums.AttributeType.CRYPTOGRAPHIC_USAGE_MASK, [enums.CryptographicUsageMask.DECRYPT])
    result['locatedByOneUse'] = client.locate(attributes=[mask]) == [uid]
    triple = SymmetricKey(enums.CryptographicAlgorithm.TRIPLE_DES, 192, bytes(range(24)), name='pykmip-3des')
    result['tripleDesBytes'] = len(client.get(client.register(triple)).value)
    client.revoke(enums.RevocationReasonCode.CESSATION_OF_OPERATION, uid)
    state = client.get_attributes(uid, ['State'])[1][0]
    result['revokedState'] = state.attribute_value.value.name
    client.destroy(uid)
    try:
        client.get(uid)
        result['afterDestroy'] = 'still there'
    except KmipOperationFailure as failure:
        result['afterDestroy'] = failure.reason.name
print(json.dumps(result))
`;
