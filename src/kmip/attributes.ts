import { Tag } from './tags.ts';
import type { TtlvNode, TtlvType } from './ttlv/node.ts';
import {
  anything,
  bytes,
  dateTime,
  enumeration,
  type Field,
  integer,
  longInteger,
  optional,
  type ShapeOf,
  structure,
  text,
} from './ttlv/schema.ts';
import { isAtLeast, type ProtocolVersion, V1_0, V1_1, V1_2, V1_4 } from './version.ts';

/** One attribute of an object as KMIP 1.x carries it (KMIP 1.4 specification §2.1.1). The first instance has index 0, which may be left out. */
export const attribute = structure(Tag.Attribute, {
  name: text(Tag.AttributeName),
  index: optional(integer(Tag.AttributeIndex)),
  value: anything(Tag.AttributeValue),
});
export type Attribute = ShapeOf<typeof attribute>;

/** Name as an attribute's value; as a reference to a template it has the tag Name. */
const nameMembers = { value: text(Tag.NameValue), type: enumeration(Tag.NameType) };
export const nameReference = structure(Tag.Name, nameMembers);
export const nameValue = structure(Tag.AttributeValue, nameMembers);

export const digestValue = structure(Tag.AttributeValue, {
  hashingAlgorithm: enumeration(Tag.HashingAlgorithm),
  digest: optional(bytes(Tag.DigestValue)),
  keyFormatType: optional(enumeration(Tag.KeyFormatType), V1_1),
});

export const linkValue = structure(Tag.AttributeValue, {
  type: enumeration(Tag.LinkType),
  linked: text(Tag.LinkedObjectIdentifier),
});

export const usageLimitsValue = structure(Tag.AttributeValue, {
  total: longInteger(Tag.UsageLimitsTotal),
  count: optional(longInteger(Tag.UsageLimitsCount)),
  unit: enumeration(Tag.UsageLimitsUnit),
});

export const applicationInformationValue = structure(Tag.AttributeValue, {
  namespace: text(Tag.ApplicationNamespace),
  data: optional(text(Tag.ApplicationData)),
});

const revocationReasonMembers = {
  code: enumeration(Tag.RevocationReasonCode),
  message: optional(text(Tag.RevocationMessage)),
};
export const revocationReason = structure(Tag.RevocationReason, revocationReasonMembers);
export const revocationReasonValue = structure(Tag.AttributeValue, revocationReasonMembers);

const cryptographicParametersMembers = {
  blockCipherMode: optional(enumeration(Tag.BlockCipherMode)),
  paddingMethod: optional(enumeration(Tag.PaddingMethod)),
  hashingAlgorithm: optional(enumeration(Tag.HashingAlgorithm)),
  keyRoleType: optional(enumeration(Tag.KeyRoleType)),
  digitalSignatureAlgorithm: optional(enumeration(Tag.DigitalSignatureAlgorithm), V1_2),
  cryptographicAlgorithm: optional(enumeration(Tag.CryptographicAlgorithm), V1_2),
  randomIV: optional(anything(Tag.RandomIV), V1_2),
  ivLength: optional(integer(Tag.IVLength), V1_2),
  tagLength: optional(integer(Tag.TagLength), V1_2),
  fixedFieldLength: optional(integer(Tag.FixedFieldLength), V1_2),
  invocationFieldLength: optional(integer(Tag.InvocationFieldLength), V1_2),
  counterLength: optional(integer(Tag.CounterLength), V1_2),
  initialCounterValue: optional(integer(Tag.InitialCounterValue), V1_2),
};
export const cryptographicParameters = structure(Tag.CryptographicParameters, cryptographicParametersMembers);

/**
 * What the client may do with an attribute (the tables of §3): `server` sets it alone, `create`
 * lets the client give it at creation only, `client` lets it add, change and remove it as well.
 */
export interface AttributeDefinition {
  readonly type: TtlvType;
  readonly setBy: 'server' | 'create' | 'client';
  readonly many: boolean;
  readonly since: ProtocolVersion;
  readonly fields?: Field<unknown>;
}

function single(type: TtlvType, setBy: AttributeDefinition['setBy'], since = V1_0): AttributeDefinition {
  return { type, setBy, many: false, since };
}

function structured(
  fields: Field<unknown>,
  setBy: AttributeDefinition['setBy'],
  many: boolean,
  since = V1_0,
): AttributeDefinition {
  return { type: 'Structure', setBy, many, since, fields };
}

const DEFINITIONS = new Map<string, AttributeDefinition>([
  ['Unique Identifier', single('TextString', 'server')],
  ['Name', structured(nameValue, 'client', true)],
  ['Object Type', single('Enumeration', 'server')],
  ['Cryptographic Algorithm', single('Enumeration', 'create')],
  ['Cryptographic Length', single('Integer', 'create')],
  [
    'Cryptographic Parameters',
    structured(structure(Tag.AttributeValue, cryptographicParametersMembers), 'client', true),
  ],
  ['Digest', structured(digestValue, 'server', true)],
  ['Operation Policy Name', single('TextString', 'create')],
  ['Cryptographic Usage Mask', single('Integer', 'create')],
  ['Lease Time', single('Interval', 'server')],
  ['Usage Limits', structured(usageLimitsValue, 'client', false)],
  ['State', single('Enumeration', 'server')],
  ['Initial Date', single('DateTime', 'server')],
  ['Activation Date', single('DateTime', 'client')],
  ['Process Start Date', single('DateTime', 'client')],
  ['Protect Stop Date', single('DateTime', 'client')],
  ['Deactivation Date', single('DateTime', 'client')],
  ['Destroy Date', single('DateTime', 'server')],
  ['Compromise Occurrence Date', single('DateTime', 'server')],
  ['Compromise Date', single('DateTime', 'server')],
  ['Revocation Reason', structured(revocationReasonValue, 'server', false)],
  ['Archive Date', single('DateTime', 'server')],
  ['Object Group', { type: 'TextString', setBy: 'client', many: true, since: V1_0 }],
  ['Fresh', single('Boolean', 'create', V1_1)],
  ['Link', structured(linkValue, 'client', true)],
  ['Application Specific Information', structured(applicationInformationValue, 'client', true)],
  ['Contact Information', single('TextString', 'client')],
  ['Last Change Date', single('DateTime', 'server')],
  [
    'Alternative Name',
    structured(
      structure(Tag.AttributeValue, {
        value: text(Tag.AlternativeNameValue),
        type: enumeration(Tag.AlternativeNameType),
      }),
      'client',
      true,
      V1_2,
    ),
  ],
  ['Original Creation Date', single('DateTime', 'create', V1_2)],
  ['Description', single('TextString', 'client', V1_4)],
  ['Comment', single('TextString', 'client', V1_4)],
]);

/** Custom attributes (§3.39): `x-` is the client's, `y-` the server's. */
const CUSTOM: AttributeDefinition = { type: 'TextString', setBy: 'client', many: true, since: V1_0 };

export function isCustom(name: string): boolean {
  return name.startsWith('x-');
}

/** What an attribute is in `version`; undefined when that version does not know it, or this server does not. */
export function attributeDefinition(name: string, version: ProtocolVersion): AttributeDefinition | undefined {
  const definition = isCustom(name) ? CUSTOM : DEFINITIONS.get(name);
  return definition !== undefined && isAtLeast(version, definition.since) ? definition : undefined;
}

const FIRST = ['Unique Identifier', 'Object Type', 'Cryptographic Algorithm', 'Cryptographic Length'];

/** The order in which attributes are listed: identity first, then by name, as the OASIS cases have it. */
export function compareAttributeNames(a: string, b: string): number {
  const rank = (name: string): number => (FIRST.indexOf(name) + FIRST.length + 1) % (FIRST.length + 1);
  const first =
    (FIRST.includes(a) ? rank(a) : FIRST.length + 1) - (FIRST.includes(b) ? rank(b) : FIRST.length + 1);
  return first !== 0 ? first : a < b ? -1 : a > b ? 1 : 0;
}

export const attributeText = (value: string): TtlvNode => ({
  tag: Tag.AttributeValue,
  type: 'TextString',
  value,
});
export const attributeDate = (seconds: bigint): TtlvNode =>
  dateTime(Tag.AttributeValue).write(seconds, { version: V1_4 });
export const attributeEnumeration = (value: number): TtlvNode => ({
  tag: Tag.AttributeValue,
  type: 'Enumeration',
  value,
});
export const attributeInteger = (value: number): TtlvNode => ({
  tag: Tag.AttributeValue,
  type: 'Integer',
  value,
});
