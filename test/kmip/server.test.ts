import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import {
  attributeEnumeration,
  attributeInteger,
  attributeText,
  digestValue,
  nameValue,
} from '../../src/kmip/attributes.ts';
import {
  BatchErrorContinuation,
  CredentialType,
  CryptographicAlgorithm,
  nameOf,
  ObjectType,
  QueryFunction,
  ResultReason,
  ResultStatus,
  RevocationReasonCode,
  State,
  UsageMask,
} from '../../src/kmip/enums.ts';
import {
  type RequestHeader,
  type ResponseItem,
  requestMessage,
  responseMessage,
  usernameAndPassword,
} from '../../src/kmip/messages.ts';
import { activate } from '../../src/kmip/payloads/activate.ts';
import { addAttribute } from '../../src/kmip/payloads/add-attribute.ts';
import { create } from '../../src/kmip/payloads/create.ts';
import { destroy } from '../../src/kmip/payloads/destroy.ts';
import { discoverVersions } from '../../src/kmip/payloads/discover-versions.ts';
import { get } from '../../src/kmip/payloads/get.ts';
import { getAttributeList } from '../../src/kmip/payloads/get-attribute-list.ts';
import { getAttributes } from '../../src/kmip/payloads/get-attributes.ts';
import { locate } from '../../src/kmip/payloads/locate.ts';
import type { OperationPayloads } from '../../src/kmip/payloads/payload.ts';
import { query } from '../../src/kmip/payloads/query.ts';
import { revoke } from '../../src/kmip/payloads/revoke.ts';
import { destroyObject, listObjects, revokeObject } from '../../src/kmip/server/administration.ts';
import { type KeyStore, KeyStoreUnavailable } from '../../src/kmip/server/key-store.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import { createRequestProcessor, type RequestProcessor } from '../../src/kmip/server/request-processor.ts';
import { Tag } from '../../src/kmip/tags.ts';
import type { TtlvNode } from '../../src/kmip/ttlv/node.ts';
import { decodeTtlv } from '../../src/kmip/ttlv/reader.ts';
import { encodeTtlv } from '../../src/kmip/ttlv/writer.ts';
import {
  type ProtocolVersion,
  SUPPORTED_VERSIONS,
  V1_0,
  V1_1,
  V1_2,
  V1_4,
  versionText,
} from '../../src/kmip/version.ts';
import { faultOf, must, unwrap } from './fixtures.ts';

/** What the server does with requests, without the sockets: bytes in, bytes out. */
let store: KeyStore;
let processor: RequestProcessor;
beforeEach(() => {
  store = createMemoryKeyStore();
  processor = createRequestProcessor({ store, clock: systemClock });
});

interface Asked {
  readonly operation: number;
  readonly payload: TtlvNode;
}

interface Header {
  readonly version?: ProtocolVersion;
  readonly owner?: string;
  readonly errorContinuation?: number;
  readonly maximumResponseSize?: number;
  readonly batchCount?: number;
  readonly authentication?: RequestHeader['authentication'];
}

function item<Request>(
  payloads: OperationPayloads<Request, unknown>,
  request: Request,
  version = V1_1,
): Asked {
  return { operation: payloads.operation, payload: payloads.request.write(request, { version }) };
}

/** The bytes of a request. */
function encoded(items: readonly Asked[], given: Header = {}): Buffer {
  const { version = V1_1, errorContinuation, maximumResponseSize, batchCount = items.length } = given;
  const numbered = items.map((one, at) => ({
    ...one,
    ...(items.length > 1 ? { batchId: Buffer.of(at) } : {}),
  }));
  const { authentication } = given;
  const header = { version, maximumResponseSize, authentication, errorContinuation, batchCount };
  const request = { header: { ...header, attestationTypes: [] }, items: numbered };
  return encodeTtlv(requestMessage.write(request, { version }));
}

function ask(items: readonly Asked[], header: Header = {}): ResponseItem[] {
  const { version = V1_1, owner = 'a' } = header;
  const [answer] = processor.process([encoded(items, header)], owner);
  // Read strictly by the request's version: a field of a later one would be an error.
  const message = responseMessage.read(unwrap(decodeTtlv(must(answer).response)), { version });
  expect(message.header.version).toEqual(version);
  return [...message.items];
}

/** Requests that come together: the reasons of each one's answer. */
function askTogether(frames: readonly Buffer[]): string[][] {
  return processor.process(frames, 'a').map(({ response }) => {
    const { items } = responseMessage.read(unwrap(decodeTtlv(response)), { version: V1_4, lenient: true });
    return reasonsOf(items);
  });
}

function reasonsOf(items: readonly ResponseItem[]): string[] {
  return items.map(({ status, reason }) =>
    reason === undefined ? nameOf(ResultStatus, status) : nameOf(ResultReason, reason),
  );
}

const AES_256 = [
  { name: 'Cryptographic Algorithm', value: attributeEnumeration(CryptographicAlgorithm.AES) },
  { name: 'Cryptographic Length', value: attributeInteger(256) },
  { name: 'Cryptographic Usage Mask', value: attributeInteger(UsageMask.Encrypt | UsageMask.Decrypt) },
];

function createItem(attributes = AES_256, version = V1_1): Asked {
  return item(
    create,
    { objectType: ObjectType.SymmetricKey, templateAttribute: { templates: [], attributes } },
    version,
  );
}

function named(name: string): typeof AES_256 {
  return [...AES_256, { name: 'Name', value: nameValue.write({ value: name, type: 1 }, { version: V1_1 }) }];
}

function createKey(header: Header = {}, attributes = AES_256): string {
  const [made] = ask([createItem(attributes, header.version)], header);
  return create.response.read(must(must(made).payload), { version: header.version ?? V1_1 }).uniqueIdentifier;
}

const revocation = (uniqueIdentifier: string, code: number): Asked =>
  item(revoke, { uniqueIdentifier, revocationReason: { code } });

describe('another client', () => {
  test('sees nothing of a key: every answer is that of a key that does not exist', () => {
    const id = createKey({ owner: 'a' });
    const about = (uniqueIdentifier: string): Asked[] => [
      item(get, { uniqueIdentifier }),
      item(getAttributes, { uniqueIdentifier, names: [] }),
      item(getAttributeList, { uniqueIdentifier }),
      item(addAttribute, { uniqueIdentifier, attribute: { name: 'x-a', value: attributeText('b') } }),
      item(activate, { uniqueIdentifier }),
      revocation(uniqueIdentifier, RevocationReasonCode.KeyCompromise),
      item(destroy, { uniqueIdentifier }),
    ];
    const missing = '00000000-0000-4000-8000-000000000000';
    for (const [at, wanted] of about(id).entries()) {
      const [theirs] = ask([wanted], { owner: 'b' });
      const [none] = ask([must(about(missing)[at])], { owner: 'b' });
      expect({ ...theirs, message: must(theirs).message?.replace(id, missing) }).toEqual(none);
    }
    const [located] = ask([item(locate, { attributes: [] })], { owner: 'b' });
    expect(locate.response.read(must(must(located).payload), { version: V1_1 }).uniqueIdentifiers).toEqual(
      [],
    );
    expect(reasonsOf(ask([item(get, { uniqueIdentifier: id })], { owner: 'a' }))).toEqual(['Success']);
  });

  test('may use the same name', () => {
    createKey({ owner: 'a' }, named('disk'));
    createKey({ owner: 'b' }, named('disk'));
    expect(reasonsOf(ask([createItem(named('disk'))], { owner: 'a' }))).toEqual(['IllegalOperation']);
  });
});

describe('versions', () => {
  test.each(SUPPORTED_VERSIONS.map((version) => [versionText(version), version] as const))(
    '%s is answered in that version, without a field of a later one',
    (_, version) => {
      const id = createKey({ version });
      const answers = [
        ...ask([item(get, { uniqueIdentifier: id }, version)], { version }),
        ...ask([item(locate, { attributes: [] }, version)], { version }),
        ...ask([item(query, { functions: Object.values(QueryFunction) }, version)], { version }),
        ...ask([item(getAttributes, { uniqueIdentifier: id, names: [] }, version)], { version }),
      ];
      expect(reasonsOf(answers)).toEqual(['Success', 'Success', 'Success', 'Success']);
      const located = must(answers[1]?.payload);
      const isCounted = located.type === 'Structure' && located.value[0]?.tag === Tag.LocatedItems;
      expect(isCounted).toBe(version.minor >= 3);
      const { attributes } = getAttributes.response.read(must(answers[3]?.payload), { version });
      expect(attributes.some((attribute) => attribute.name === 'Fresh')).toBe(version.minor >= 1);
      const digest = must(attributes.find((attribute) => attribute.name === 'Digest'));
      expect(digestValue.read(digest.value, { version }).keyFormatType).toBe(
        version.minor >= 1 ? 1 : undefined,
      );
    },
  );

  test('an operation or a field of a later version is refused to an earlier client', () => {
    expect(reasonsOf(ask([item(discoverVersions, { versions: [] })], { version: V1_0 }))).toEqual([
      'OperationNotSupported',
    ]);
    const [offset] = ask([item(locate, { offsetItems: 1, attributes: [] }, V1_4)], { version: V1_2 });
    expect(reasonsOf([must(offset)])).toEqual(['InvalidMessage']);
  });

  test('a version that is not spoken is answered in the newest that is', () => {
    const request = requestMessage.write(
      {
        header: { version: { major: 2, minor: 1 }, attestationTypes: [], batchCount: 1 },
        items: [createItem()],
      },
      { version: V1_4 },
    );
    const [answer] = processor.process([encodeTtlv(request)], 'a');
    const message = responseMessage.read(unwrap(decodeTtlv(must(answer).response)), { version: V1_4 });
    expect(message.header.version).toEqual(V1_4);
    expect(reasonsOf(message.items)).toEqual(['InvalidMessage']);
  });
});

describe('a batch', () => {
  const missing = item(get, { uniqueIdentifier: 'missing' });

  test('stops at the first failure, and keeps what was done', () => {
    expect(reasonsOf(ask([createItem(), missing, createItem()]))).toEqual(['Success', 'ItemNotFound']);
    expect(listObjects(store, systemClock)).toHaveLength(1);
  });

  test('goes on after a failure when it is told to', () => {
    const answers = ask([createItem(), missing, createItem()], {
      errorContinuation: BatchErrorContinuation.Continue,
    });
    expect(reasonsOf(answers)).toEqual(['Success', 'ItemNotFound', 'Success']);
    expect(answers.map((answer) => Buffer.from(must(answer.batchId)))).toEqual(
      [0, 1, 2].map((at) => Buffer.of(at)),
    );
    expect(listObjects(store, systemClock)).toHaveLength(2);
  });

  test('is undone by a failure when it is told to', () => {
    const answers = ask([createItem(), missing, createItem()], {
      errorContinuation: BatchErrorContinuation.Undo,
    });
    expect(reasonsOf(answers)).toEqual(['OperationUndone', 'ItemNotFound']);
    expect(listObjects(store, systemClock)).toEqual([]);
  });

  test('hands the object of one item to the next', () => {
    const answers = ask([createItem(), item(activate, {}), item(getAttributes, { names: ['State'] })]);
    const { attributes } = getAttributes.response.read(must(answers[2]?.payload), { version: V1_1 });
    expect(attributes[0]?.value).toEqual(attributeEnumeration(State.Active));
  });

  test('with another count than its items is refused whole', () => {
    expect(reasonsOf(ask([createItem()], { batchCount: 2 }))).toEqual(['InvalidMessage']);
    expect(listObjects(store, systemClock)).toEqual([]);
  });
});

test('an answer past the Maximum Response Size is not sent, and what it tells of is not done', () => {
  expect(reasonsOf(ask([createItem()], { maximumResponseSize: 64 }))).toEqual(['ResponseTooLarge']);
  expect(listObjects(store, systemClock)).toEqual([]);
});

test('a wrong password of a named user is refused, and the users of one client do not share keys', () => {
  const verifyUser = (_owner: string, user: string, password: string): boolean => password === `${user}'s`;
  processor = createRequestProcessor({ store, clock: systemClock, verifyUser });
  const as = (username: string, password: string): Header => ({
    authentication: {
      credential: {
        type: CredentialType.UsernameAndPassword,
        value: usernameAndPassword.write({ username, password }, { version: V1_1 }),
      },
    },
  });
  expect(reasonsOf(ask([createItem()], as('fred', 'wrong')))).toEqual(['AuthenticationNotSuccessful']);
  const id = createKey(as('fred', "fred's"));
  expect(reasonsOf(ask([item(get, { uniqueIdentifier: id })], as('barney', "barney's")))).toEqual([
    'PermissionDenied',
  ]);
  expect(reasonsOf(ask([item(get, { uniqueIdentifier: id })], as('fred', "fred's")))).toEqual(['Success']);
});

test('an answer past 1 MiB is not sent to a client that sets no limit', () => {
  store.transact((objects) => {
    for (let at = 0; at < 25_000; at++) {
      const id = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
      objects.put({ id, owner: 'a', createdAt: at, objectType: 2, state: 1, attributes: [], served: 0 });
    }
  });
  expect(reasonsOf(ask([item(locate, { attributes: [] })]))).toEqual(['ResponseTooLarge']);
  expect(reasonsOf(ask([item(locate, { maximumItems: 10, attributes: [] })]))).toEqual(['Success']);
});

describe('the states of a key', () => {
  const stateOf = (id: string): string | undefined =>
    listObjects(store, systemClock).find((object) => object.id === id)?.state;
  const { CessationOfOperation, KeyCompromise } = RevocationReasonCode;

  /** From each state, each request and where it leads: KMIP 1.4 specification §3.22. */
  test.each([
    ['PreActive', [], 'activate', 'Active'],
    ['PreActive', [], 'revoke', 'IllegalOperation'],
    ['PreActive', [], 'compromise', 'Compromised'],
    ['PreActive', [], 'destroy', 'Destroyed'],
    ['Active', ['activate'], 'activate', 'PermissionDenied'],
    ['Active', ['activate'], 'revoke', 'Deactivated'],
    ['Active', ['activate'], 'compromise', 'Compromised'],
    ['Active', ['activate'], 'destroy', 'PermissionDenied'],
    ['Deactivated', ['activate', 'revoke'], 'activate', 'PermissionDenied'],
    ['Deactivated', ['activate', 'revoke'], 'revoke', 'IllegalOperation'],
    ['Deactivated', ['activate', 'revoke'], 'compromise', 'Compromised'],
    ['Deactivated', ['activate', 'revoke'], 'destroy', 'Destroyed'],
    ['Compromised', ['compromise'], 'activate', 'PermissionDenied'],
    ['Compromised', ['compromise'], 'revoke', 'IllegalOperation'],
    ['Compromised', ['compromise'], 'destroy', 'DestroyedCompromised'],
    ['Destroyed', ['destroy'], 'activate', 'PermissionDenied'],
    ['Destroyed', ['destroy'], 'compromise', 'DestroyedCompromised'],
    ['Destroyed', ['destroy'], 'destroy', 'PermissionDenied'],
    ['DestroyedCompromised', ['compromise', 'destroy'], 'destroy', 'PermissionDenied'],
  ] as const)('%s (%j) + %s = %s', (before, path, step, after) => {
    const id = createKey();
    const requests = {
      activate: item(activate, { uniqueIdentifier: id }),
      revoke: revocation(id, CessationOfOperation),
      compromise: revocation(id, KeyCompromise),
      destroy: item(destroy, { uniqueIdentifier: id }),
    };
    for (const taken of path) ask([requests[taken]]);
    expect(stateOf(id)).toBe(before);
    const [reason] = reasonsOf(ask([requests[step]]));
    if (after in State) expect([reason, stateOf(id)]).toEqual(['Success', after]);
    else expect([reason, stateOf(id)]).toEqual([after, before]);
  });
});

test('the material of a destroyed key is overwritten', () => {
  const id = createKey();
  ask([item(destroy, { uniqueIdentifier: id })]);
  expect(store.transact((objects) => objects.material(id))).toBeUndefined();
  expect(reasonsOf(ask([item(get, { uniqueIdentifier: id })]))).toEqual(['ItemNotFound']);
});

test('requests that come together share a transaction and nothing else: one that is undone leaves the others', () => {
  let transactions = 0;
  const counting: KeyStore = {
    read: (body) => store.read(body),
    transact(body, options) {
      transactions++;
      return store.transact(body, options);
    },
  };
  processor = createRequestProcessor({ store: counting, clock: systemClock });
  const id = createKey();
  transactions = 0;
  const unknown = item(destroy, { uniqueIdentifier: 'nobody' });
  const answers = askTogether([
    encoded([item(activate, { uniqueIdentifier: id })]),
    encoded([createItem(), unknown], { errorContinuation: BatchErrorContinuation.Undo }),
    Buffer.from('no request'),
    encoded([item(getAttributes, { uniqueIdentifier: id, names: ['State'] })]),
    encoded([item(destroy, { uniqueIdentifier: id })]),
  ]);
  expect(answers).toEqual([
    ['Success'],
    ['OperationUndone', 'ItemNotFound'],
    ['InvalidMessage'],
    ['Success'],
    ['PermissionDenied'],
  ]);
  expect(transactions).toBe(1);
  expect(listObjects(store, systemClock).map((object) => [object.id, object.state])).toEqual([
    [id, 'Active'],
  ]);
});

test('a store that fails is an answer to the client and a line to the operator', () => {
  const errors: string[] = [];
  const failing = createRequestProcessor({
    store: {
      transact() {
        throw new KeyStoreUnavailable('disk full');
      },
      read() {
        throw new KeyStoreUnavailable('disk full');
      },
    },
    clock: systemClock,
    onError: (error) => void errors.push(error.message),
  });
  processor = failing;
  expect(reasonsOf(ask([createItem()]))).toEqual(['GeneralFailure']);
  expect(errors).toEqual(['disk full']);
  expect(askTogether([encoded([createItem()]), Buffer.from('no request'), encoded([createItem()])])).toEqual([
    ['GeneralFailure'],
    ['InvalidMessage'],
    ['GeneralFailure'],
  ]);
  expect(errors).toEqual(['disk full', 'disk full']);
});

describe('the administrator', () => {
  test('lists, compromises and destroys keys of any client, without seeing them', () => {
    const id = createKey({ owner: 'vcenter' }, named('app-01'));
    ask(
      [
        item(addAttribute, {
          uniqueIdentifier: id,
          attribute: { name: 'x-Name', value: attributeText('app-01') },
        }),
      ],
      {
        owner: 'vcenter',
      },
    );
    expect(listObjects(store, systemClock)).toMatchObject([
      {
        id,
        owner: 'vcenter',
        objectType: 'SymmetricKey',
        state: 'PreActive',
        names: ['app-01'],
        algorithm: 'AES',
        lengthBits: 256,
        tags: { 'x-Name': 'app-01' },
      },
    ]);
    unwrap(revokeObject(store, systemClock, id, 'KeyCompromise'));
    unwrap(destroyObject(store, systemClock, id));
    expect(listObjects(store, systemClock)).toMatchObject([{ id, state: 'DestroyedCompromised' }]);
    expect(faultOf(destroyObject(store, systemClock, 'missing'))).toMatchObject({
      reason: ResultReason.ItemNotFound,
    });
  });
});
