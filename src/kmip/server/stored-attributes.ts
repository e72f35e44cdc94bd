import { assert } from '../../base/assert.ts';
import {
  type Attribute,
  attributeDate,
  attributeDefinition,
  attributeEnumeration,
  attributeText,
  compareAttributeNames,
} from '../attributes.ts';
import { ObjectType } from '../enums.ts';
import { Tag } from '../tags.ts';
import type { TtlvNode } from '../ttlv/node.ts';
import { decodeTtlv } from '../ttlv/reader.ts';
import { encodeTtlv } from '../ttlv/writer.ts';
import { type ProtocolVersion, V1_4 } from '../version.ts';
import type { KmsObject, StoredAttribute } from './key-store.ts';

/** How long a client may use a key before it asks again (§3.20). */
export const LEASE_SECONDS = 3600;

export function storeAttribute(name: string, index: number, value: TtlvNode): StoredAttribute {
  return { name, index, ttlv: encodeTtlv(value).toString('hex') };
}

export function storedValue({ ttlv }: Pick<StoredAttribute, 'ttlv'>): TtlvNode {
  const decoded = decodeTtlv(Buffer.from(ttlv, 'hex'));
  assert(decoded.ok, 'a stored attribute is well-formed');
  return decoded.value;
}

export function findStored(object: KmsObject, name: string, index = 0): StoredAttribute | undefined {
  return object.attributes.find((stored) => stored.name === name && stored.index === index);
}

export function dateOf(object: KmsObject, name: string): bigint | undefined {
  const stored = findStored(object, name);
  if (stored === undefined) return undefined;
  const value = storedValue(stored);
  assert(value.type === 'DateTime', `${name} is a date`);
  return value.value;
}

export function numberOf(object: KmsObject, name: string): number | undefined {
  const stored = findStored(object, name);
  if (stored === undefined) return undefined;
  const value = storedValue(stored);
  assert(value.type === 'Integer' || value.type === 'Enumeration', `${name} is a number`);
  return value.value;
}

export function isFresh(object: KmsObject): boolean {
  const stored = findStored(object, 'Fresh');
  const value = stored === undefined ? undefined : storedValue(stored);
  return value?.type === 'Boolean' && value.value;
}

/** The object with one attribute instance set. */
export function withAttribute(object: KmsObject, name: string, value: TtlvNode): KmsObject {
  return withStored(object, storeAttribute(name, 0, value));
}

export function withStored(object: KmsObject, stored: StoredAttribute): KmsObject {
  const { name, index } = stored;
  const at = object.attributes.findIndex((other) => other.name === name && other.index === index);
  const attributes = at < 0 ? [...object.attributes, stored] : object.attributes.with(at, stored);
  return { ...object, attributes };
}

export function withDate(object: KmsObject, name: string, seconds: bigint): KmsObject {
  return withAttribute(object, name, attributeDate(seconds));
}

export function withoutAttribute(object: KmsObject, name: string, index?: number): KmsObject {
  const attributes = object.attributes.filter(
    (stored) => stored.name !== name || (index !== undefined && stored.index !== index),
  );
  return { ...object, attributes };
}

/** All instances of the attribute that `version` can see, those that follow from the object's fields included. */
export function attributesNamed(
  object: KmsObject,
  name: string,
  state: number,
  version: ProtocolVersion,
): Attribute[] {
  if (attributeDefinition(name, version) === undefined) return [];
  const derived = derivedAttribute(object, name, state);
  if (derived !== undefined) return [{ name, value: derived }];
  return object.attributes
    .filter((stored) => stored.name === name)
    .sort((a, b) => a.index - b.index)
    .map((stored) => onTheWire(stored, version));
}

/** All instances of the attribute as `StoredAttribute.ttlv`, to be compared with. */
export function valuesNamed(object: KmsObject, name: string, state: number): string[] {
  const derived = derivedAttribute(object, name, state);
  if (derived !== undefined) return [encodeTtlv(derived).toString('hex')];
  return object.attributes.filter((stored) => stored.name === name).map(({ ttlv }) => ttlv);
}

/** The names of the attributes that the object has in `version`, in listing order. */
export function attributeNames(object: KmsObject, state: number, version: ProtocolVersion): string[] {
  const names = new Set(object.attributes.map((stored) => stored.name));
  for (const name of DERIVED) if (derivedAttribute(object, name, state) !== undefined) names.add(name);
  return [...names]
    .filter((name) => attributeDefinition(name, version) !== undefined)
    .sort(compareAttributeNames);
}

const DERIVED = ['Unique Identifier', 'Object Type', 'State', 'Lease Time'];

function derivedAttribute(object: KmsObject, name: string, state: number): TtlvNode | undefined {
  const isKey = object.objectType === ObjectType.SymmetricKey || object.objectType === ObjectType.SecretData;
  switch (name) {
    case 'Unique Identifier':
      return attributeText(object.id);
    case 'Object Type':
      return attributeEnumeration(object.objectType);
    case 'State':
      return isKey ? attributeEnumeration(state) : undefined;
    case 'Lease Time':
      return isKey ? { tag: Tag.AttributeValue, type: 'Interval', value: LEASE_SECONDS } : undefined;
    default:
      return undefined;
  }
}

/** An attribute as `version` writes it: no index for the first instance, no field of a later version. */
function onTheWire(stored: StoredAttribute, version: ProtocolVersion): Attribute {
  const { name, index } = stored;
  let value = storedValue(stored);
  const fields = attributeDefinition(name, version)?.fields;
  if (fields !== undefined) value = fields.write(fields.read(value, { version: V1_4 }), { version });
  return index === 0 ? { name, value } : { name, index, value };
}
