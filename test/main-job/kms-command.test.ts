import type { ChildProcess } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, newState, type Ran, type State, start, vseal } from './vseal.ts';

/** `vseal kms` as its administrator uses it, with the lab as its client. */
describe('a key management server of its own', () => {
  let state: State;
  let data: string;
  let server: ChildProcess;
  let port: number;
  const at = (name: string): string => join(state.folder, name);
  const kms = (...args: string[]): Promise<Ran> => start(state, ['kms', ...args, '--data', data]).ended;
  const status = async (): Promise<string> =>
    json<string>(state, '"$((Get-KMServerStatus site-kms).Status)" | ConvertTo-Json');

  beforeAll(async () => {
    state = newState();
    data = at('kms');
    const before = await kms('serve', '--port', '0');
    expect(before.code).toBe(1);
    expect(before.stderr).toContain('Try: Make one: vseal kms init');
    const elsewhere = await kms('serve', '--port', '99999');
    expect([elsewhere.code, elsewhere.stderr]).toEqual([
      2,
      "error: option '--port <n>' argument '99999' is invalid. A port is a whole number from 0 to 65535.\n",
    ]);
    expect((await kms('init')).code).toBe(0);
    server = start(state, ['kms', 'serve', '--port', '0', '--data', data]).child;
    port = await new Promise((resolve) => {
      server.stderr?.on('data', (text: string) => {
        const [, found] = /on 127\.0\.0\.1:(\d+)\./.exec(text) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    });
    const added = await vseal(
      state,
      `Register-KeyProvider site-kms -DefaultForSystem | Out-Null
       Get-KmipClientCertificate site-kms -FilePath ${at('self.pem')} | Out-Null
       New-KmipClientCertificate site-kms -CertificateSigningRequest -FilePath ${at('request.pem')} | Out-Null
       Add-KeyManagementServer kms-1 -KeyProvider site-kms -Address 127.0.0.1 -Port ${port} -TimeoutSeconds 30 -TrustKeyManagementServer $true | Out-Null`,
    );
    expect([added.code, added.stderr.replace(/^A lab.*\n.*\n/, '')]).toEqual([0, '']);
  });
  afterAll(() => server.kill('SIGTERM'));

  test('lets nobody in whom it does not know', async () => {
    expect(await status()).toBe('red');
  });

  test('knows a client by its self-signed certificate, at once', async () => {
    expect((await kms('client', 'add', 'vcenter', at('self.pem'))).code).toBe(0);
    expect(await status()).toBe('green');
    expect((await vseal(state, 'Enable-VMEncryption app-01 | Out-Null')).code).toBe(0);
  });

  test('signs the request of a client, which keeps its keys', async () => {
    const signed = await kms('client', 'add', 'vcenter', at('request.pem'));
    expect(signed.stdout).toMatch(/^-----BEGIN CERTIFICATE-----/);
    writeFileSync(at('signed.pem'), signed.stdout);
    expect(await status()).toBe('red');
    const set = await vseal(
      state,
      `Set-KeyProvider site-kms -KmsSignedClientCertificateFilePath ${at('signed.pem')} | Out-Null; Set-VMEncryptionKey app-01 | Out-Null`,
    );
    expect([set.code, set.stderr]).toEqual([0, '']);
  });

  test('makes certificate and key for a client to upload', async () => {
    expect((await kms('client', 'add', 'vcenter', '--generate', at('client'))).code).toBe(0);
    expect(statSync(at('client/key.pem')).mode & 0o777).toBe(0o600);
    expect(readFileSync(at('client/authority.pem'), 'utf8')).toBe((await kms('certificate')).stdout);
    const set = await vseal(
      state,
      `Set-KeyProvider site-kms -KmsProvidedClientCertificateFilePath ${at('client/certificate.pem')} -KmsProvidedPrivateKeyFilePath ${at('client/key.pem')} | Out-Null; Set-VMEncryptionKey app-01 | Out-Null`,
    );
    expect([set.code, set.stderr]).toEqual([0, '']);
    const wrong = await vseal(
      state,
      `Set-KeyProvider site-kms -KmsProvidedClientCertificateFilePath ${at('self.pem')} -KmsProvidedPrivateKeyFilePath ${at('client/key.pem')}`,
    );
    expect(wrong.stderr).toContain('The private key does not belong to the certificate.');
    expect(await status()).toBe('green');
  });

  interface Listed {
    readonly id: string;
    readonly state: string;
    readonly tags: Readonly<Record<string, string>>;
  }
  const keys = async (folder = data): Promise<Listed[]> =>
    JSON.parse(
      (await start(state, ['kms', 'key', 'list', '--json', '--data', folder]).ended).stdout,
    ) as Listed[];

  test('goes into a backup and comes out of it', async () => {
    writeFileSync(at('passphrase'), 'a long passphrase\n');
    writeFileSync(at('other'), 'another\n');
    const backup = at('backup.json');
    expect((await kms('backup', backup, '--passphrase-file', at('passphrase'))).code).toBe(0);
    expect(readFileSync(backup, 'utf8')).not.toContain('app-01');
    const restore = (folder: string, passphrase: string): Promise<Ran> =>
      start(state, ['kms', 'restore', backup, '--data', at(folder), '--passphrase-file', at(passphrase)])
        .ended;
    expect((await restore('again', 'other')).stderr).toContain('does not open');
    expect((await restore('again', 'passphrase')).code).toBe(0);
    expect((await restore('again', 'passphrase')).stderr).toContain('holds a key management server already');
    expect(await keys(at('again'))).toEqual(await keys());
  });

  test('revokes, compromises and destroys keys', async () => {
    const [host] = (await keys()).filter(({ tags }) => tags['x-Component'] === 'ESXi Server');
    const id = host?.id ?? '';
    expect((await kms('key', 'destroy', id)).stderr).toContain('Revoke it before it is destroyed.');
    expect((await kms('key', 'compromise', id)).code).toBe(0);
    expect((await kms('key', 'destroy', id)).code).toBe(0);
    expect((await keys()).find((key) => key.id === id)?.state).toBe('DestroyedCompromised');
    expect((await kms('key', 'revoke', 'nobody')).code).toBe(1);
  });

  test('revokes a client, at once', async () => {
    expect((await kms('client', 'revoke', 'vcenter')).code).toBe(0);
    const { stderr } = await vseal(state, 'Set-VMEncryptionKey app-01');
    expect(stderr).toContain('The client certificate was revoked.');
    expect((await kms('client', 'list')).stdout).toContain('revoked');
  });

  test('the keys of the server inside the datacenter are looked after the same way', async () => {
    expect((await vseal(state, 'Enable-VMEncryption app-03 -KeyProvider lab-kms | Out-Null')).code).toBe(0);
    const embedded = (...args: string[]): Promise<Ran> =>
      start(state, ['kms', 'key', ...args, '--embedded']).ended;
    const listed = JSON.parse((await embedded('list', '--json')).stdout) as Listed[];
    const key = await json<string>(state, '(Get-VM app-03).EncryptionKeyId.KeyId | ConvertTo-Json');
    expect(listed.map(({ id }) => id)).toContain(key);
    expect((await embedded('revoke', key)).code).toBe(0);
    const { stdout } = await embedded('list');
    expect(stdout).toMatch(new RegExp(`${key} +vcenter +SymmetricKey +Deactivated`));
  });

  test('its provider goes when everything has keys of another one', async () => {
    const refused = await vseal(state, 'Unregister-KeyProvider site-kms -Confirm:$false');
    expect(refused.stderr).toContain('Keys of it are needed by: virtual machine app-01, host esx-01');
    const moved = await vseal(
      state,
      `Set-VMEncryptionKey app-01 -KeyProvider lab-kms | Out-Null
       Set-VMHost * -KmsCluster lab-kms | Out-Null
       Unregister-KeyProvider site-kms -Confirm:$false
       Start-VM app-01 | Out-Null`,
    );
    expect([moved.code, moved.stderr]).toEqual([0, '']);
    expect(await json<number>(state, '@(Get-KeyProvider).Count | ConvertTo-Json')).toBe(1);
  });
});
