import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/crypto/digest.ts';
import { makeSignedIdentities, needsPykmip, type PykmipServer, startPykmipServer } from '../kmip/pykmip.ts';
import { addServer, clientCertificate, type OutsideServer, outsideServer } from './outside-server.ts';
import { dataOf, filesUnder, json, newState, type State, vseal } from './vseal.ts';

/** A digest of what every file under the datastores holds, holes left out. */
function contentOf(state: State): Map<string, string> {
  return new Map(
    filesUnder(join(state.folder, 'datastores'))
      .sort()
      .map((file) => [file, sha256Hex(Buffer.concat(dataOf(file)))]),
  );
}

interface Vm {
  readonly Encrypted: boolean;
  readonly PowerState: string;
  readonly EncryptionKeyId: string | null;
  readonly KMSserver: string | null;
}

function vm(state: State, name: string): Promise<Vm> {
  return json<Vm>(
    state,
    `Get-VM ${name} | Select-Object Encrypted, @{ n = 'PowerState'; e = { "$($_.PowerState)" } }, @{ n = 'EncryptionKeyId'; e = { $_.EncryptionKeyId.KeyId } }, KMSserver | ConvertTo-Json`,
  );
}

describe('without a key provider', () => {
  test('an encryption is refused, says how to get one, and changes nothing', async () => {
    const state = newState();
    const removed = await vseal(
      state,
      'Get-KeyManagementServer | Remove-KeyManagementServer -Confirm:$false',
    );
    expect(removed.code).toBe(0);
    const before = contentOf(state);
    const { code, stdout, stderr } = await vseal(state, 'Enable-VMEncryption app-01');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is no key provider to take a key from.');
    expect(stderr).toContain('Try: Add-KeyManagementServer -Name');
    expect(await vm(state, 'app-01')).toMatchObject({ Encrypted: false, EncryptionKeyId: null });
    const hosts = await json<string[]>(
      state,
      'Get-VMHost | ForEach-Object { "$($_.CryptoState)" } | ConvertTo-Json',
    );
    expect(new Set(hosts)).toEqual(new Set(['prepared']));
    expect(contentOf(state)).toEqual(before);
  });
});

describe('when the key management server is down', () => {
  let state: State;
  let server: OutsideServer;
  beforeAll(async () => {
    state = newState();
    server = await outsideServer();
    const added = await vseal(
      state,
      `Get-KeyManagementServer | Remove-KeyManagementServer -Confirm:$false; ${addServer('kms-1', 'site-kms', server.port)}`,
    );
    expect([added.code, added.stderr.replace(/^.*was made.*\n.*\n/m, '')]).toEqual([0, '']);
    server.trust(await clientCertificate(state, 'site-kms'));
    const encrypted = await vseal(state, 'Enable-VMEncryption app-01');
    expect(encrypted.code).toBe(0);
    await server.stop();
  });
  afterAll(() => server.stop());

  test('an encryption is refused, names the provider, and leaves VM and server as they were', async () => {
    const before = contentOf(state);
    const keysBefore = server.keyIds();
    // KMS objects are the encrypted VM's key and the safe host's.
    expect(keysBefore).toHaveLength(2);
    const { code, stderr } = await vseal(state, 'Enable-VMEncryption app-03');
    expect(code).toBe(1);
    expect(stderr).toContain('The key provider site-kms cannot be reached.');
    expect(stderr).toContain('Try: Get-KMServerStatus');
    expect(await vm(state, 'app-03')).toMatchObject({ Encrypted: false, EncryptionKeyId: null });
    expect(contentOf(state)).toEqual(before);
    expect(server.keyIds()).toEqual(keysBefore);
  });

  test('an encrypted VM starts all the same, from the key that its host holds', async () => {
    const { code, stderr } = await vseal(state, 'Start-VM app-01');
    expect([code, stderr]).toEqual([0, '']);
    expect(await vm(state, 'app-01')).toMatchObject({
      Encrypted: true,
      PowerState: 'PoweredOn',
      KMSserver: 'site-kms',
    });
  });

  test('a rekey is refused and the old key stays in use', async () => {
    const { EncryptionKeyId } = await vm(state, 'app-01');
    const { code, stderr } = await vseal(state, 'Set-VMEncryptionKey app-01');
    expect(code).toBe(1);
    expect(stderr).toContain('The key provider site-kms cannot be reached.');
    expect((await vm(state, 'app-01')).EncryptionKeyId).toBe(EncryptionKeyId);
  });

  test('without the key in its host’s memory it stays off, and the message says what is missing', async () => {
    await vseal(state, 'Stop-VM app-01 -Confirm:$false');
    rmSync(state.runtime, { recursive: true });
    mkdirSync(state.runtime, { mode: 0o700 });
    const { code, stderr } = await vseal(state, 'Start-VM app-01');
    expect(code).toBe(1);
    expect(stderr).toContain('app-01 is encrypted and a required key was not found.');
    expect(stderr).toContain('Bring the key provider site-kms back');
    expect(await vm(state, 'app-01')).toMatchObject({ Encrypted: true, PowerState: 'PoweredOff' });
  });

  test('and back again, all of it works', async () => {
    await server.start();
    const { code } = await vseal(state, 'Start-VM app-01 | Out-Null; Enable-VMEncryption app-03');
    expect(code).toBe(0);
    expect((await vm(state, 'app-01')).PowerState).toBe('PoweredOn');
    const { Encrypted, EncryptionKeyId } = await vm(state, 'app-03');
    expect(Encrypted).toBe(true);
    expect(server.keyIds()).toContain(EncryptionKeyId);
  });
});

describe.skipIf(needsPykmip()).each(['RSA-2048', 'EC-P256'] as const)(
  "with PyKMIP's server and %s certificates",
  (keyKind) => {
    let state: State;
    let pykmip: PykmipServer;
    beforeAll(async () => {
      state = newState();
      // PyKMIP reads whom it trusts at its start, so the client's certificate is made first.
      expect((await vseal(state, 'Register-KeyProvider py-kms | Out-Null')).code).toBe(0);
      const identities = await makeSignedIdentities(keyKind);
      const trusted = `${identities.authority.certificatePem}\n${await clientCertificate(state, 'py-kms')}`;
      pykmip = await startPykmipServer(
        { ...identities, authority: { ...identities.authority, certificatePem: trusted } },
        { asksForKeyUsage: false },
      );
      const added = await vseal(state, `${addServer('pykmip', 'py-kms', pykmip.port)} | Out-Null`);
      expect([added.code, added.stderr]).toEqual([0, '']);
    });
    afterAll(() => pykmip.stop());

    test('a VM is encrypted, started, rekeyed at either depth, and decrypted', async () => {
      const plain = contentOf(state);
      const encrypted = await vseal(state, 'Enable-VMEncryption app-01 -KeyProvider py-kms; Start-VM app-01');
      expect(encrypted.stderr.replace(/^WARNING: .*\n/, '')).toBe('');
      const first = await vm(state, 'app-01');
      expect(first).toMatchObject({ Encrypted: true, PowerState: 'PoweredOn', KMSserver: 'py-kms' });
      const rekeyed = await vseal(state, 'Set-VMEncryptionKey app-01; Stop-VM app-01 -Confirm:$false');
      expect(rekeyed.stderr).toBe('');
      const second = await vm(state, 'app-01');
      expect(second.EncryptionKeyId).not.toBe(first.EncryptionKeyId);
      const deep = await vseal(
        state,
        'Set-VMEncryptionKey app-01 -Deep -Confirm:$false; Start-VM app-01; Stop-VM app-01 -Confirm:$false',
      );
      expect(deep.stderr).toBe('');
      const third = await vm(state, 'app-01');
      expect(new Set([first, second, third].map(({ EncryptionKeyId }) => EncryptionKeyId)).size).toBe(3);
      const decrypted = await vseal(state, 'Disable-VMEncryption app-01');
      expect(decrypted.stderr).toBe('');
      expect(await vm(state, 'app-01')).toMatchObject({ Encrypted: false, EncryptionKeyId: null });
      const after = contentOf(state);
      const diskIn = (content: Map<string, string>): string | undefined =>
        [...content].find(([file]) => /app-01\/.*-flat\.vmdk$/.test(file))?.[1];
      expect(diskIn(after) === diskIn(plain)).toBe(true);
    });
  },
);
