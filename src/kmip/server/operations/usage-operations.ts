import { ok, type Result } from '../../../base/result.ts';
import { usageLimitsValue } from '../../attributes.ts';
import { State } from '../../enums.ts';
import type { check } from '../../payloads/check.ts';
import type { getUsageAllocation } from '../../payloads/get-usage-allocation.ts';
import type { obtainLease } from '../../payloads/obtain-lease.ts';
import type { ShapeOf } from '../../ttlv/schema.ts';
import { V1_4 } from '../../version.ts';
import type { KmsObject } from '../key-store.ts';
import { hasLifecycle } from '../lifecycle.ts';
import { type Refusal, refuse } from '../refusal.ts';
import {
  dateOf,
  findStored,
  LEASE_SECONDS,
  numberOf,
  storedValue,
  withAttribute,
} from '../stored-attributes.ts';
import { findOnline, type OperationContext } from './context.ts';

/** Says what of a planned use would not be allowed, by repeating it. */
export function handleCheck(
  request: ShapeOf<typeof check.request>,
  context: OperationContext,
): Result<ShapeOf<typeof check.response>, Refusal> {
  const found = findOnline(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object } = found.value;
  if (!hasLifecycle(object)) return refuse('IllegalOperation', 'Only keys and secret data are checked.');
  const { usageLimitsCount, cryptographicUsageMask, leaseTime } = request;
  const mask = numberOf(object, 'Cryptographic Usage Mask') ?? 0;
  const left = usageLimits(object)?.count;
  context.placeholder = object.id;
  return ok({
    uniqueIdentifier: object.id,
    ...(usageLimitsCount !== undefined && left !== undefined && usageLimitsCount > left
      ? { usageLimitsCount }
      : {}),
    ...(cryptographicUsageMask !== undefined && (cryptographicUsageMask & ~mask) !== 0
      ? { cryptographicUsageMask }
      : {}),
    ...(leaseTime !== undefined && leaseTime > LEASE_SECONDS ? { leaseTime } : {}),
  });
}

export function handleGetUsageAllocation(
  request: ShapeOf<typeof getUsageAllocation.request>,
  context: OperationContext,
): Result<ShapeOf<typeof getUsageAllocation.response>, Refusal> {
  const found = findOnline(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  const limits = usageLimits(object);
  if (limits === undefined) return refuse('IllegalOperation', 'The object has no Usage Limits.');
  if (state !== State.Active || !mayProtect(object, context.nowSeconds)) {
    return refuse('PermissionDenied', 'The object may not be used for protection now.');
  }
  const left = limits.count ?? limits.total;
  if (request.usageLimitsCount < 0n || request.usageLimitsCount > left) {
    return refuse(
      'PermissionDenied',
      `${left} are left of the Usage Limits; ${request.usageLimitsCount} were asked for.`,
    );
  }
  const counted = { ...limits, count: left - request.usageLimitsCount };
  context.objects.put(
    withAttribute(object, 'Usage Limits', usageLimitsValue.write(counted, { version: V1_4 })),
  );
  context.placeholder = object.id;
  return ok({ uniqueIdentifier: object.id });
}

export function handleObtainLease(
  request: ShapeOf<typeof obtainLease.request>,
  context: OperationContext,
): Result<ShapeOf<typeof obtainLease.response>, Refusal> {
  const found = findOnline(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  if (!hasLifecycle(object)) return refuse('IllegalOperation', 'Only keys and secret data are leased.');
  if (state > State.Deactivated) {
    return refuse('PermissionDenied', 'A compromised or destroyed object is not leased.');
  }
  context.placeholder = object.id;
  return ok({
    uniqueIdentifier: object.id,
    leaseTime: LEASE_SECONDS,
    lastChangeDate: dateOf(object, 'Last Change Date') ?? context.nowSeconds,
  });
}

function usageLimits(object: KmsObject): ShapeOf<typeof usageLimitsValue> | undefined {
  const stored = findStored(object, 'Usage Limits');
  return stored === undefined ? undefined : usageLimitsValue.read(storedValue(stored), { version: V1_4 });
}

/** Protect Stop Date ends protection while processing goes on (§3.26). */
function mayProtect(object: KmsObject, nowSeconds: bigint): boolean {
  const stop = dateOf(object, 'Protect Stop Date');
  return stop === undefined || stop > nowSeconds;
}
