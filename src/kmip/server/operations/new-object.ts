import { ok, type Result } from '../../../base/result.ts';
import { randomUuid } from '../../../crypto/random.ts';
import type { Attribute } from '../../attributes.ts';
import { digestValue, nameValue } from '../../attributes.ts';
import { HashingAlgorithm, ObjectType, State } from '../../enums.ts';
import type { TemplateAttribute } from '../../objects.ts';
import { Tag } from '../../tags.ts';
import { V1_4 } from '../../version.ts';
import { acceptAttributes, checkNamesAreFree } from '../accepted-attributes.ts';
import type { KmsObject, StoredAttribute } from '../key-store.ts';
import { currentState, isDestroyed } from '../lifecycle.ts';
import { type Refusal, refuse } from '../refusal.ts';
import {
  findStored,
  isFresh,
  storeAttribute,
  storedValue,
  withAttribute,
  withDate,
} from '../stored-attributes.ts';
import type { OperationContext } from './context.ts';

/** Creations of one instant stay in order. */
let lastCreatedAt = 0;

function nextCreatedAt(nowMs: number): number {
  lastCreatedAt = Math.max(nowMs, lastCreatedAt + 1 / 1024);
  return lastCreatedAt;
}

/** What a Template Attribute gives: the attributes of the templates it names, then its own, which win (§2.1.8). */
export function templateAttributes(
  given: TemplateAttribute,
  context: OperationContext,
): Result<StoredAttribute[], Refusal> {
  const own = acceptAttributes(given.attributes, context.version);
  if (!own.ok) return own;
  const inherited: StoredAttribute[] = [];
  for (const name of given.templates) {
    const template = findTemplate(name, context);
    if (!template.ok) return template;
    inherited.push(...(template.value.template ?? []));
  }
  const ownNames = new Set(own.value.map((stored) => stored.name));
  return ok([...inherited.filter((stored) => !ownNames.has(stored.name)), ...own.value]);
}

function findTemplate(
  name: { readonly value: string; readonly type: number },
  context: OperationContext,
): Result<KmsObject, Refusal> {
  const wanted = storeAttribute('Name', 0, nameValue.write(name, { version: V1_4 })).ttlv;
  for (const object of context.objects.named(context.owner, wanted)) {
    if (object.objectType === ObjectType.Template && !isDestroyed(object) && object.user === context.user)
      return ok(object);
  }
  return refuse('ItemNotFound', `There is no template named '${name.value}'.`);
}

export interface NewObject {
  readonly objectType: number;
  readonly attributes: readonly StoredAttribute[];
  readonly keyFormatType?: number;
  readonly secretDataType?: number;
  readonly opaqueDataType?: number;
  readonly template?: readonly StoredAttribute[];
}

/** The SHA-256 of a key's material and the format it was computed over (§3.17). */
export interface MaterialDigest {
  readonly digest: Uint8Array;
  readonly keyFormatType?: number;
}

/** Puts a new object; `material` is handed to the store, which zeroises it. */
export function putNewObject(
  made: NewObject,
  context: OperationContext,
  material?: Uint8Array,
  digest?: MaterialDigest,
): Result<KmsObject, Refusal> {
  const free = checkNamesAreFree(made.attributes, context.objects, context.owner);
  if (!free.ok) return free;
  let object: KmsObject = {
    ...made,
    id: randomUuid(),
    owner: context.owner,
    ...(context.user === undefined ? {} : { user: context.user }),
    createdAt: nextCreatedAt(context.nowMs),
    state: State.PreActive,
    served: 0,
  };
  if (made.objectType !== ObjectType.Template && findStored(object, 'Fresh') === undefined) {
    object = withFresh(object, true);
  }
  object = withDate(object, 'Initial Date', context.nowSeconds);
  object = withDate(object, 'Last Change Date', context.nowSeconds);
  if (digest !== undefined) object = withDigest(object, digest);
  object = { ...object, state: currentState(object, context.nowSeconds) };
  context.objects.put(object, material);
  context.created.push(object.id);
  context.placeholder = object.id;
  return ok(object);
}

export function withFresh(object: KmsObject, fresh: boolean): KmsObject {
  return withAttribute(object, 'Fresh', { tag: Tag.AttributeValue, type: 'Boolean', value: fresh });
}

/** Given out once, an object is not fresh any more (§3.34). */
export function markServed(object: KmsObject, context: OperationContext): void {
  const inGroup = object.attributes.some((stored) => stored.name === 'Object Group');
  if (!isFresh(object) && !inGroup) return;
  const served = { ...object, served: object.served + 1 };
  context.objects.put(isFresh(object) ? withFresh(served, false) : served);
}

function withDigest(object: KmsObject, { digest, keyFormatType }: MaterialDigest): KmsObject {
  const value = { hashingAlgorithm: HashingAlgorithm.SHA_256, digest, keyFormatType };
  return withAttribute(object, 'Digest', digestValue.write(value, { version: V1_4 }));
}

/** Sets algorithm and length where the attributes do not say them; refuses what contradicts the key itself. */
export function describeKey(
  attributes: readonly StoredAttribute[],
  described: readonly Attribute[],
): Result<StoredAttribute[], Refusal> {
  const all = [...attributes];
  for (const { name, value } of described) {
    const stored = storeAttribute(name, 0, value);
    const given = attributes.find((other) => other.name === name);
    if (given === undefined) all.push(stored);
    else if (given.ttlv !== stored.ttlv) {
      return refuse('InvalidField', `The attribute '${name}' contradicts the key block.`);
    }
  }
  return ok(all);
}

export function integerAttribute(attributes: readonly StoredAttribute[], name: string): number | undefined {
  const stored = attributes.find((attribute) => attribute.name === name);
  const value = stored === undefined ? undefined : storedValue(stored);
  return value?.type === 'Integer' || value?.type === 'Enumeration' ? value.value : undefined;
}
