import { ok, type Result } from '../../base/result.ts';
import {
  type Attribute,
  applicationInformationValue,
  attributeDefinition,
  isCustom,
  nameValue,
  usageLimitsValue,
} from '../attributes.ts';
import type { TtlvNode } from '../ttlv/node.ts';
import { SchemaError } from '../ttlv/schema.ts';
import { type ProtocolVersion, versionText } from '../version.ts';
import type { KmsObjects, StoredAttribute } from './key-store.ts';
import { isDestroyed } from './lifecycle.ts';
import { type Refusal, refuse } from './refusal.ts';
import { storeAttribute, storedValue } from './stored-attributes.ts';

/** More attribute instances than any client needs; an object must not grow without end. */
const MAX_ATTRIBUTES = 256;

/** Checks that an attribute is one a client of `version` may set, with a value of its type; gives the value as it is kept. */
export function acceptAttribute(
  given: Attribute,
  index: number,
  version: ProtocolVersion,
): Result<StoredAttribute, Refusal> {
  const { name, value } = given;
  const definition = attributeDefinition(name, version);
  if (definition === undefined) {
    return refuse(
      'InvalidField',
      `The attribute '${name}' is not known in KMIP ${versionText(version)}. Custom attributes begin with 'x-'.`,
    );
  }
  if (definition.setBy === 'server') {
    return refuse('PermissionDenied', `The attribute '${name}' is set by the server only.`);
  }
  if (!isCustom(name) && value.type !== definition.type) {
    return refuse('InvalidField', `The attribute '${name}' is a ${definition.type}, not a ${value.type}.`);
  }
  try {
    definition.fields?.read(value, { version });
  } catch (error) {
    if (error instanceof SchemaError)
      return refuse('InvalidField', `The attribute '${name}': ${error.message}`);
    throw error;
  }
  if (name === 'Application Specific Information' && !hasData(value, version)) {
    return refuse(
      'ApplicationNamespaceNotSupported',
      'This server makes no Application Data for any namespace (§3.36). Give the data with the namespace.',
    );
  }
  if (name === 'Usage Limits') {
    // The server counts down from the total (§3.21).
    const limits = usageLimitsValue.read(value, { version });
    const counted = usageLimitsValue.write({ ...limits, count: limits.total }, { version });
    return ok(storeAttribute(name, index, counted));
  }
  return ok(storeAttribute(name, index, value));
}

function hasData(value: TtlvNode, version: ProtocolVersion): boolean {
  return applicationInformationValue.read(value, { version }).data !== undefined;
}

/** The attributes of a new object: each accepted, single ones once, the instances of the others numbered in order. */
export function acceptAttributes(
  given: readonly Attribute[],
  version: ProtocolVersion,
): Result<StoredAttribute[], Refusal> {
  if (given.length > MAX_ATTRIBUTES) {
    return refuse('IndexOutOfBounds', `An object has at most ${MAX_ATTRIBUTES} attributes.`);
  }
  const accepted: StoredAttribute[] = [];
  for (const attribute of given) {
    const index = accepted.filter((stored) => stored.name === attribute.name).length;
    if (index > 0 && attributeDefinition(attribute.name, version)?.many === false) {
      return refuse('InvalidField', `The attribute '${attribute.name}' is given more than once.`);
    }
    const stored = acceptAttribute(attribute, index, version);
    if (!stored.ok) return stored;
    accepted.push(stored.value);
  }
  return ok(accepted);
}

/** An object may have one instance more. */
export function checkRoom(attributes: readonly StoredAttribute[]): Result<void, Refusal> {
  return attributes.length < MAX_ATTRIBUTES
    ? ok(undefined)
    : refuse('IndexOutOfBounds', `An object has at most ${MAX_ATTRIBUTES} attributes.`);
}

/** Names are unique among an owner's objects (§3.2). `except` is the object that may have it already. */
export function checkNamesAreFree(
  attributes: readonly StoredAttribute[],
  objects: KmsObjects,
  owner: string,
  except?: string,
): Result<void, Refusal> {
  for (const name of attributes.filter((stored) => stored.name === 'Name')) {
    for (const object of objects.named(owner, name.ttlv)) {
      if (object.id === except || isDestroyed(object)) continue;
      return refuse('IllegalOperation', `The name '${nameText(name)}' belongs to another object.`);
    }
  }
  return ok(undefined);
}

function nameText(stored: StoredAttribute): string {
  return nameValue.read(storedValue(stored), { version: { major: 1, minor: 4 } }).value;
}
