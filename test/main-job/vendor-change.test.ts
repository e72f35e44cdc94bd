import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/crypto/digest.ts';
import { addServer, clientCertificate, type OutsideServer, outsideServer } from './outside-server.ts';
import { dataOf, filesUnder, json, newState, type State, vseal } from './vseal.ts';

/** What lies in the extents of all disks: ciphertext of encrypted ones. */
function extentsOf(state: State): Map<string, string> {
  const extents = filesUnder(join(state.folder, 'datastores')).filter((file) =>
    /-(?:flat|delta)\.vmdk$/.test(file),
  );
  return new Map(extents.sort().map((file) => [file, sha256Hex(Buffer.concat(dataOf(file)))]));
}

describe('a change of the KMS vendor', () => {
  let state: State;
  let server: OutsideServer;
  let before: Map<string, string>;

  const ok = async (text: string): Promise<string> => {
    const { code, stdout, stderr } = await vseal(state, text);
    expect([code, stderr]).toEqual([0, expect.not.stringMatching(/Why:/)]);
    return stdout;
  };
  const providers = (): Promise<Record<string, string>> =>
    json(
      state,
      `$of = @{}; (Get-VM | Where-Object Encrypted) + (Get-Template | Where-Object Encrypted) + (Get-VMHost | Where-Object CryptoSafe) | ForEach-Object { $of[$_.Name] = $_.KMSserver }; $of | ConvertTo-Json`,
    );

  beforeAll(async () => {
    state = newState();
    server = await outsideServer();
    await ok(`Enable-VMEncryption app-01, app-02 -ErrorAction Stop | Out-Null
      New-Template golden -VM app-02 | Out-Null
      Start-VM app-01 | Out-Null
      ${addServer('kms-new', 'new-vendor', server.port)} | Out-Null`);
    server.trust(await clientCertificate(state, 'new-vendor'));
    await ok('Set-DefaultKMSCluster new-vendor | Out-Null');
    before = extentsOf(state);
  });
  afterAll(() => server.stop());

  test('the old provider cannot go while VMs, templates and hosts need it, and each is listed', async () => {
    const { code, stderr } = await vseal(state, 'Unregister-KeyProvider lab-kms -Confirm:$false');
    expect(code).toBe(1);
    for (const name of ['app-01', 'app-02', 'template golden', 'host esx-01.lab.local'])
      expect(stderr).toContain(name);
  });

  test('VMs get keys of the new provider, the running one too, and no data is rewritten', async () => {
    await ok('Get-VM | Where-Object Encrypted | Set-VM -KeyProvider new-vendor -Confirm:$false | Out-Null');
    const of = await providers();
    expect([of['app-01'], of['app-02'], of['golden']]).toEqual(['new-vendor', 'new-vendor', 'lab-kms']);
    expect(extentsOf(state)).toEqual(before);
    const { stderr } = await vseal(state, 'Unregister-KeyProvider lab-kms -Confirm:$false');
    expect(stderr).toContain('template golden');
    expect(stderr).not.toContain('app-01');
  });

  test('so do templates, made VMs meanwhile, and hosts', async () => {
    await ok(`Set-Template golden -ToVM | Set-VM -KeyProvider new-vendor -Confirm:$false | Set-VM -ToTemplate -Confirm:$false | Out-Null
      Get-VMHost | Where-Object CryptoSafe | Set-VMHostCryptoKey -KMSClusterId new-vendor | Out-Null`);
    expect(new Set(Object.values(await providers()))).toEqual(new Set(['new-vendor']));
    expect(extentsOf(state)).toEqual(before);
  });

  test('then the old provider goes, and everything starts from the new one alone', async () => {
    await ok('Unregister-KeyProvider lab-kms -Confirm:$false');
    const power = await ok(`Stop-VM app-01 -Confirm:$false | Out-Null
      New-VM from-golden -Template golden | Out-Null
      Start-VM app-01, app-02, from-golden | ForEach-Object { "$($_.PowerState)" }`);
    expect(power.trim().split('\n')).toEqual(['PoweredOn', 'PoweredOn', 'PoweredOn']);
  });
});
