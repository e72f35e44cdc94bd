import { ok, type Result } from '../../../base/result.ts';
import type { ProtocolVersion } from '../../version.ts';
import type { KmsObject, KmsObjects } from '../key-store.ts';
import { currentState } from '../lifecycle.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** What an operation works with: one item of one request, inside the request's transaction. */
export interface OperationContext {
  readonly objects: KmsObjects;
  readonly owner: string;
  readonly user: string | undefined;
  readonly version: ProtocolVersion;
  readonly nowMs: number;
  readonly nowSeconds: bigint;
  /** The object that an item without Unique Identifier means (§4, ID placeholder). */
  placeholder: string | undefined;
  /** Buffers with key bytes that the answer refers to; zeroised when it is encoded. */
  readonly secrets: Uint8Array[];
  /** Objects made, so that they can be taken back when their identifiers never reach the client. */
  readonly created: string[];
  /** Objects that a rehearsed fault makes the server deny having. */
  readonly isLost: (id: string) => boolean;
}

export type OperationHandler<Request, Response> = (
  request: Request,
  context: OperationContext,
) => Result<Response, Refusal>;

export interface FoundObject {
  readonly object: KmsObject;
  /** At the time of the request. */
  readonly state: number;
}

/**
 * The object that an item is about. Another client's object is not found, exactly as one that does
 * not exist; an object of another user of the same client is denied (§4, default operation policy).
 */
export function findObject(id: string | undefined, context: OperationContext): Result<FoundObject, Refusal> {
  const wanted = id ?? context.placeholder;
  if (wanted === undefined) {
    return refuse('ItemNotFound', 'The item names no object, and no item before it has found exactly one.');
  }
  const object = context.objects.get(wanted);
  if (object?.owner !== context.owner || context.isLost(wanted)) {
    return refuse('ItemNotFound', `There is no object with the identifier '${wanted}'.`);
  }
  if (object.user !== context.user) {
    return refuse('PermissionDenied', 'The object belongs to another user of this client.');
  }
  return ok({ object, state: currentState(object, context.nowSeconds) });
}

/** As `findObject`, but not for an object that is archived: only Recover, Locate and reading attributes reach those. */
export function findOnline(id: string | undefined, context: OperationContext): Result<FoundObject, Refusal> {
  const found = findObject(id, context);
  if (found.ok && found.value.object.archived === true) {
    return refuse('ObjectArchived', 'The object is archived. Recover it first.');
  }
  return found;
}
