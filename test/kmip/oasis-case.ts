import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as enums from '../../src/kmip/enums.ts';
import { Tag, tagName } from '../../src/kmip/tags.ts';
import type { TtlvNode } from '../../src/kmip/ttlv/node.ts';
import { must } from './fixtures.ts';

/**
 * The OASIS KMIP test cases in their XML profile: an alternation of requests and the responses that
 * they should get, with names bound on first sight (`$UNIQUE_IDENTIFIER_0`) and times (`$NOW-3600`).
 */
export interface OasisCase {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

export interface Exchange {
  readonly request: XmlElement;
  readonly response: XmlElement;
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

/** What the names of a case mean: filled from the responses, used in the requests. */
export interface Bindings {
  readonly values: Map<string, TtlvNode['value']>;
  readonly nowSeconds: () => bigint;
  /** Lists of attribute names are compared in their order. */
  readonly isOrdered?: boolean;
}

export function readOasisCase(path: string): OasisCase {
  const root = parseXml(readFileSync(path, 'utf8'));
  const messages = root.children;
  const exchanges: Exchange[] = [];
  for (let at = 0; at + 1 < messages.length; at += 2) {
    exchanges.push({ request: must(messages[at]), response: must(messages[at + 1]) });
  }
  const [, name = ''] = /^(.*)_11_[^_]/.exec(basename(path)) ?? [];
  return { name: name.replaceAll('_', '-'), exchanges };
}

/** Just enough XML for these files: elements with attributes, comments, and text that means nothing. */
function parseXml(source: string): XmlElement {
  const token = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)(\w+)((?:\s+\w+="[^"]*")*)\s*(\/?)>/g;
  const stack: { name: string; attributes: Record<string, string>; children: XmlElement[] }[] = [
    { name: '', attributes: {}, children: [] },
  ];
  for (const [, closing, name, attributeText = '', empty] of source.matchAll(token)) {
    if (name === undefined) continue;
    if (closing === '/') {
      stack.pop();
      continue;
    }
    const attributes = Object.fromEntries(
      [...attributeText.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    ) as Record<string, string>;
    const element = { name, attributes, children: [] };
    must(stack.at(-1)).children.push(element);
    if (empty !== '/') stack.push(element);
  }
  return must(must(stack[0]).children[0]);
}

/** A request of the case as the tree that is sent. */
export function toTtlv(element: XmlElement, bindings: Bindings, attributeName?: string): TtlvNode {
  const tag = tagOf(element);
  const { type } = element.attributes;
  if (type === undefined || type === 'Structure') {
    const named = element.children.find((child) => child.name === 'AttributeName')?.attributes['value'];
    const name = element.name === 'Attribute' ? collapse(named ?? '') : attributeName;
    return { tag, type: 'Structure', value: element.children.map((child) => toTtlv(child, bindings, name)) };
  }
  const value = scalarOf(element, bindings, attributeName);
  return { tag, type, value } as TtlvNode;
}

function scalarOf(element: XmlElement, bindings: Bindings, attributeName?: string): TtlvNode['value'] {
  const text = collapse(element.attributes['value'] ?? '');
  if (text.startsWith('$') && !text.startsWith('$NOW')) return bindings.values.get(text) ?? text;
  switch (element.attributes['type']) {
    case 'Integer':
      return /^-?\d+$/.test(text) ? Number(text) : maskOf(text);
    case 'Enumeration':
      return enumerationValue(element.name === 'AttributeValue' ? must(attributeName) : element.name, text);
    case 'Interval':
      return Number(text);
    case 'LongInteger':
      return BigInt(text);
    case 'DateTime':
      return dateOf(text, bindings);
    case 'Boolean':
      return text === 'true';
    case 'ByteString':
    case 'BigInteger':
      return Buffer.from(text, 'hex');
    default:
      return text;
  }
}

export function tagOf(element: XmlElement): number {
  if (element.name === 'TTLV') return Number(element.attributes['tag']);
  const tag = (Tag as Readonly<Record<string, number>>)[element.name];
  if (tag === undefined) throw new Error(`no tag ${element.name}`);
  return tag;
}

function collapse(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function maskOf(names: string): number {
  const masks: Readonly<Record<string, number>> = { ...enums.UsageMask, ...enums.StorageStatus };
  return names.split(' ').reduce((mask, name) => mask | (masks[name] ?? unknown(name)), 0);
}

function dateOf(text: string, bindings: Bindings): bigint {
  const now = /^\$NOW([+-]\d+)?$/.exec(text);
  if (now !== null) return bindings.nowSeconds() + BigInt(now[1] ?? 0);
  return BigInt(Math.floor(Date.parse(text) / 1000));
}

/** Names that the cases use and the server passes on as numbers, or does not know. */
const ONLY_HERE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  NameType: { UninterpretedTextString: 1, URI: 2 },
  PaddingMethod: { None: 1, OAEP: 2, PKCS5: 3 },
  SecretDataType: { Password: 1, Seed: 2 },
  UsageLimitsUnit: { Byte: 1, Object: 2 },
  CertificateType: { X_509: 1 },
  CertificateRequestType: { PKCS_10: 2 },
  DigitalSignatureAlgorithm: { SHA_1WithRSAEncryption: 3, SHA_256WithRSAEncryption: 5, ECDSAWithSHA256: 0xe },
  PutFunction: { New: 1 },
};

const ENUMERATIONS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ...enums,
  ...ONLY_HERE,
  BatchErrorContinuationOption: enums.BatchErrorContinuation,
  KeyFormatType: { ...enums.KeyFormatType, TransparentRSAPrivateKey: 0xa, TransparentRSAPublicKey: 0xb },
} as never;

function enumerationValue(field: string, name: string): number {
  return ENUMERATIONS[field.replaceAll(' ', '')]?.[name] ?? unknown(`${field} ${name}`);
}

function unknown(name: string): never {
  throw new Error(`the case uses a name that is not known: ${name}`);
}

/** How a response compares with the expected one. */
export interface Comparison {
  /** Differences in the number, status and reason of the items. */
  readonly status: string[];
  /** Differences anywhere else. */
  readonly payload: string[];
}

/** Values that differ by nature: times, what people read, random bytes and what follows from them. */
const BY_NATURE = new Set([
  'TimeStamp',
  'ResultMessage',
  'KeyMaterial',
  'DigestValue',
  'LeaseTime',
  'LastChangeDate',
]);
const OF_STATUS = new Set(['ResultStatus', 'ResultReason', 'BatchCount']);

/** Compares and binds the names that the expected response shows for the first time. */
export function compareResponse(expected: XmlElement, actual: TtlvNode, bindings: Bindings): Comparison {
  const comparison: Comparison = { status: [], payload: [] };
  compareElement(expected, actual, { bindings, comparison, path: expected.name });
  return comparison;
}

interface Place {
  readonly bindings: Bindings;
  readonly comparison: Comparison;
  readonly path: string;
  readonly attributeName?: string;
}

function compareElement(expected: XmlElement, actual: TtlvNode, place: Place): void {
  const differ = (text: string): void => {
    const list = OF_STATUS.has(expected.name) ? place.comparison.status : place.comparison.payload;
    list.push(`${place.path}: ${text}`);
  };
  if (tagOf(expected) !== actual.tag) {
    differ(`expected ${expected.name}, got ${tagName(actual.tag)}`);
    return;
  }
  const type = expected.attributes['type'] ?? 'Structure';
  if (type !== actual.type) {
    differ(`expected a ${type}, got a ${actual.type}`);
    return;
  }
  if (actual.type === 'Structure') {
    compareChildren(expected, actual.value, place);
    return;
  }
  if (BY_NATURE.has(expected.name) || type === 'DateTime') return;
  const text = collapse(expected.attributes['value'] ?? '');
  if (text.startsWith('$') && (!place.bindings.values.has(text) || text.includes('CORRELATION'))) {
    place.bindings.values.set(text, actual.value);
    return;
  }
  const wanted = scalarOf(expected, place.bindings, place.attributeName);
  const same =
    wanted instanceof Uint8Array
      ? Buffer.compare(wanted, actual.value as Uint8Array) === 0
      : wanted === actual.value;
  if (!same) differ(`expected ${text}, got ${String(actual.value)}`);
}

function compareChildren(expected: XmlElement, actual: readonly TtlvNode[], place: Place): void {
  const { children } = expected;
  const named = children.find((child) => child.name === 'AttributeName')?.attributes['value'];
  const attributeName = expected.name === 'Attribute' ? collapse(named ?? '') : place.attributeName;
  const wanted = comparable(
    children,
    place.bindings.isOrdered === true,
    (child) => child.name,
    (child) => collapse(child.attributes['value'] ?? ''),
  );
  const got = comparable(
    actual,
    place.bindings.isOrdered === true,
    (child) => tagName(child.tag),
    (child) => (child.type === 'TextString' ? child.value : ''),
  );
  if (wanted.length !== got.length) {
    const list = expected.name === 'ResponseMessage' ? place.comparison.status : place.comparison.payload;
    const shown = (names: readonly string[]): string => names.join(', ');
    list.push(
      `${place.path}: expected ${shown(wanted.map((child) => child.name))}; got ${shown(got.map((child) => tagName(child.tag)))}`,
    );
  }
  for (const [at, child] of wanted.entries()) {
    const found = got[at];
    if (found === undefined) continue;
    const path = `${place.path}/${child.name}`;
    compareElement(child, found, {
      ...place,
      path,
      ...(attributeName === undefined ? {} : { attributeName }),
    });
  }
}

/** Message texts are left out, and a list of attribute names is put in one order where it has none of its own. */
function comparable<T>(
  children: readonly T[],
  isOrdered: boolean,
  nameOf: (child: T) => string,
  textOf: (child: T) => string,
): T[] {
  const compared = children.filter((child) => nameOf(child) !== 'ResultMessage');
  const names = compared.filter((child) => nameOf(child) === 'AttributeName');
  if (isOrdered || names.length < 2) return compared;
  names.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  return [...compared.filter((child) => nameOf(child) !== 'AttributeName'), ...names];
}
