import { ok, type Result } from '../../../base/result.ts';
import { type Attribute, attributeDefinition } from '../../attributes.ts';
import { ObjectGroupMember, StorageStatus } from '../../enums.ts';
import type { locate } from '../../payloads/locate.ts';
import type { TtlvNode } from '../../ttlv/node.ts';
import type { ShapeOf } from '../../ttlv/schema.ts';
import { encodeTtlv } from '../../ttlv/writer.ts';
import { isAtLeast, V1_3, versionText } from '../../version.ts';
import type { KmsObject } from '../key-store.ts';
import { currentState, isDestroyed } from '../lifecycle.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { dateOf, isFresh, storedValue, valuesNamed } from '../stored-attributes.ts';
import type { OperationContext } from './context.ts';

type Request = ShapeOf<typeof locate.request>;

/** Finds the client's objects that have every attribute given, oldest first. Two dates of one name are a range. */
export function handleLocate(
  request: Request,
  context: OperationContext,
): Result<ShapeOf<typeof locate.response>, Refusal> {
  const matchers: Matcher[] = [];
  for (const name of new Set(request.attributes.map((attribute) => attribute.name))) {
    const wanted = request.attributes.filter((attribute) => attribute.name === name);
    const matcher = matcherOf(name, wanted, context);
    if (!matcher.ok) return matcher;
    matchers.push(matcher.value);
  }
  const mask = request.storageStatusMask ?? StorageStatus.OnLineStorage;
  let found: KmsObject[] = [];
  for (const object of candidates(request, context)) {
    if (object.user !== context.user || context.isLost(object.id)) continue;
    if ((storageStatus(object) & mask) === 0) continue;
    if (matchers.every((matches) => matches(object))) found.push(object);
  }
  found = groupMembers(found, request.objectGroupMember);
  const located = found.length;
  const from = Math.max(request.offsetItems ?? 0, 0);
  const to = request.maximumItems === undefined ? found.length : from + Math.max(request.maximumItems, 0);
  const ids = found.slice(from, to).map((object) => object.id);
  context.placeholder = ids.length === 1 ? ids[0] : undefined;
  return ok({
    uniqueIdentifiers: ids,
    ...(isAtLeast(context.version, V1_3) ? { locatedItems: located } : {}),
  });
}

/** All of the client's objects, or those of a wanted Name: clients look for their keys by it. */
function candidates({ attributes }: Request, { objects, owner }: OperationContext): Iterable<KmsObject> {
  const name = attributes.find((attribute) => attribute.name === 'Name' && isWholeName(attribute.value));
  return name === undefined ? objects.list(owner) : objects.named(owner, encoded(name.value));
}

function isWholeName(value: TtlvNode): boolean {
  return value.type === 'Structure' && value.value.length === 2;
}

const encoded = (value: TtlvNode): string => encodeTtlv(value).toString('hex');

type Matcher = (object: KmsObject) => boolean;

function matcherOf(
  name: string,
  wanted: readonly Attribute[],
  context: OperationContext,
): Result<Matcher, Refusal> {
  const definition = attributeDefinition(name, context.version);
  if (definition === undefined) {
    return refuse(
      'InvalidField',
      `The attribute '${name}' is not known in KMIP ${versionText(context.version)}.`,
    );
  }
  if (definition.type === 'DateTime' && wanted.length > 2) {
    return refuse(
      'InvalidField',
      `'${name}' is given ${wanted.length} times; a date is one, a range has two.`,
    );
  }
  if (definition.type === 'DateTime' && wanted.length === 2) {
    const dates = wanted.map((attribute) => givenDate(attribute)).filter((date) => date !== undefined);
    const [a = 0n, b = 0n] = dates;
    const [low, high] = a < b ? [a, b] : [b, a];
    return ok((object) => {
      const date = dateOf(object, name);
      return date !== undefined && date >= low && date <= high;
    });
  }
  const values = wanted.map(({ value }) => valueMatcher(name, value));
  return ok((object) => {
    const held = valuesNamed(object, name, currentState(object, context.nowSeconds));
    return values.every((matches) => held.some(matches));
  });
}

/**
 * Whether a value, as `StoredAttribute.ttlv`, is what is looked for (§4.9): the same one; a mask that has all wanted
 * bits; limits that leave at least as much; a structure that has the members that are given.
 */
function valueMatcher(name: string, wanted: TtlvNode): (held: string) => boolean {
  const same = encoded(wanted);
  if (wanted.type === 'Integer' && name === 'Cryptographic Usage Mask') {
    return (held) => (maskOf(held) & wanted.value) === wanted.value;
  }
  if (wanted.type === 'Structure') {
    return (held) => held === same || hasMembers(storedValue({ ttlv: held }), wanted.value);
  }
  return (held) => held === same;
}

function maskOf(ttlv: string): number {
  const mask = storedValue({ ttlv });
  return mask.type === 'Integer' ? mask.value : 0;
}

/** The only numbers in attributes that are LongInteger are those of the Usage Limits. */
function hasMembers(held: TtlvNode, wanted: readonly TtlvNode[]): boolean {
  if (held.type !== 'Structure') return false;
  return wanted.every((member) =>
    held.value.some((one) =>
      one.type === 'LongInteger' && member.type === 'LongInteger'
        ? one.tag === member.tag && one.value >= member.value
        : encoded(one) === encoded(member),
    ),
  );
}

function givenDate({ value }: Attribute): bigint | undefined {
  return value.type === 'DateTime' ? value.value : undefined;
}

function storageStatus(object: KmsObject): number {
  if (isDestroyed(object)) return StorageStatus.DestroyedStorage;
  return object.archived === true ? StorageStatus.ArchivalStorage : StorageStatus.OnLineStorage;
}

/**
 * Group Member Fresh: those never given out. Group Member Default (§4.9 leaves the policy to the
 * server): the one given out least often, so that a group is served in turn.
 */
function groupMembers(found: KmsObject[], member: number | undefined): KmsObject[] {
  if (member === ObjectGroupMember.GroupMemberFresh) return found.filter((object) => isFresh(object));
  if (member !== ObjectGroupMember.GroupMemberDefault) return found;
  const least = Math.min(...found.map((object) => object.served));
  return found.filter((object) => object.served === least).slice(0, 1);
}
