import type { Clock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { nameValue } from '../attributes.ts';
import { CryptographicAlgorithm, nameOf, ObjectType, RevocationReasonCode, State } from '../enums.ts';
import { V1_4 } from '../version.ts';
import type { KeyStore, KmsObject } from './key-store.ts';
import { currentState, hasLifecycle } from './lifecycle.ts';
import type { OperationContext } from './operations/context.ts';
import { handleDestroy, handleRevoke } from './operations/lifecycle-operations.ts';
import { type Refusal, refuse } from './refusal.ts';
import { numberOf, storedValue } from './stored-attributes.ts';

/** What the administrator of a key management server sees of an object: never its material. */
export interface ObjectSummary {
  readonly id: string;
  /** The client that made it, and the user of that client if one was named. */
  readonly owner: string;
  readonly user?: string;
  readonly objectType: string;
  /** Undefined for templates and opaque objects, which have no states. */
  readonly state: string | undefined;
  readonly names: readonly string[];
  readonly algorithm?: string;
  readonly lengthBits?: number;
  readonly createdAtMs: number;
  readonly isArchived: boolean;
  /** The clients' custom attributes that are text, such as vCenter's `x-Name`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** All objects of all clients, oldest first. */
export function listObjects(store: KeyStore, clock: Clock): ObjectSummary[] {
  const nowSeconds = BigInt(Math.floor(clock.nowMs() / 1000));
  return store.read((objects) => [...objects.list()].map((object) => summary(object, nowSeconds)));
}

/** Revokes a client's key as that client would. A compromise is told by its reason. */
export function revokeObject(
  store: KeyStore,
  clock: Clock,
  id: string,
  reason: keyof typeof RevocationReasonCode,
): Result<unknown, Refusal> {
  const revocationReason = { code: RevocationReasonCode[reason] };
  return asOwner(store, clock, id, (context) =>
    handleRevoke({ uniqueIdentifier: id, revocationReason }, context),
  );
}

/** Destroys a client's key for good. An Active one must be revoked first. */
export function destroyObject(store: KeyStore, clock: Clock, id: string): Result<unknown, Refusal> {
  return asOwner(store, clock, id, (context) => handleDestroy({ uniqueIdentifier: id }, context));
}

function asOwner(
  store: KeyStore,
  clock: Clock,
  id: string,
  act: (context: OperationContext) => Result<unknown, Refusal>,
): Result<unknown, Refusal> {
  return store.transact((objects) => {
    const object = objects.get(id);
    if (object === undefined)
      return refuse('ItemNotFound', `There is no object with the identifier '${id}'.`);
    const nowMs = clock.nowMs();
    return act({
      objects,
      owner: object.owner,
      user: object.user,
      version: V1_4,
      nowMs,
      nowSeconds: BigInt(Math.floor(nowMs / 1000)),
      placeholder: undefined,
      secrets: [],
      created: [],
      isLost: () => false,
    });
  });
}

function summary(object: KmsObject, nowSeconds: bigint): ObjectSummary {
  const algorithm = numberOf(object, 'Cryptographic Algorithm');
  const lengthBits = numberOf(object, 'Cryptographic Length');
  const tags = new Map<string, string>();
  const names: string[] = [];
  for (const stored of object.attributes) {
    const value = storedValue(stored);
    if (stored.name === 'Name') names.push(nameValue.read(value, { version: V1_4 }).value);
    else if (stored.name.startsWith('x-') && value.type === 'TextString') tags.set(stored.name, value.value);
  }
  return {
    id: object.id,
    owner: object.owner,
    ...(object.user === undefined ? {} : { user: object.user }),
    objectType: nameOf(ObjectType, object.objectType),
    state: hasLifecycle(object) ? nameOf(State, currentState(object, nowSeconds)) : undefined,
    names,
    ...(algorithm === undefined ? {} : { algorithm: nameOf(CryptographicAlgorithm, algorithm) }),
    ...(lengthBits === undefined ? {} : { lengthBits }),
    createdAtMs: Math.floor(object.createdAt),
    isArchived: object.archived === true,
    tags: Object.fromEntries(tags),
  };
}
