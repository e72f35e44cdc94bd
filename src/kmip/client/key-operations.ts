import { foreignText } from '../../base/foreign-text.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { importSecretKey, keyLengthBytes, type SecretKey } from '../../crypto/secret-key.ts';
import {
  attributeEnumeration,
  attributeInteger,
  attributeText,
  type revocationReason,
} from '../attributes.ts';
import {
  CryptographicAlgorithm,
  KeyFormatType,
  ObjectType,
  RevocationReasonCode,
  UsageMask,
} from '../enums.ts';
import { keyValue } from '../objects.ts';
import { activate } from '../payloads/activate.ts';
import { addAttribute } from '../payloads/add-attribute.ts';
import { create } from '../payloads/create.ts';
import { destroy } from '../payloads/destroy.ts';
import { get } from '../payloads/get.ts';
import { getAttributes } from '../payloads/get-attributes.ts';
import { locate } from '../payloads/locate.ts';
import { revoke } from '../payloads/revoke.ts';
import { SchemaError, type ShapeOf } from '../ttlv/schema.ts';
import { type Deadline, deadlineIn } from './deadline.ts';
import { type KeyState, type KmipFault, keyStateOf } from './kmip-fault.ts';
import {
  type Asked,
  ask,
  askBatch,
  type CallFault,
  call,
  exchangeAll,
  type KmipSession,
} from './kmip-session.ts';

/** What vCenter asks of a key management server, request by request as it sends them. */

type Called<T> = Promise<Result<T, CallFault>>;

/** vCenter's Create: AES-256 to encrypt and decrypt, without a name. */
export async function createKey(session: KmipSession, signal?: AbortSignal): Called<{ keyId: string }> {
  const request = {
    objectType: ObjectType.SymmetricKey,
    templateAttribute: {
      templates: [],
      attributes: [
        { name: 'Cryptographic Algorithm', value: attributeEnumeration(CryptographicAlgorithm.AES) },
        { name: 'Cryptographic Usage Mask', value: attributeInteger(UsageMask.Encrypt | UsageMask.Decrypt) },
        { name: 'Cryptographic Length', value: attributeInteger(256) },
      ],
    },
  };
  return call(session, create, request, deadlineOf(session, signal), ({ uniqueIdentifier }) => ({
    keyId: shownIdentifier(uniqueIdentifier),
  }));
}

export interface FetchedKey {
  readonly key: SecretKey;
  readonly state: KeyState;
}

/** Get, then Get Attributes State, then Activate when the key is Pre-Active. The bytes become a `SecretKey` here and are zeroised. */
export async function getKey(session: KmipSession, keyId: string, signal?: AbortSignal): Called<FetchedKey> {
  const deadline = deadlineOf(session, signal);
  const [fetched] = await exchangeAll(session, [askKey(session, keyId)], deadline);
  if (!fetched.ok) return aboutKey(fetched, keyId);
  if (!isAes256(fetched.value)) return fail(notAes256(session, keyId, fetched.value));
  const state = await getState(session, keyId, deadline);
  if (!state.ok) return state;
  if (state.value !== 'PreActive') return ok({ key: fetched.value, state: state.value });
  const activated = await activateKey(session, keyId, deadline);
  return activated.ok ? ok({ key: fetched.value, state: activated.value }) : activated;
}

function askKey(session: KmipSession, keyId: string): Asked<SecretKey> {
  return ask(session, get, { uniqueIdentifier: keyId }, (response) => {
    requireAbout(keyId, response.uniqueIdentifier);
    return secretKeyOf(response);
  });
}

/** A key's id goes into VMX and descriptor, and onto screens. */
function shownIdentifier(id: string): string {
  if (id !== '' && foreignText(id, MAX_IDENTIFIER_UNITS) === id) return id;
  throw new SchemaError(
    `an identifier of a key is 1 to ${MAX_IDENTIFIER_UNITS} characters that can be shown, not '${foreignText(id, 100)}'`,
  );
}

const MAX_IDENTIFIER_UNITS = 256;

/** What is answered about another object must not be taken for this key. */
function requireAbout(keyId: string, uniqueIdentifier: string): void {
  if (uniqueIdentifier === keyId) return;
  throw new SchemaError(
    `asked for the key '${keyId}', it answers with '${foreignText(uniqueIdentifier, 100)}'`,
  );
}

/** The key management server may hold keys of others under this client's name; only these wrap a VM's data keys. */
function isAes256(key: SecretKey): boolean {
  return keyLengthBytes(key) === 32;
}

function notAes256({ server }: KmipSession, keyId: string, key: SecretKey): CallFault {
  const message = `The key '${keyId}' on key management server '${server.name}' has ${keyLengthBytes(key) * 8} bits; virtual machines are encrypted under AES-256 keys only. Name a key of 256 bits, or let a new one be made.`;
  return { fault: { kind: 'KeyLengthInvalid', keyId, message }, isAmbiguous: false };
}

function secretKeyOf(response: ShapeOf<typeof get.response>): SecretKey {
  const block = response.symmetricKey?.keyBlock;
  if (block?.keyValue?.type !== 'Structure')
    throw new SchemaError('the answer to Get holds no plain symmetric key');
  const { keyMaterial } = keyValue.read(block.keyValue, { version: { major: 1, minor: 4 }, lenient: true });
  if (
    block.keyFormatType !== KeyFormatType.Raw ||
    keyMaterial.type !== 'ByteString' ||
    keyMaterial.value.length === 0
  ) {
    throw new SchemaError('the key in the answer to Get is not in the format Raw');
  }
  return importSecretKey(keyMaterial.value);
}

/** Servers without Activate hand out keys that need none. */
const WITHOUT_ACTIVATE = new Set(['OperationNotSupported', 'FeatureNotSupported', 'InvalidMessage']);

async function activateKey(session: KmipSession, keyId: string, deadline: Deadline): Called<KeyState> {
  const [activated] = await exchangeAll(session, [askToActivate(session, keyId)], deadline);
  if (activated.ok) return ok('Active');
  const { fault } = activated.fault;
  if (fault.kind === 'OperationRefused' && WITHOUT_ACTIVATE.has(fault.reason)) return ok('PreActive');
  // Another client of the same identity may have been first.
  const state = await getState(session, keyId, deadline);
  return state.ok && state.value === 'Active' ? state : aboutKey(activated, keyId);
}

function askToActivate(session: KmipSession, keyId: string) {
  return ask(session, activate, { uniqueIdentifier: keyId });
}

export async function keyState(session: KmipSession, keyId: string, signal?: AbortSignal): Called<KeyState> {
  return getState(session, keyId, deadlineOf(session, signal));
}

async function getState(session: KmipSession, keyId: string, deadline: Deadline): Called<KeyState> {
  const [state] = await exchangeAll(session, [askState(session, keyId)], deadline);
  return state.ok ? state : aboutKey(state, keyId);
}

function askState(session: KmipSession, keyId: string): Asked<KeyState> {
  const request = { uniqueIdentifier: keyId, names: ['State'] };
  return ask(session, getAttributes, request, ({ uniqueIdentifier, attributes }) => {
    requireAbout(keyId, uniqueIdentifier);
    const value = attributes.find((attribute) => attribute.name === 'State')?.value;
    const name = value?.type === 'Enumeration' ? keyStateOf(value.value) : undefined;
    if (name === undefined) throw new SchemaError('the answer tells no State');
    return name;
  });
}

/** Whose key it is, as vCenter notes it on the server. */
export type KeyTags = Readonly<Record<`x-${string}`, string>>;

/**
 * Adds the tags that are not there yet: one Get Attributes for each, then one batch of Add Attribute.
 * Best effort: false when the server refuses, true when all are there.
 */
export async function tagKey(
  session: KmipSession,
  keyId: string,
  tags: KeyTags,
  signal?: AbortSignal,
): Called<boolean> {
  const deadline = deadlineOf(session, signal);
  const held = await exchangeAll(session, askTags(session, keyId, tags), deadline);
  const lost = held.find((one) => !one.ok && one.fault.fault.kind !== 'OperationRefused');
  if (lost?.ok === false) return lost;
  const missing = missingTags(tags, held);
  if (missing.length === 0) return ok(true);
  const [added] = await exchangeAll(session, [askToTag(session, keyId, missing)], deadline);
  return ok(added.ok && added.value.every((one) => one.ok));
}

/** Whether the key has each of the tags. */
function askTags(session: KmipSession, keyId: string, tags: KeyTags): Asked<boolean>[] {
  return Object.keys(tags).map((name) => {
    const request = { uniqueIdentifier: keyId, names: [name] };
    return ask(session, getAttributes, request, ({ attributes }) => attributes.length > 0);
  });
}

/** Those that the answers to `askTags` do not show. */
function missingTags(tags: KeyTags, held: readonly Result<boolean, CallFault>[]): [string, string][] {
  return Object.entries(tags).filter((_, at) => {
    const one = held[at];
    return one?.ok !== true || !one.value;
  });
}

function askToTag(session: KmipSession, keyId: string, tags: readonly [string, string][]) {
  const requests = tags.map(([name, value]) => ({
    uniqueIdentifier: keyId,
    attribute: { name, value: attributeText(value) },
  }));
  return askBatch(session, addAttribute, requests);
}

/**
 * A key that was just made: `getKey` and `tagKey` with no more waiting than one answer needs of another. Undefined means
 * that `getKey` is to be tried by itself: for its fault, for a server that takes one message at a time only, or for one
 * whose keys need no activation.
 */
export async function takeNewKey(
  session: KmipSession,
  keyId: string,
  tags: KeyTags,
  signal?: AbortSignal,
): Called<FetchedKey | undefined> {
  const deadline = deadlineOf(session, signal);
  const asked = [askKey(session, keyId), askState(session, keyId), ...askTags(session, keyId, tags)] as const;
  const [key, state, ...held] = await exchangeAll(session, asked, deadline);
  const isUsual = key.ok && isAes256(key.value) && state.ok && state.value === 'PreActive';
  if (!isUsual) return ok(undefined);
  const missing = missingTags(tags, held);
  const toTag = missing.length === 0 ? [] : [askToTag(session, keyId, missing)];
  // Tags are best effort: their failure, whatever it is, leaves the key made.
  const [activated] = await exchangeAll(session, [askToActivate(session, keyId), ...toTag], deadline);
  return ok(activated.ok ? { key: key.value, state: 'Active' } : undefined);
}

export async function revokeKey(
  session: KmipSession,
  keyId: string,
  reason: keyof typeof RevocationReasonCode,
  signal?: AbortSignal,
): Called<true> {
  const code: ShapeOf<typeof revocationReason>['code'] = RevocationReasonCode[reason];
  const occurrence =
    reason === 'KeyCompromise' || reason === 'CACompromise'
      ? { compromiseOccurrenceDate: BigInt(Math.floor(session.clock.nowMs() / 1000)) }
      : {};
  const request = { uniqueIdentifier: keyId, revocationReason: { code }, ...occurrence };
  const revoked = await call(session, revoke, request, deadlineOf(session, signal), (): true => true);
  return aboutKey(revoked, keyId);
}

export async function destroyKey(session: KmipSession, keyId: string, signal?: AbortSignal): Called<true> {
  const request = { uniqueIdentifier: keyId };
  const destroyed = await call(session, destroy, request, deadlineOf(session, signal), (): true => true);
  return aboutKey(destroyed, keyId);
}

/** Symmetric keys of this client that carry all the tags; without tags, all that it may see. */
export async function locateKeys(
  session: KmipSession,
  tags: KeyTags,
  signal?: AbortSignal,
): Called<string[]> {
  const attributes = [
    { name: 'Object Type', value: attributeEnumeration(ObjectType.SymmetricKey) },
    ...Object.entries(tags).map(([name, value]) => ({ name, value: attributeText(value) })),
  ];
  return call(session, locate, { attributes }, deadlineOf(session, signal), ({ uniqueIdentifiers }) => [
    ...uniqueIdentifiers.map(shownIdentifier),
  ]);
}

export function deadlineOf(session: KmipSession, signal?: AbortSignal): Deadline {
  return deadlineIn(session.server.timeoutMs, session.clock, signal);
}

/** Item Not Found, said of a key, is the fault KeyNotFound. */
function aboutKey<T>(result: Result<T, CallFault>, keyId: string): Result<T, CallFault> {
  if (result.ok) return result;
  const { fault, isAmbiguous } = result.fault;
  if (fault.kind !== 'OperationRefused' || fault.reason !== 'ItemNotFound') return result;
  const missing: KmipFault = {
    kind: 'KeyNotFound',
    keyId,
    message: `The key '${keyId}' does not exist on key management server '${fault.server}', or belongs to another client.`,
  };
  return fail({ fault: missing, isAmbiguous });
}

/** A key that is not Active any more is good for reading old data at most. */
export function requireUsable(fetched: FetchedKey, keyId: string): Result<FetchedKey, KmipFault> {
  if (fetched.state === 'Active' || fetched.state === 'PreActive') return ok(fetched);
  return fail({
    kind: 'KeyStateInvalid',
    keyId,
    state: fetched.state,
    message: `The key '${keyId}' is ${fetched.state} on the key management server and must not be used.`,
  });
}
