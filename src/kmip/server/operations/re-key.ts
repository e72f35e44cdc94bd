import { ok, type Result } from '../../../base/result.ts';
import { attributeDate, linkValue } from '../../attributes.ts';
import { LinkType, ObjectType } from '../../enums.ts';
import type { reKey } from '../../payloads/re-key.ts';
import type { ShapeOf } from '../../ttlv/schema.ts';
import { V1_4 } from '../../version.ts';
import type { KmsObject, StoredAttribute } from '../key-store.ts';
import { isDestroyed } from '../lifecycle.ts';
import { type Refusal, refuse } from '../refusal.ts';
import {
  dateOf,
  storeAttribute,
  storedValue,
  withDate,
  withoutAttribute,
  withStored,
} from '../stored-attributes.ts';
import { findOnline, type OperationContext } from './context.ts';
import { generateKey } from './create.ts';
import { templateAttributes } from './new-object.ts';

type Request = ShapeOf<typeof reKey.request>;

/** What the replacement takes over (§4.4, table of attributes): everything but what tells of the old key's own life. */
const NOT_COPIED = new Set([
  'Digest',
  'Fresh',
  'Initial Date',
  'Last Change Date',
  'Destroy Date',
  'Compromise Occurrence Date',
  'Compromise Date',
  'Revocation Reason',
  'Archive Date',
  'Link',
]);
const LIFE_DATES = ['Activation Date', 'Process Start Date', 'Protect Stop Date', 'Deactivation Date'];

/**
 * Makes a new key in place of one, which loses its name to it. With an Offset the new key's dates
 * keep their distances from the new Initial Date plus Offset; else they are copied.
 */
export function handleReKey(
  request: Request,
  context: OperationContext,
): Result<ShapeOf<typeof reKey.response>, Refusal> {
  const found = findOnline(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const old = found.value.object;
  if (old.objectType !== ObjectType.SymmetricKey) {
    return refuse('IllegalOperation', 'Re-key replaces Symmetric Keys only.');
  }
  if (isDestroyed(old)) return refuse('ItemNotFound', 'The key was destroyed; there is nothing to replace.');
  if (old.attributes.some((stored) => stored.name === 'Link' && isReplacementLink(stored))) {
    return refuse('IllegalOperation', 'The key has a replacement already. Re-key that one.');
  }
  const given = templateAttributes(request.templateAttribute ?? { templates: [], attributes: [] }, context);
  if (!given.ok) return given;
  const dates = newDates(old, request.offset, given.value, context);
  if (!dates.ok) return dates;
  const replaced = new Set(given.value.map((stored) => stored.name));
  const copied = old.attributes.filter(
    (stored) =>
      !NOT_COPIED.has(stored.name) && !replaced.has(stored.name) && !LIFE_DATES.includes(stored.name),
  );
  // The old key gives its names away first, so that they are free for the new one.
  let retired = withDate(withoutAttribute(old, 'Name'), 'Last Change Date', context.nowSeconds);
  context.objects.put(retired);
  const made = generateKey([...copied, ...dates.value, ...given.value], context);
  if (!made.ok) {
    context.objects.put(old);
    return made;
  }
  retired = withLink(retired, LinkType.ReplacementObjectLink, made.value.id);
  context.objects.put(retired);
  context.objects.put(withLink(made.value, LinkType.ReplacedObjectLink, old.id));
  return ok({ uniqueIdentifier: made.value.id });
}

function newDates(
  old: KmsObject,
  offset: number | undefined,
  given: readonly StoredAttribute[],
  context: OperationContext,
): Result<StoredAttribute[], Refusal> {
  const givenNames = new Set(given.map((stored) => stored.name));
  const inherited = LIFE_DATES.filter((name) => !givenNames.has(name));
  if (offset !== undefined && inherited.length < LIFE_DATES.length) {
    return refuse('InvalidMessage', 'Re-key takes an Offset or dates, not both.');
  }
  const activation = context.nowSeconds + BigInt(offset ?? 0);
  const oldActivation = dateOf(old, 'Activation Date');
  const dates: StoredAttribute[] = [];
  for (const name of inherited) {
    const date = dateOf(old, name);
    if (date === undefined) continue;
    const moved =
      offset === undefined || oldActivation === undefined ? date : activation + (date - oldActivation);
    dates.push(storeAttribute(name, 0, attributeDate(moved)));
  }
  if (offset !== undefined && oldActivation === undefined) {
    dates.push(storeAttribute('Activation Date', 0, attributeDate(activation)));
  }
  return ok(dates);
}

function linkTo(type: number, id: string): ReturnType<typeof linkValue.write> {
  return linkValue.write({ type, linked: id }, { version: V1_4 });
}

function withLink(object: KmsObject, type: number, id: string): KmsObject {
  const index = object.attributes.reduce(
    (next, stored) => (stored.name === 'Link' ? Math.max(next, stored.index + 1) : next),
    0,
  );
  return withStored(object, storeAttribute('Link', index, linkTo(type, id)));
}

function isReplacementLink(stored: StoredAttribute): boolean {
  return linkValue.read(storedValue(stored), { version: V1_4 }).type === LinkType.ReplacementObjectLink;
}
