import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ok } from '../../src/base/result.ts';
import { openStore } from '../../src/state/store.ts';
import { environment, newState, type Ran, type Started, type State, start } from './vseal.ts';

/** What befalls the administrator of a key management server: tries that fail, logs that end, certificates that run out. */
describe('the administration of a key management server', () => {
  let state: State;
  let data: string;
  const at = (name: string): string => join(state.folder, name);
  const kms = (...args: string[]): Started => start(state, ['kms', ...args, '--data', data]);
  const run = (...args: string[]): Promise<Ran> => kms(...args).ended;

  beforeAll(() => {
    state = newState();
    data = at('kms');
  });

  test('a server is not made for addresses that are none, nor where no folder can be', async () => {
    for (const address of ['', 'a,,b', 'kms example']) {
      const refused = await run('init', '--address', address);
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringContaining('is no host name and no IP address.'),
      ]);
    }
    const nowhere = await start(state, ['kms', 'init', '--data', '/proc/nowhere']).ended;
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('/proc/nowhere')]);
  });

  test('a server is made where a try that failed has left its folder', async () => {
    mkdirSync(join(data, 'secrets'), { recursive: true, mode: 0o700 });
    expect((await run('client', 'list')).stderr).toContain('holds no key management server');
    const made = await run('init', '--address', 'kms.example.com, 192.0.2.7');
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('for kms.example.com, 192.0.2.7')]);
    expect((await run('init')).stderr).toContain('holds a key management server already');
  });

  test('a client has a name that can be shown', async () => {
    for (const name of ['', 'two\nlines', '\u001b[31mred', 'n'.repeat(65)]) {
      const refused = await run('client', 'add', name, '--generate', at('client'));
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringContaining('A client cannot have the name'),
      ]);
    }
  });

  test('a certificate that cannot be written lets nobody in', async () => {
    writeFileSync(at('file'), '');
    const refused = await run('client', 'add', 'backup', '--generate', join(at('file'), 'folder'));
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('certificate.pem cannot be written'),
    ]);
    mkdirSync(at('taken'));
    writeFileSync(join(at('taken'), 'authority.pem'), 'another');
    expect((await run('client', 'add', 'backup', '--generate', at('taken'))).stderr).toContain(
      'authority.pem exists already.',
    );
    expect(readFileSync(join(at('taken'), 'authority.pem'), 'utf8')).toBe('another');
    expect((await run('client', 'list')).stdout).not.toContain('backup');
  });

  test('a list goes to a reader who has enough', async () => {
    const list = kms('client', 'list');
    list.child.stdout?.destroy();
    const { code, stderr } = await list.ended;
    expect([code, stderr]).toEqual([0, '']);
  });

  test('who reads waits for no server that writes', () => {
    writeFileSync(at('passphrase'), 'a long passphrase\n');
    const store = openStore({ path: join(data, 'keystore.json'), clock: systemClock });
    if (!store.ok) throw new Error(store.fault.message);
    const codes: (number | null)[] = [];
    const wrote = store.value.commit('a long request', 'test', () => {
      for (const command of [
        ['key', 'list'],
        ['backup', at('backup'), '--passphrase-file', at('passphrase')],
      ])
        codes.push(runNow(state, ['kms', ...command, '--data', data]));
      return ok({ changes: [] });
    });
    store.value.close();
    expect([wrote.ok, codes]).toEqual([true, [0, 0]]);
  });

  test('its certificate is renewed for the same key, and for other names', async () => {
    const before = (await run('certificate', '--server')).stdout;
    const renewed = await run('renew');
    expect([renewed.code, renewed.stderr]).toEqual([
      0,
      expect.stringContaining('The certificate is for kms.example.com, 192.0.2.7, until '),
    ]);
    const after = (await run('certificate', '--server')).stdout;
    expect(after).not.toBe(before);
    expect((await run('renew', '--address', '127.0.0.1')).code).toBe(0);
  });

  test('it goes on when its log does not', async () => {
    const server = kms('serve', '--port', '0');
    const port = await new Promise<number>((resolve) => {
      server.child.stderr?.on('data', (text: string) => {
        const [, found] = /on 127\.0\.0\.1:(\d+)\./.exec(text) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    });
    server.child.stderr?.destroy();
    const ca = (await run('certificate')).stdout;
    // Each visitor is told of in the log; the certificate that they are shown is the renewed one.
    for (const visitor of [1, 2, 3]) expect([visitor, await shakeHands(port, ca)]).toEqual([visitor, true]);
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });
});

function runNow(state: State, args: readonly string[]): number | null {
  const executable = join(import.meta.dirname, '../../bin/vseal.js');
  return spawnSync(process.execPath, [executable, ...args], { env: environment(state), stdio: 'ignore' })
    .status;
}

function shakeHands(port: number, ca: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca }, () => {
      resolve(socket.authorized);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
