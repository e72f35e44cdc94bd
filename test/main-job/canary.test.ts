import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { withKeyBytes } from '../../src/crypto/secret-key.ts';
import { type Canary, canariesOf, createCanarySearch, findCanaries } from '../canaries.ts';
import { needsCommand } from '../requirements.ts';
import { openTerminal } from '../ui/terminal.ts';
import { dataKeyOf, keysOf } from './keys.ts';
import { dataOf, environment, filesUnder, newFolder, newState, type State, vseal } from './vseal.ts';

/** What shows the most of an encrypted VM, and what goes wrong with one. */
const TALKATIVE = `
  Get-VM app-01 | ConvertTo-Json -Depth 8
  Get-HardDisk app-01 | ConvertTo-Json -Depth 8
  Get-VMHost | ConvertTo-Json -Depth 8
  Get-KeyProvider | Format-List -Property *
  Get-KeyProvider | ConvertTo-Json -Depth 8
  Get-VMEncryptionInfo app-01 | ConvertTo-Json -Depth 8
  Get-VMEncryptionInfo app-01 | Format-Custom
  Get-VIEvent | ConvertTo-Json -Depth 8
  Get-Task | ConvertTo-Json -Depth 8
  Enable-VMEncryption app-01
  Enable-VMEncryption nosuch
  Enable-VMEncryption vcsa-01
  Disable-VMEncryption app-02
  Start-VM app-01
  $Error | Format-List -Property * -Force
  $Error | ConvertTo-Json -Depth 4
  Get-History | ConvertTo-Json
`;

describe('the keys of a session that encrypts, starts, rekeys, fails and decrypts', () => {
  let state: State;
  const canaries: Canary[] = [];
  const said: [string, Buffer][] = [];
  const names = new Set<string>();

  /** Notes every key that there is now; what was searched before is searched again at the end. */
  async function collectKeys(): Promise<void> {
    const keys = keysOf(state);
    const { stdout } = await vseal(state, 'Get-HardDisk app-01 | ForEach-Object Filename');
    const path = join(state.folder, 'datastores', stdout.trim().replace(/^\[(.+)\] /, '$1/'));
    const all = [
      ...keys.map(({ id, key }) => [`KEK ${id.keyId}`, key] as const),
      [`DEK of ${path}`, dataKeyOf(path, keys)] as const,
    ];
    for (const [what, key] of all) {
      if (names.has(what)) continue;
      names.add(what);
      withKeyBytes(key, (bytes) => canaries.push(...canariesOf(what, Buffer.from(bytes))));
    }
  }

  async function session(text: string): Promise<void> {
    const { stdout, stderr } = await vseal(
      state,
      `$VerbosePreference = $DebugPreference = 'Continue'; ${text}`,
    );
    said.push([`standard output of ${text}`, Buffer.from(stdout)]);
    said.push([`standard error of ${text}`, Buffer.from(stderr)]);
  }

  const everySighting = (): string[] => [
    ...[...filesUnder(state.folder), ...filesUnder(state.runtime)].flatMap((file) =>
      dataOf(file).flatMap((piece) => findCanaries(canaries, file, piece)),
    ),
    ...said.flatMap(([where, bytes]) => findCanaries(canaries, where, bytes)),
  ];

  beforeAll(async () => {
    state = newState();
    await session('Enable-VMEncryption app-01; Start-VM app-01');
    await collectKeys();
    await session(TALKATIVE);
  });

  test('are found by this search in every form, wherever they stand', () => {
    for (const canary of canaries) {
      const [, raw] = canary.forms[0] ?? ['', Buffer.alloc(0)];
      for (const before of [0, 1, 2, 3]) {
        const around = Buffer.concat([Buffer.alloc(before, 0xa5), raw, Buffer.alloc(5, 0x5a)]);
        for (const encoding of ['hex', 'base64', 'base64url'] as const) {
          const planted = Buffer.from(`{"key":"${around.toString(encoding)}"}`);
          expect(findCanaries([canary], 'a planted text', planted)).not.toEqual([]);
        }
        expect(findCanaries([canary], 'planted bytes', around)).not.toEqual([]);
        expect(createCanarySearch(canaries)('planted bytes', around)).toEqual(
          findCanaries(canaries, 'planted bytes', around),
        );
      }
    }
  });

  test('are in no file and no output while the VM is encrypted', () => {
    // The host's key and the VM's; two halves of the data key.
    expect(canaries).toHaveLength(4);
    const output = said.map(([, bytes]) => bytes.toString()).join('\n');
    for (const name of names) if (name.startsWith('KEK')) expect(output).toContain(name.slice(4));
    expect(output).toContain('is already encrypted');
    expect(everySighting()).toEqual([]);
  });

  test('are in none after shallow and deep rekeys and the decryption, old keys included', async () => {
    await session('Set-VMEncryptionKey app-01; Stop-VM app-01 -Confirm:$false');
    await collectKeys();
    await session('Set-VMEncryptionKey app-01 -Deep -Confirm:$false');
    await collectKeys();
    expect(canaries).toHaveLength(8);
    await session(TALKATIVE);
    expect(everySighting()).toEqual([]);
    await session(
      'Stop-VM app-01 -Confirm:$false; Disable-VMEncryption app-01; Get-VM app-01 | ConvertTo-Json -Depth 8',
    );
    expect(said.at(-2)?.[1].toString()).toContain('"Encrypted": false');
    expect(everySighting()).toEqual([]);
  });

  test.skipIf(needsCommand('tmux', 'tmux'))(
    'are neither on the screen nor in the history of a terminal',
    async () => {
      const data = newFolder();
      const terminal = openTerminal(`${process.execPath} bin/vseal.js --state ${state.file}`, {
        columns: 160,
        rows: 50,
        environment: { XDG_DATA_HOME: data, XDG_RUNTIME_DIR: environment(state)['XDG_RUNTIME_DIR'] ?? '' },
      });
      try {
        await terminal.until('administrator@vsphere.local');
        for (const [line, shown] of [
          ['Enable-VMEncryption app-02', 'PoweredOff'],
          ['Get-VMEncryptionInfo app-02 | ConvertTo-Json -Depth 8', '"Encrypted": true'],
          ['Enable-VMEncryption app-02', 'already encrypted'],
        ] as const) {
          terminal.type(line);
          terminal.press('Enter');
          await terminal.until(shown);
        }
        const keys = keysOf(state);
        for (const { id, key } of keys) {
          withKeyBytes(key, (bytes) => canaries.push(...canariesOf(`KEK ${id.keyId}`, Buffer.from(bytes))));
        }
        expect(findCanaries(canaries, 'the screen', Buffer.from(terminal.everything()))).toEqual([]);
        const history = filesUnder(data).map((file) => readFileSync(file));
        expect(Buffer.concat(history).includes('Enable-VMEncryption app-02')).toBe(true);
        expect(history.flatMap((bytes) => findCanaries(canaries, 'the history', bytes))).toEqual([]);
      } finally {
        terminal.close();
      }
      expect(everySighting()).toEqual([]);
    },
  );
});
