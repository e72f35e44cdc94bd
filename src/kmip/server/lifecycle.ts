import { ObjectType, State } from '../enums.ts';
import type { KmsObject } from './key-store.ts';
import { dateOf } from './stored-attributes.ts';

/** Objects that have the states of KMIP 1.4 specification §3.22. Templates and opaque objects have none. */
export function hasLifecycle(object: KmsObject): boolean {
  return object.objectType === ObjectType.SymmetricKey || object.objectType === ObjectType.SecretData;
}

export function isDestroyed(object: KmsObject): boolean {
  return object.state === State.Destroyed || object.state === State.DestroyedCompromised;
}

/** The state at `nowSeconds`: Activation Date and Deactivation Date act when their time comes. */
export function currentState(object: KmsObject, nowSeconds: bigint): number {
  let state = object.state;
  if (state === State.PreActive && hasPassed(object, 'Activation Date', nowSeconds)) state = State.Active;
  if (state === State.Active && hasPassed(object, 'Deactivation Date', nowSeconds)) state = State.Deactivated;
  return state;
}

function hasPassed(object: KmsObject, name: string, nowSeconds: bigint): boolean {
  const date = dateOf(object, name);
  return date !== undefined && date <= nowSeconds;
}
