import { mkdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { readCertificate } from '../../src/certificates/read.ts';
import { State as KeyState } from '../../src/kmip/enums.ts';
import type { ClientDirectory } from '../../src/kmip/server/client-directory.ts';
import { createKmipServer, type KmipServer } from '../../src/kmip/server/kmip-server.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import type { RehearsedFaults } from '../../src/kmip/server/rehearsed-faults.ts';
import { makeIdentities, unwrap } from '../kmip/fixtures.ts';
import { json, newState, type State, vseal } from './vseal.ts';

/** A key provider of several servers that have the same keys, each of which can be made to fail. */
interface Cluster {
  readonly state: State;
  setFaults(faults: readonly RehearsedFaults[]): Promise<void>;
  /** After `requests` more requests all servers play the fault. */
  failAfter(requests: number, fault: RehearsedFaults): void;
  /** Ids of the keys that could still be used. */
  liveKeys(): string[];
  stateOf(id: string): number | undefined;
  close(): Promise<void>;
}

const TIMEOUT_SECONDS = 2;

async function cluster(size: number): Promise<Cluster> {
  const identities = await makeIdentities();
  const store = createMemoryKeyStore();
  const trusted = new Set<string>();
  const clients: ClientDirectory = {
    identify: ({ sha256 }) =>
      trusted.has(sha256) ? { ok: true, value: 'vcenter' } : { ok: false, fault: 'unknown' },
  };
  const servers: KmipServer[] = [];
  let pending: { requests: number; readonly fault: RehearsedFaults } | undefined;
  const state = newState('memory');
  const adding: string[] = ['Register-KeyProvider site-kms -DefaultForSystem | Out-Null'];
  for (let index = 0; index < size; index++) {
    const server = createKmipServer({
      tls: identities.server,
      clients,
      store,
      clock: systemClock,
      onEvent(event) {
        if (event.kind !== 'request' || pending === undefined || --pending.requests > 0) return;
        for (const each of servers) void each.setFaults(pending.fault);
        pending = undefined;
      },
    });
    servers.push(server);
    const { port } = unwrap(await server.listen('127.0.0.1', 0));
    adding.push(
      `Add-KeyManagementServer kms-${index} -KeyProvider site-kms -Address 127.0.0.1 -Port ${port} -TimeoutSeconds ${TIMEOUT_SECONDS} -TrustKeyManagementServer $true | Out-Null`,
    );
  }
  adding.push('(Get-KeyProvider site-kms).ClientCertificate | ConvertTo-Json');
  const pem = await json<string>(state, adding.join('\n'));
  trusted.add(unwrap(readCertificate(pem)).sha256);
  return {
    state,
    async setFaults(faults) {
      pending = undefined;
      for (const [index, server] of servers.entries()) await server.setFaults(faults[index] ?? {});
    },
    failAfter(requests, fault) {
      pending = { requests, fault };
    },
    liveKeys: () =>
      store.transact((objects) =>
        [...objects.list()]
          .filter(({ state: now }) => now !== KeyState.Destroyed && now !== KeyState.DestroyedCompromised)
          .map(({ id }) => id)
          .sort(),
      ),
    stateOf: (id) => store.read((objects) => objects.get(id)?.state),
    async close() {
      for (const server of servers) await server.close();
    },
  };
}

const FAULTS = {
  down: { down: true },
  slow: { slowMs: 60_000 },
  'half-open': { halfOpen: true },
  'dying mid-answer': { cutAnswers: true },
} as const satisfies Record<string, RehearsedFaults>;

interface VmState {
  readonly Encrypted: boolean;
  readonly Power: string;
  readonly Key: string | null;
}

/** The VMs' states, as text of the shell. */
const stateOf = (names: string): string =>
  `@(Get-VM ${names} | Select-Object Encrypted, @{ n = 'Power'; e = { "$($_.PowerState)" } }, @{ n = 'Key'; e = { $_.EncryptionKeyId.KeyId } })`;

/** Ids of all keys that were ever put to use, as the events tell. */
const USED =
  "@(Get-VIEvent -MaxSamples 1000 | ForEach-Object { [regex]::Match($_.Arguments, 'keyId=([0-9a-f-]{36})').Groups[1].Value } | Where-Object { $_ } | Sort-Object -Unique)";

interface Afterwards {
  /** As a new shell finds the VM. */
  readonly found: readonly VmState[];
  /** After one more key. */
  readonly left: readonly VmState[];
  /** Ids of the keys that VMs and disks need, as the model has them. */
  readonly needed: readonly string[];
  readonly used: readonly string[];
}

/** What a new shell finds; and what is so after it has made one more key, which clears up what could not be then. */
const afterwards = (state: State): Promise<Afterwards> =>
  json<Afterwards>(
    state,
    `$ErrorActionPreference = 'Stop'
     $found = ${stateOf('app-01')}
     $null = Set-VMEncryptionKey app-01; $null = Start-VM app-01; $null = Stop-VM app-01 -Confirm:$false
     $e = Get-EntityByCryptoKey -KMSClusterId site-kms
     $needed = @(@($e.VMList.EncryptionKeyId.KeyId) + @($e.DiskList.EncryptionKeyId.KeyId) | Where-Object { $_ } | Sort-Object -Unique)
     @{ found = $found; left = ${stateOf('app-01')}; needed = $needed; used = ${USED} } | ConvertTo-Json -Depth 4`,
  );

/** Hosts forget their keys, as after a power cut. */
function emptyHosts({ runtime }: State): void {
  rmSync(runtime, { recursive: true });
  mkdirSync(runtime, { mode: 0o700 });
}

/** Only a guard against a hang. */
const GUARD_MS = 300_000;

/** Runs on a cluster of its own: the faults are waited for at the same time. */
async function onCluster(size: number, body: (kms: Cluster) => Promise<void>): Promise<void> {
  const kms = await cluster(size);
  try {
    await body(kms);
  } finally {
    await kms.close();
  }
}

describe('with one and two of three servers dead', () => {
  test.concurrent.each(Object.entries(FAULTS))(
    '%s: everything works',
    (_name, fault) =>
      onCluster(3, async (kms) => {
        const { state } = kms;
        const succeed = async (text: string): Promise<void> => {
          const ran = await vseal(state, text);
          expect([ran.code, ran.stderr]).toEqual([0, '']);
        };
        expect((await vseal(state, 'Set-VMHost * -KmsCluster site-kms | Out-Null')).code).toBe(0);
        for (const dead of [1, 2]) {
          await kms.setFaults(Array.from({ length: dead }, () => fault));
          const keysBefore = kms.liveKeys().length;
          await succeed('Enable-VMEncryption app-01 | Out-Null');
          expect(kms.liveKeys()).toHaveLength(keysBefore + 1);
          emptyHosts(state);
          await succeed(
            'Start-VM app-01 | Out-Null; Set-VMEncryptionKey app-01 | Out-Null; Stop-VM app-01 -Confirm:$false | Out-Null',
          );
          expect(kms.liveKeys()).toHaveLength(keysBefore + 2);
          emptyHosts(state);
          await succeed('Set-VMEncryptionKey app-01 -Deep | Out-Null');
          expect(kms.liveKeys()).toHaveLength(keysBefore + 3);
          await succeed('Disable-VMEncryption app-01 | Out-Null');
        }
      }),
    GUARD_MS,
  );
});

describe('with every server dead', () => {
  test.concurrent.each(Object.entries(FAULTS))(
    '%s: each is a clear fault, the VM as it was',
    (_name, fault) =>
      onCluster(2, async (kms) => {
        const { state } = kms;
        const before = await json<VmState[]>(
          state,
          `$null = Enable-VMEncryption app-01; ConvertTo-Json ${stateOf('app-01, app-03')}`,
        );
        const keys = kms.liveKeys();
        emptyHosts(state);
        await kms.setFaults([fault, fault]);
        for (const command of [
          'Enable-VMEncryption app-03',
          'Start-VM app-01',
          'Set-VMEncryptionKey app-01',
          'Set-VMEncryptionKey app-01 -Deep',
        ]) {
          const { code, stderr } = await vseal(state, command);
          expect(code).toBe(1);
          expect(stderr).toMatch(/site-kms|required key/);
          expect(stderr).toContain('Try:');
        }
        await kms.setFaults([]);
        expect(await json(state, `ConvertTo-Json ${stateOf('app-01, app-03')}`)).toEqual(before);
        expect(kms.liveKeys()).toEqual(keys);
      }),
    GUARD_MS,
  );
});

describe('when the only server dies at a request', () => {
  let kms: Cluster;
  /** As the case before has left the VM. */
  let before: readonly VmState[];
  beforeAll(async () => {
    kms = await cluster(1);
    before = await json<VmState[]>(
      kms.state,
      `$null = Enable-VMEncryption app-01; ConvertTo-Json ${stateOf('app-01')}`,
    );
  });
  afterAll(() => kms.close());

  const cases = [1, 2, 3, 4, 6, 9, 12].flatMap((requests) =>
    (['down', 'dying mid-answer'] as const).map((name) => ({ requests, name })),
  );
  test.each(cases)(
    '$requests, $name: the rekey is whole or did not happen, and no key is left over',
    async ({ requests, name }) => {
      const { state } = kms;
      kms.failAfter(requests, FAULTS[name]);
      const ran = await vseal(state, 'Set-VMEncryptionKey app-01 | Out-Null');
      await kms.setFaults([]);
      const { found, left, needed, used } = await afterwards(state);
      expect(found[0]?.Key === before[0]?.Key).toBe(ran.code !== 0);
      before = left;
      // Keys of earlier successful rekeys stay, as vCenter leaves them; what was never put to use does not.
      expect(kms.liveKeys()).toEqual(expect.arrayContaining([...needed]));
      expect(used).toEqual(expect.arrayContaining(kms.liveKeys()));
    },
  );

  test.each(['key.noted', 'rekey.key-made', 'rekey.files-written'])(
    'a process killed at %s leaves no key over either',
    async (point) => {
      const { state } = kms;
      const { signal } = await vseal(state, 'Set-VMEncryptionKey app-01 | Out-Null', point);
      expect(signal).toBe('SIGKILL');
      const { used } = await afterwards(state);
      expect(used).toEqual(expect.arrayContaining(kms.liveKeys()));
    },
  );

  test('a process killed before it could note its key leaves one that was never given out', async () => {
    const { state } = kms;
    const before = kms.liveKeys();
    const { signal } = await vseal(state, 'Set-VMEncryptionKey app-01 | Out-Null', 'key.made');
    expect(signal).toBe('SIGKILL');
    const left = kms.liveKeys().filter((id) => !before.includes(id));
    expect(left.map((id) => kms.stateOf(id))).toEqual([KeyState.PreActive]);
    await afterwards(state);
  });
});
