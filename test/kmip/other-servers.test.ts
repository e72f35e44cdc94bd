import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import { createFailover, type Failover } from '../../src/kmip/client/failover.ts';
import { createKey, type FetchedKey, getKey, tagKey } from '../../src/kmip/client/key-operations.ts';
import type { KmipFault } from '../../src/kmip/client/kmip-fault.ts';
import type { KmipServerConfig } from '../../src/kmip/client/provider-config.ts';
import { createSessionPool } from '../../src/kmip/client/session-pool.ts';
import { Operation } from '../../src/kmip/enums.ts';
import { createKeyProviderClient } from '../../src/kmip/key-provider.ts';
import { requestMessage } from '../../src/kmip/messages.ts';
import { Tag } from '../../src/kmip/tags.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { V1_0, V1_1 } from '../../src/kmip/version.ts';
import {
  faultOf,
  type Identities,
  makeIdentities,
  must,
  providerConfig,
  serverConfig,
  unwrap,
} from './fixtures.ts';
import {
  createPayload,
  getPayload,
  refuse,
  respond,
  type Script,
  type ScriptedServer,
  startScripted,
  succeed,
  usualAnswer,
  usually,
  versionNode,
} from './scripted-server.ts';

/** Our client on servers of other vendors, older, newer, poorer, and broken ones. */
let identities: Identities;
const cleanUps: (() => void)[] = [];
beforeAll(async () => {
  identities = await makeIdentities();
});
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

interface Clients {
  readonly server: ScriptedServer;
  readonly create: () => Promise<Result<{ keyId: string }, KmipFault>>;
  readonly get: (keyId: string) => Promise<Result<FetchedKey, KmipFault>>;
  readonly tag: (keyId: string) => Promise<Result<boolean, KmipFault>>;
}

async function on(script: Script, changes: Partial<KmipServerConfig> = {}): Promise<Clients> {
  const server = await startScripted(identities, script);
  const pool = createSessionPool(systemClock);
  cleanUps.push(
    () => pool.closeAll(),
    () => server.close(),
  );
  const failover: Failover = createFailover(pool, systemClock);
  const provider = providerConfig(identities, [
    serverConfig(identities, server.port, { timeoutMs: 1_000, ...changes }),
  ]);
  return {
    server,
    create: () =>
      failover.run(provider, {
        operation: 'Create',
        isRepeatable: false,
        use: (session) => createKey(session),
      }),
    get: (keyId) =>
      failover.run(provider, {
        operation: 'Get',
        isRepeatable: true,
        use: (session) => getKey(session, keyId),
      }),
    tag: (keyId) =>
      failover.run(provider, {
        operation: 'Tag',
        isRepeatable: false,
        use: (session) => tagKey(session, keyId, { 'x-Name': 'app-01' }),
      }),
  };
}

describe('versions', () => {
  test('a server of 1.0 only works: no Discover Versions, and everything in 1.0', async () => {
    const { server, create, get } = await on((items, version) => {
      if (version.minor === 0) return respond(items.map(usualAnswer), V1_0);
      return respond([{ ...refuse(must(items[0]), 'InvalidMessage'), operation: undefined }], V1_0);
    });
    expect(unwrap(await create()).keyId).toBe('1');
    expect(unwrap(await get('1')).state).toBe('Active');
    expect(server.operations().slice(0, 3)).toEqual(['DiscoverVersions', 'Query', 'Create']);
    const last = requestMessage.read(unwrap(decodeTtlv(must(server.requests.at(-1)))), { version: V1_0 });
    expect(last.header.version).toEqual(V1_0);
  });

  test('a server of 1.2 and later is spoken to in 1.2', async () => {
    const { server, create } = await on(
      usually('DiscoverVersions', (item) =>
        succeed(item, versionNode(1, 4), versionNode(1, 3), versionNode(1, 2)),
      ),
    );
    unwrap(await create());
    const last = requestMessage.read(unwrap(decodeTtlv(must(server.requests.at(-1)))), { version: V1_1 });
    expect(last.header.version).toEqual({ major: 1, minor: 2 });
  });

  test('a server of 2.x only is refused clearly', async () => {
    const byList = await on(
      usually('DiscoverVersions', (item) => succeed(item, versionNode(2, 1), versionNode(2, 0))),
    );
    expect(faultOf(await byList.create())).toMatchObject({ kind: 'VersionUnsupported' });
    const byHeader = await on((items) =>
      respond([{ ...refuse(must(items[0]), 'InvalidMessage'), operation: undefined }], {
        major: 2,
        minor: 0,
      }),
    );
    const fault = faultOf(await byHeader.create());
    expect(fault).toMatchObject({ kind: 'VersionUnsupported' });
    expect(fault.message).toContain('KMIP 1.0 to 1.4');
  });
});

describe('what a server lacks', () => {
  test('Activate: its keys are used as they are', async () => {
    const { get } = await on(usually('Activate', (item) => refuse(item, 'OperationNotSupported')));
    expect(unwrap(await get('1')).state).toBe('PreActive');
  });

  test('patience for two messages at once: its keys are fetched by one after the other', async () => {
    const server = await startScripted(identities, usually(), { onlyFirst: true });
    const client = createKeyProviderClient();
    cleanUps.push(server.close, () => client.stop());
    const provider = providerConfig(identities, [serverConfig(identities, server.port, { timeoutMs: 300 })]);
    const taking = client.takeNewKey(provider, '1', { 'x-Name': 'app-01' });
    let taken = taking.poll();
    for (; taken === undefined; taken = taking.poll())
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(unwrap(taken.value).state).toBe('Active');
  });

  test('tags: keys go without', async () => {
    const { tag } = await on(usually('AddAttribute', (item) => refuse(item, 'InvalidMessage')));
    expect(unwrap(await tag('1'))).toBe(false);
  });

  test('State: the key is not used, as vCenter does', async () => {
    const { get } = await on(usually('GetAttributes', (item) => refuse(item, 'InvalidField')));
    expect(faultOf(await get('1'))).toMatchObject({ kind: 'OperationRefused', reason: 'InvalidField' });
  });

  test('fields that we do not know are passed over', async () => {
    const extra = { tag: 0x540001, type: 'TextString', value: 'vendor' } as const;
    const { create } = await on(
      usually('Create', (item) => {
        const usual = usualAnswer(item);
        const payload = must(usual.payload);
        return {
          ...usual,
          payload: { ...payload, value: [...(payload.value as never[]), extra] } as never,
        };
      }),
    );
    expect(unwrap(await create()).keyId).toBe('1');
  });
});

describe('answers that cannot be right', () => {
  test('another batch id: the Create may have been done, and is not repeated', async () => {
    const { server, create } = await on(
      usually('Create', (item) => ({ ...usualAnswer(item), batchId: Buffer.alloc(8) })),
    );
    expect(faultOf(await create())).toMatchObject({ kind: 'OutcomeUnknown', operation: 'Create' });
    expect(server.operations().filter((name) => name === 'Create')).toHaveLength(1);
  });

  test('another operation', async () => {
    const { get } = await on(
      usually('Get', (item) => ({ ...usualAnswer(item), operation: Operation.Create })),
    );
    expect(faultOf(await get('1'))).toMatchObject({ kind: 'ProtocolError' });
  });

  test('no TTLV', async () => {
    const { get } = await on((items) =>
      items[0]?.operation === Operation.Get
        ? Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')
        : usually()(items, V1_1),
    );
    expect(faultOf(await get('1'))).toMatchObject({ kind: 'ProtocolError' });
  });

  test('more than a message may have is refused from its header', async () => {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(((Tag.ResponseMessage << 8) | 1) >>> 0, 0);
    header.writeUInt32BE(0x40000000, 4);
    const { get } = await on((items) =>
      items[0]?.operation === Operation.Get ? header : usually()(items, V1_1),
    );
    expect(faultOf(await get('1'))).toMatchObject({ kind: 'ResponseTooLarge' });
  });

  test('a key in a format that is not Raw, and an empty one', async () => {
    const opaque = await on(usually('Get', (item) => succeed(item, ...getPayload(2, Buffer.alloc(32)))));
    expect(faultOf(await opaque.get('1'))).toMatchObject({ kind: 'ProtocolError' });
    const empty = await on(usually('Get', (item) => succeed(item, ...getPayload(1, Buffer.alloc(0)))));
    expect(faultOf(await empty.get('1'))).toMatchObject({ kind: 'ProtocolError' });
  });

  test('a key of another length than 256 bits', async () => {
    const { get } = await on(usually('Get', (item) => succeed(item, ...getPayload(1, Buffer.alloc(16, 7)))));
    expect(faultOf(await get('1'))).toMatchObject({
      kind: 'KeyLengthInvalid',
      message: expect.stringContaining('has 128 bits') as string,
    });
  });

  test('another key than the one that was asked for', async () => {
    const { get } = await on(
      usually('Get', (item) => succeed(item, ...getPayload(1, Buffer.alloc(32, 7), '1'))),
    );
    expect(faultOf(await get('2'))).toMatchObject({
      kind: 'ProtocolError',
      message: expect.stringContaining("asked for the key '2', it answers with '1'") as string,
    });
  });

  test('what it says cannot move a cursor or end a line', async () => {
    const { get } = await on(
      usually('Get', (item) => ({ ...refuse(item, 'GeneralFailure'), message: 'no\u001b[2J\r\nkey\u202e' })),
    );
    expect(faultOf(await get('1'))).toMatchObject({
      message: expect.stringMatching(/\(GeneralFailure: no \[2J {2}key\)\.$/) as string,
    });
    const { create } = await on(
      usually('Create', (item) => succeed(item, ...createPayload('1\u001b]0;x\u0007'))),
    );
    expect(faultOf(await create())).toMatchObject({
      kind: 'OutcomeUnknown',
      message: expect.stringContaining("that can be shown, not '1 ]0;x'") as string,
    });
  });

  test('silence ends with the timeout', async () => {
    const { create } = await on(
      (items) => (items[0]?.operation === Operation.Create ? undefined : usually()(items, V1_1)),
      {
        timeoutMs: 200,
      },
    );
    expect(faultOf(await create())).toMatchObject({ kind: 'OutcomeUnknown' });
  });
});

test('user name and password go with every request, when they are set', async () => {
  const { server, create } = await on(usually(), {
    userName: 'vcenter',
    password: Buffer.from('secret'),
  });
  unwrap(await create());
  for (const frame of server.requests) {
    const { header } = requestMessage.read(unwrap(decodeTtlv(frame)), { version: V1_1 });
    expect(header.authentication?.credential.value).toMatchObject({
      value: [{ value: 'vcenter' }, { value: 'secret' }],
    });
  }
});
