import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { createKeyServerPoll, type KeyServerPoll } from '../../src/datacenter/keys/key-server-poll.ts';
import { setKeyServerFaults } from '../../src/datacenter/keys/key-servers.ts';
import { openDatacenter } from '../../src/datacenter/open.ts';
import type { KeyProviderRow } from '../../src/datacenter/rows.ts';
import { ADMINISTRATOR } from '../../src/datacenter/vcenter.ts';
import { makeLab } from '../../src/lab/lab.ts';
import { must, unwrap } from '../kmip/fixtures.ts';

const caller = { user: ADMINISTRATOR };
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** A lab whose time goes on only as far as a test moves it. */
function labAt(time: { ms: number }): Datacenter {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-poll-'));
  const clock: Clock = { ...systemClock, monotonicMs: () => time.ms };
  const datacenter = unwrap(
    openDatacenter({
      statePath: join(folder, 'datacenter.json'),
      clock,
      runtimeFolders: [],
      onNotice: () => undefined,
    }),
  );
  unwrap(makeLab(datacenter, { hosts: 1, vms: 1 }));
  cleanUps.push(() => {
    datacenter.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return datacenter;
}

function provider(datacenter: Datacenter): KeyProviderRow {
  return must([...datacenter.rows('keyProviders')][0]);
}

function status(datacenter: Datacenter): string | undefined {
  return provider(datacenter).servers[0]?.health?.status;
}

async function untilRoundEnds(poll: KeyServerPoll): Promise<void> {
  while (!poll.step()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('key management servers are asked from time to time, and what has changed becomes an event', async () => {
  const time = { ms: 0 };
  const datacenter = labAt(time);
  const poll = createKeyServerPoll(datacenter, caller);
  expect(poll.step()).toBe(false);
  expect(status(datacenter)).toBeUndefined();

  time.ms += 60_000;
  await untilRoundEnds(poll);
  expect(status(datacenter)).toBe('green');
  expect(poll.step()).toBe(false);

  const reference = { providerId: provider(datacenter).id, serverName: 'embedded' };
  unwrap(setKeyServerFaults(datacenter, caller, reference, { down: true }));
  time.ms += 299_999;
  expect(poll.step()).toBe(false);
  time.ms += 1;
  await untilRoundEnds(poll);
  expect(status(datacenter)).toBe('red');

  unwrap(setKeyServerFaults(datacenter, caller, reference, {}));
  time.ms += 300_000;
  await untilRoundEnds(poll);
  expect(status(datacenter)).toBe('green');
  time.ms += 300_000;
  await untilRoundEnds(poll);

  const messages = [...datacenter.readLog()]
    .map(({ entry }) => (entry.type === 'event' ? entry.message : ''))
    .filter((message) => /cannot be used|can be used again/.test(message));
  expect(messages).toHaveLength(2);
  expect(messages[0]).toContain('embedded of lab-kms can be used again.');
  expect(messages[1]).toContain('embedded of lab-kms cannot be used.');
});
