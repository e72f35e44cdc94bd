import { ok, type Result } from '../../../base/result.ts';
import { revocationReasonValue } from '../../attributes.ts';
import { nameOf, RevocationReasonCode, State } from '../../enums.ts';
import type { activate } from '../../payloads/activate.ts';
import type { revoke } from '../../payloads/revoke.ts';
import type { ShapeOf } from '../../ttlv/schema.ts';
import { V1_4 } from '../../version.ts';
import type { KmsObject } from '../key-store.ts';
import { hasLifecycle, isDestroyed } from '../lifecycle.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { withAttribute, withDate, withoutAttribute } from '../stored-attributes.ts';
import { findObject, findOnline, type OperationContext } from './context.ts';

/** Activate, Revoke, Destroy, Archive and Recover: the transitions of KMIP 1.4 specification §3.22. */

type ObjectRequest = ShapeOf<typeof activate.request>;
type Answer = Result<ShapeOf<typeof activate.response>, Refusal>;

export function handleActivate(request: ObjectRequest, context: OperationContext): Answer {
  const found = findOnline(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  if (!hasLifecycle(object)) return refuse('IllegalOperation', 'Only keys and secret data are activated.');
  if (state !== State.PreActive) {
    return refuse(
      'PermissionDenied',
      `The object is ${nameOf(State, state)}; only a Pre-Active one is activated.`,
    );
  }
  return change({ ...withDate(object, 'Activation Date', context.nowSeconds), state: State.Active }, context);
}

export function handleRevoke(request: ShapeOf<typeof revoke.request>, context: OperationContext): Answer {
  const found = findOnline(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  const { code } = request.revocationReason;
  if (!hasLifecycle(object)) return refuse('IllegalOperation', 'Only keys and secret data are revoked.');
  if (nameOf(RevocationReasonCode, code).startsWith('0x')) {
    return refuse('InvalidField', `The revocation reason code ${code} is not known.`);
  }
  const isCompromise =
    code === RevocationReasonCode.KeyCompromise || code === RevocationReasonCode.CACompromise;
  const reason = revocationReasonValue.write(request.revocationReason, { version: V1_4 });
  let revoked = withAttribute(object, 'Revocation Reason', reason);
  if (isCompromise) {
    if (request.compromiseOccurrenceDate !== undefined) {
      revoked = withDate(revoked, 'Compromise Occurrence Date', request.compromiseOccurrenceDate);
    }
    revoked = withDate(revoked, 'Compromise Date', context.nowSeconds);
    return change(
      { ...revoked, state: isDestroyed(object) ? State.DestroyedCompromised : State.Compromised },
      context,
    );
  }
  if (state !== State.Active) {
    return refuse(
      'IllegalOperation',
      `The object is ${nameOf(State, state)}; without compromise only an Active one is revoked.`,
    );
  }
  return change(
    { ...withDate(revoked, 'Deactivation Date', context.nowSeconds), state: State.Deactivated },
    context,
  );
}

export function handleDestroy(request: ObjectRequest, context: OperationContext): Answer {
  const found = findObject(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  if (state === State.Active && hasLifecycle(object)) {
    return refuse('PermissionDenied', 'The object is Active. Revoke it before it is destroyed.');
  }
  if (isDestroyed(object)) return refuse('PermissionDenied', 'The object was destroyed already.');
  context.objects.forgetMaterial(object.id);
  const dated = withDate(object, 'Destroy Date', context.nowSeconds);
  const destroyed = state === State.Compromised ? State.DestroyedCompromised : State.Destroyed;
  const emptied = object.template === undefined ? {} : { template: [] };
  return change({ ...dated, ...emptied, state: destroyed, archived: false }, context);
}

export function handleArchive(request: ObjectRequest, context: OperationContext): Answer {
  const found = findOnline(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object } = found.value;
  if (isDestroyed(object)) return refuse('ItemNotFound', 'The object was destroyed.');
  return change({ ...withDate(object, 'Archive Date', context.nowSeconds), archived: true }, context);
}

export function handleRecover(request: ObjectRequest, context: OperationContext): Answer {
  const found = findObject(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object } = found.value;
  if (object.archived !== true) return refuse('IllegalOperation', 'The object is not archived.');
  return change({ ...withoutAttribute(object, 'Archive Date'), archived: false }, context);
}

function change(object: KmsObject, context: OperationContext): Answer {
  context.objects.put(withDate(object, 'Last Change Date', context.nowSeconds));
  context.placeholder = object.id;
  return ok({ uniqueIdentifier: object.id });
}
