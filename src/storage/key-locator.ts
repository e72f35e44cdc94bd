import { fail, ok, type Result } from '../base/result.ts';

/**
 * VMware's key locators: `vmware:key/list/(pair/(fqid/<VMWARE-NULL>/provider/key,MAC,base64),…)`. An element that
 * is not a delimiter or a type is escaped: each byte that is no letter or digit becomes `%xx`. Only the locators
 * that a VM's files hold are modelled; `script`, `ldap` and `role` belong to desktop products and are refused.
 * The grammar was learnt from govmomi's crypto package, which reads and writes what vCenter does.
 */
export type KeyLocator =
  | { readonly type: 'null' }
  | { readonly type: 'fqid'; readonly uniqueId: string; readonly providerId: string; readonly keyId: string }
  | { readonly type: 'phrase'; readonly uniqueId: string; readonly keyGeneration: string }
  | {
      readonly type: 'pair';
      readonly locker: KeyLocator;
      /** Names how the data was locked, for example `HMAC-SHA-256`. */
      readonly mac: string;
      readonly lockedData: Uint8Array;
    }
  | { readonly type: 'list'; readonly members: readonly KeyLocator[] };

export interface KeyLocatorFault {
  readonly kind: 'InvalidKeyLocator';
  readonly offset: number;
  readonly reason: string;
}

const PREFIX = 'vmware:key';
const NULL_ELEMENT = '<VMWARE-NULL>';
const EMPTY_ELEMENT = '<VMWARE-EMPTYSTRING>';
const LIMIT_CHARACTERS = 64 * 1024;
const LIMIT_DEPTH = 8;
const LIMIT_MEMBERS = 256;

export function formatKeyLocator(locator: KeyLocator): string {
  return `${PREFIX}/${formatBody(locator)}`;
}

/** Parses untrusted text; whatever it accepts formats back to an equal locator. */
export function parseKeyLocator(text: string): Result<KeyLocator, KeyLocatorFault> {
  if (text.length > LIMIT_CHARACTERS)
    return fail(invalid(0, `it is longer than ${LIMIT_CHARACTERS} characters`));
  const reader: Reader = { text, at: 0 };
  try {
    if (take(reader, '/').toLowerCase() !== PREFIX)
      throw new LocatorError(invalid(0, `it must begin ${PREFIX}/`));
    const locator = readLocator(reader, 0);
    if (reader.at !== text.length) throw new LocatorError(invalid(reader.at, 'text follows the locator'));
    return ok(locator);
  } catch (error) {
    if (error instanceof LocatorError) return fail(error.fault);
    throw error;
  }
}

/** A pair that a passphrase opens. */
export type PhrasePair = Extract<KeyLocator, { type: 'pair' }> & {
  readonly locker: Extract<KeyLocator, { type: 'phrase' }>;
};

/** The first pair of a key safe that a passphrase opens, if it has one. */
export function phrasePairOf(locator: KeyLocator): PhrasePair | undefined {
  for (const member of locator.type === 'list' ? locator.members : [locator]) {
    if (member.type === 'pair' && member.locker.type === 'phrase')
      return { ...member, locker: member.locker };
  }
  return undefined;
}

/** Leaves the recursive reader in one step; never leaves this file. */
class LocatorError extends Error {
  readonly fault: KeyLocatorFault;
  constructor(fault: KeyLocatorFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

interface Reader {
  readonly text: string;
  at: number;
}

function invalid(offset: number, reason: string): KeyLocatorFault {
  return { kind: 'InvalidKeyLocator', offset, reason };
}

function formatBody(locator: KeyLocator): string {
  switch (locator.type) {
    case 'null':
      return `null/${EMPTY_ELEMENT}`;
    case 'fqid':
      return `fqid/${element(locator.uniqueId)}/${element(locator.providerId)}/${element(locator.keyId)}`;
    case 'phrase':
      return `phrase/${element(locator.uniqueId)}/${element(locator.keyGeneration)}`;
    case 'pair': {
      const data = Buffer.from(locator.lockedData).toString('base64');
      return `pair/(${formatBody(locator.locker)},${element(locator.mac)},${element(data)})`;
    }
    case 'list':
      return `list/(${locator.members.map(formatBody).join(',')})`;
  }
}

/** An empty element is the null element, as VMware's own writer has it. */
function element(value: string): string {
  if (value === '') return NULL_ELEMENT;
  let escaped = '';
  for (const byte of Buffer.from(value)) {
    const character = String.fromCharCode(byte);
    escaped += /[A-Za-z0-9]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  }
  return escaped;
}

function readLocator(reader: Reader, depth: number): KeyLocator {
  const start = reader.at;
  if (depth > LIMIT_DEPTH) throw new LocatorError(invalid(start, `it nests deeper than ${LIMIT_DEPTH}`));
  const type = take(reader, '/').toLowerCase();
  switch (type) {
    case 'null':
      takeLast(reader, 'empty');
      return { type };
    case 'fqid': {
      const uniqueId = unescapeElement(take(reader, '/'), reader);
      const providerId = unescapeElement(take(reader, '/'), reader);
      return { type, uniqueId, providerId, keyId: takeLast(reader, 'text') };
    }
    case 'phrase': {
      const uniqueId = unescapeElement(take(reader, '/'), reader);
      return { type, uniqueId, keyGeneration: takeLast(reader, 'text') };
    }
    case 'pair':
      return readPair(reader, depth);
    case 'list':
      return readList(reader, depth);
    default:
      throw new LocatorError(
        invalid(start, `"${type.slice(0, 32)}" is no key locator type that a VM's file holds`),
      );
  }
}

function readPair(reader: Reader, depth: number): KeyLocator {
  expect(reader, '(');
  const locker = readLocator(reader, depth + 1);
  expect(reader, ',');
  const mac = unescapeElement(take(reader, ','), reader);
  const dataAt = reader.at;
  const base64 = takeLast(reader, 'text');
  expect(reader, ')');
  const lockedData = Buffer.from(base64, 'base64');
  if (lockedData.toString('base64') !== base64) {
    throw new LocatorError(invalid(dataAt, 'the locked data is no base64'));
  }
  return { type: 'pair', locker, mac, lockedData: new Uint8Array(lockedData) };
}

function readList(reader: Reader, depth: number): KeyLocator {
  expect(reader, '(');
  const members: KeyLocator[] = [];
  if (reader.text[reader.at] !== ')') {
    do {
      if (members.length === LIMIT_MEMBERS) {
        throw new LocatorError(invalid(reader.at, `a list has more than ${LIMIT_MEMBERS} members`));
      }
      members.push(readLocator(reader, depth + 1));
    } while (reader.text[reader.at] === ',' && ++reader.at > 0);
  }
  expect(reader, ')');
  return { type: 'list', members };
}

function expect(reader: Reader, character: string): void {
  if (reader.text[reader.at] !== character) {
    throw new LocatorError(invalid(reader.at, `"${character}" is missing`));
  }
  reader.at++;
}

/** The raw text up to a delimiter, which is consumed too. */
function take(reader: Reader, delimiter: string): string {
  const end = reader.text.indexOf(delimiter, reader.at);
  if (end <= reader.at)
    throw new LocatorError(invalid(reader.at, `an element before "${delimiter}" is missing`));
  const raw = reader.text.slice(reader.at, end);
  reader.at = end + 1;
  return raw;
}

/** The last element of a locator: it ends, unconsumed, before `,`, `)` or the text's end. */
function takeLast(reader: Reader, wanted: 'text' | 'empty'): string {
  const start = reader.at;
  while (reader.at < reader.text.length && !',)'.includes(reader.text[reader.at] ?? '')) reader.at++;
  if (reader.at === start) throw new LocatorError(invalid(start, 'an element is missing'));
  const value = unescapeElement(reader.text.slice(start, reader.at), reader);
  if (wanted === 'empty' && value !== '')
    throw new LocatorError(invalid(start, 'a null locator holds no text'));
  return value;
}

function unescapeElement(raw: string, reader: Reader): string {
  if (raw === NULL_ELEMENT || raw === EMPTY_ELEMENT) return '';
  if (!/^(?:[A-Za-z0-9_.~+=-]|%[0-9A-Fa-f]{2})*$/.test(raw)) {
    throw new LocatorError(invalid(reader.at, 'an element holds a character that must be escaped'));
  }
  const bytes = Buffer.from(
    raw.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  const value = bytes.toString('utf8');
  if (!Buffer.from(value, 'utf8').equals(bytes)) {
    throw new LocatorError(invalid(reader.at, 'an element is no UTF-8'));
  }
  return value;
}
