import { beforeEach, expect, test } from 'vitest';
import {
  attributeDate,
  attributeEnumeration,
  attributeInteger,
  attributeText,
} from '../../src/kmip/attributes.ts';
import {
  CryptographicAlgorithm,
  LinkType,
  nameOf,
  ObjectType,
  ResultReason,
  UsageMask,
} from '../../src/kmip/enums.ts';
import type { KeyStore } from '../../src/kmip/server/key-store.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import { handleAddAttribute } from '../../src/kmip/server/operations/attribute-operations.ts';
import type { OperationContext } from '../../src/kmip/server/operations/context.ts';
import { handleCreate } from '../../src/kmip/server/operations/create.ts';
import { handleLocate } from '../../src/kmip/server/operations/locate.ts';
import { Tag } from '../../src/kmip/tags.ts';
import type { TtlvNode } from '../../src/kmip/ttlv/node.ts';
import { V1_4 } from '../../src/kmip/version.ts';
import { faultOf, unwrap } from './fixtures.ts';

/** How Locate compares: KMIP 1.4 specification §4.9. */
let store: KeyStore;
beforeEach(() => {
  store = createMemoryKeyStore();
});

interface Given {
  readonly name: string;
  readonly value: TtlvNode;
}

function contextOf(objects: OperationContext['objects']): OperationContext {
  return {
    objects,
    owner: 'a',
    user: undefined,
    version: V1_4,
    nowMs: 1_000_000,
    nowSeconds: 1000n,
    placeholder: undefined,
    secrets: [],
    created: [],
    isLost: () => false,
  };
}

function makeKey(usageMask: number, ...more: Given[]): string {
  const attributes = [
    { name: 'Cryptographic Algorithm', value: attributeEnumeration(CryptographicAlgorithm.AES) },
    { name: 'Cryptographic Length', value: attributeInteger(256) },
    { name: 'Cryptographic Usage Mask', value: attributeInteger(usageMask) },
    ...more,
  ];
  const request = { objectType: ObjectType.SymmetricKey, templateAttribute: { templates: [], attributes } };
  return store.transact((objects) => unwrap(handleCreate(request, contextOf(objects))).uniqueIdentifier);
}

const locate = (...attributes: Given[]) =>
  store.transact((objects) => handleLocate({ attributes }, contextOf(objects)));
const located = (...attributes: Given[]) => [...unwrap(locate(...attributes)).uniqueIdentifiers];
const reasonOf = (result: Parameters<typeof faultOf>[0]) =>
  nameOf(ResultReason, (faultOf(result) as { reason: number }).reason);

const structured = (name: string, ...value: TtlvNode[]): Given => ({
  name,
  value: { tag: Tag.AttributeValue, type: 'Structure', value },
});
const textOf = (tag: number, value: string): TtlvNode => ({ tag, type: 'TextString', value });
const enumerationOf = (tag: number, value: number): TtlvNode => ({ tag, type: 'Enumeration', value });
const countOf = (tag: number, value: bigint): TtlvNode => ({ tag, type: 'LongInteger', value });

test('a key has the usage mask that is looked for when it has all of its bits', () => {
  const both = makeKey(UsageMask.Encrypt | UsageMask.Decrypt);
  const wraps = makeKey(UsageMask.WrapKey);
  const mask = (bits: number): Given => ({ name: 'Cryptographic Usage Mask', value: attributeInteger(bits) });
  expect(located(mask(UsageMask.Encrypt))).toEqual([both]);
  expect(located(mask(UsageMask.Encrypt | UsageMask.Decrypt))).toEqual([both]);
  expect(located(mask(UsageMask.Encrypt | UsageMask.WrapKey))).toEqual([]);
  expect(located(mask(UsageMask.WrapKey))).toEqual([wraps]);
});

test('of a structure the members that are given count', () => {
  const name = structured('Name', textOf(Tag.NameValue, 'k'), enumerationOf(Tag.NameType, 1));
  const link = structured(
    'Link',
    enumerationOf(Tag.LinkType, LinkType.ReplacedObjectLink),
    textOf(Tag.LinkedObjectIdentifier, 'old'),
  );
  const id = makeKey(UsageMask.Encrypt, name, link);
  makeKey(UsageMask.Encrypt);
  expect(located(structured('Name', textOf(Tag.NameValue, 'k')))).toEqual([id]);
  expect(located(structured('Name', textOf(Tag.NameValue, 'other')))).toEqual([]);
  expect(located(structured('Link', textOf(Tag.LinkedObjectIdentifier, 'old')))).toEqual([id]);
  expect(located(structured('Link', enumerationOf(Tag.LinkType, LinkType.ReplacementObjectLink)))).toEqual(
    [],
  );
});

test('usage limits are met by as much as is asked for, or more', () => {
  const unit = enumerationOf(Tag.UsageLimitsUnit, 1);
  const limits = (total: bigint): Given =>
    structured('Usage Limits', countOf(Tag.UsageLimitsTotal, total), unit);
  const id = makeKey(UsageMask.Encrypt, limits(100n));
  expect(located(limits(100n))).toEqual([id]);
  expect(located(limits(60n))).toEqual([id]);
  expect(located(limits(101n))).toEqual([]);
  expect(located(structured('Usage Limits', countOf(Tag.UsageLimitsCount, 60n)))).toEqual([id]);
});

test('a date is one, a range has two ends, and three are refused', () => {
  const id = makeKey(UsageMask.Encrypt);
  const initial = (seconds: bigint): Given => ({ name: 'Initial Date', value: attributeDate(seconds) });
  expect(located(initial(1000n))).toEqual([id]);
  expect(located(initial(900n))).toEqual([]);
  expect(located(initial(1100n), initial(1000n))).toEqual([id]);
  expect(reasonOf(locate(initial(900n), initial(1000n), initial(1100n)))).toBe('InvalidField');
});

test('application data is the client’s to give', () => {
  const id = makeKey(UsageMask.Encrypt);
  const namespace = textOf(Tag.ApplicationNamespace, 'ssl');
  const add = (attribute: Given) =>
    store.transact((objects) => handleAddAttribute({ uniqueIdentifier: id, attribute }, contextOf(objects)));
  const name = 'Application Specific Information';
  expect(reasonOf(add(structured(name, namespace)))).toBe('ApplicationNamespaceNotSupported');
  unwrap(add(structured(name, namespace, textOf(Tag.ApplicationData, 'www.example.com'))));
  expect(located(structured(name, namespace))).toEqual([id]);
});

test('a custom attribute is compared whole', () => {
  const id = makeKey(UsageMask.Encrypt, { name: 'x-Name', value: attributeText('app-01') });
  expect(located({ name: 'x-Name', value: attributeText('app-01') })).toEqual([id]);
  expect(located({ name: 'x-Name', value: attributeText('app') })).toEqual([]);
});
