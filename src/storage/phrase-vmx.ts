import { fail, ok, type Result } from '../base/result.ts';
import {
  deriveKeyByPbkdf2Sha1,
  isAcceptableRounds,
  openPhraseBlob,
  sealPhraseBlob,
} from '../crypto/phrase-seal.ts';
import { randomBytes } from '../crypto/random.ts';
import {
  importSecretKey,
  keyLengthBytes,
  type SecretKey,
  withKeyBytes,
  zeroise,
} from '../crypto/secret-key.ts';
import { readSmallFile, replaceFile } from './durable-file.ts';
import { formatKeyLocator, type KeyLocator, parseKeyLocator, phrasePairOf } from './key-locator.ts';
import type { StorageFault } from './storage-fault.ts';
import { formatVmx, LIMIT_VMX_BYTES, parseVmx, type VmxDictionary, vmxValue } from './vmx.ts';

/**
 * A VMX that a passphrase protects, as VMware's desktop products write it: `.encoding` and `displayName` stay clear;
 * `encryption.data` holds all other lines under the VM's key, and `encryption.keySafe` that key under one derived
 * from the passphrase: `vmware:key/list/(pair/(phrase/id/dictionary,HMAC-SHA-1,blob))`.
 */
export interface PhraseVmx {
  /** Every line: the hidden ones go before clear ones of the same name, which nothing protects. */
  readonly settings: VmxDictionary;
  readonly key: SecretKey;
}

const KEY_SAFE = 'encryption.keySafe';
const DATA = 'encryption.data';
const CLEAR = ['.encoding', 'displayName'];
const MAC = 'HMAC-SHA-1';
const DERIVATION = 'PBKDF2-HMAC-SHA-1';
const CIPHER = 'AES-256';
/** What every reader of this format expects; a passphrase has to be good by itself. */
const ROUNDS = 10_000;
const SALT_BYTES = 16;
const LIMIT_SALT_BYTES = 64;
const ID_BYTES = 8;
const LIMIT_ENTRIES = 16;
/** A key by the cipher it is named for; with either the blob is AES-256-CBC under the first 32 bytes. */
const KEY_BYTES: ReadonlyMap<string, number> = new Map([
  [CIPHER, 32],
  ['XTS-AES-256', 64],
]);

/** Replaces the file with `settings`, sealed under `key`, and `key` under the passphrase. */
export function writePhraseVmx(
  path: string,
  settings: VmxDictionary,
  key: SecretKey,
  passphrase: string,
): Result<void, StorageFault> {
  const isClear = (name: string) => CLEAR.includes(name);
  const hidden = Buffer.from(formatVmx(new Map([...settings].filter(([name]) => !isClear(name)))));
  const lines = new Map([...settings].filter(([name]) => isClear(name)));
  lines.set(KEY_SAFE, lockUnderPhrase(key, passphrase));
  lines.set(DATA, base64Of(sealPhraseBlob(key, hidden)));
  zeroise(hidden);
  return replaceFile(path, Buffer.from(formatVmx(lines)));
}

/** Opens an untrusted file; `IncorrectPassphrase` when the passphrase is not the one that protects it. */
export function readPhraseVmx(path: string, passphrase: string): Result<PhraseVmx, StorageFault> {
  const malformed = (reason: string) => fail({ kind: 'InvalidFileFormat', path, reason } as const);
  const content = readSmallFile(path, LIMIT_VMX_BYTES);
  if (!content.ok) return content;
  const lines = parseVmx(content.value, path);
  if (!lines.ok) return lines;
  const keySafe = vmxValue(lines.value, KEY_SAFE);
  const data = vmxValue(lines.value, DATA);
  if (keySafe === undefined) {
    const reason = 'no passphrase protects it; leave the passphrase out';
    return fail({ kind: 'InvalidDiskRequest', path, reason });
  }
  const blob = data === undefined ? undefined : bytesOf(data);
  if (blob === undefined) return malformed(`its ${DATA} is missing or no base64`);
  const key = unlockByPhrase(keySafe, passphrase, path);
  if (!key.ok) return key;
  const opened = openPhraseBlob(key.value, blob);
  if (!opened.ok) return fail({ kind: 'KeyIntegrityFault', path, reason: `${DATA} is not genuine` });
  const hidden = parseVmx(opened.value, path);
  zeroise(opened.value);
  if (!hidden.ok) return hidden;
  const clear = [...lines.value].filter(
    ([name]) => !name.toLowerCase().startsWith('encryption.') && vmxValue(hidden.value, name) === undefined,
  );
  return ok({ settings: new Map([...clear, ...hidden.value]), key: key.value });
}

/** `type=key:cipher=AES-256:key=…`: a key as hidden lines such as `dataFileKey` hold it. */
export function formatKeyEntry(key: SecretKey): string {
  const [cipher] = [...KEY_BYTES].find(([, bytes]) => bytes === keyLengthBytes(key)) ?? [CIPHER];
  return formatEntries([
    ['type', 'key'],
    ['cipher', cipher],
    ['key', withKeyBytes(key, base64Of)],
  ]);
}

/** The key of such a dictionary; undefined when it is malformed or for a cipher that is not known here. */
export function parseKeyEntry(text: string): SecretKey | undefined {
  const entries = parseEntries(text);
  const bytes = bytesOf(entries?.get('key') ?? '');
  if (entries?.get('type') !== 'key' || bytes === undefined) return undefined;
  return bytes.length === KEY_BYTES.get(entries.get('cipher') ?? '') ? importSecretKey(bytes) : undefined;
}

function lockUnderPhrase(key: SecretKey, passphrase: string): string {
  const salt = randomBytes(SALT_BYTES);
  const entry = Buffer.from(formatKeyEntry(key));
  const lockedData = sealPhraseBlob(deriveKeyByPbkdf2Sha1(passphrase, salt, ROUNDS, 32), entry);
  zeroise(entry);
  const keyGeneration = formatEntries([
    ['pass2key', DERIVATION],
    ['cipher', CIPHER],
    ['rounds', String(ROUNDS)],
    ['salt', base64Of(salt)],
  ]);
  const locker: KeyLocator = { type: 'phrase', uniqueId: base64Of(randomBytes(ID_BYTES)), keyGeneration };
  return formatKeyLocator({ type: 'list', members: [{ type: 'pair', locker, mac: MAC, lockedData }] });
}

/** At most one derivation for a file, however many pairs it lists: the first pair with a passphrase counts. */
function unlockByPhrase(keySafe: string, passphrase: string, path: string): Result<SecretKey, StorageFault> {
  const malformed = (reason: string) => fail({ kind: 'InvalidFileFormat', path, reason } as const);
  const parsed = parseKeyLocator(keySafe);
  if (!parsed.ok)
    return malformed(
      `its key locator is malformed at character ${parsed.fault.offset}: ${parsed.fault.reason}`,
    );
  const pair = phrasePairOf(parsed.value);
  if (pair === undefined) {
    const reason = 'a key provider protects it, no passphrase; leave the passphrase out';
    return fail({ kind: 'InvalidDiskRequest', path, reason });
  }
  const entries = parseEntries(pair.locker.keyGeneration);
  if (entries === undefined) return malformed('its key safe does not tell how the passphrase makes a key');
  const cipherBytes = KEY_BYTES.get(entries.get('cipher') ?? '');
  if (pair.mac !== MAC || entries.get('pass2key') !== DERIVATION || cipherBytes === undefined)
    return malformed(`its key safe is not of ${CIPHER}, ${DERIVATION} and ${MAC}, which alone are read here`);
  const rounds = Number(entries.get('rounds'));
  const salt = bytesOf(entries.get('salt') ?? '');
  if (!isAcceptableRounds(rounds) || salt === undefined || salt.length > LIMIT_SALT_BYTES)
    return malformed('its key safe has no sensible rounds and salt');
  const opened = openPhraseBlob(
    deriveKeyByPbkdf2Sha1(passphrase, salt, rounds, cipherBytes),
    pair.lockedData,
  );
  if (!opened.ok) return fail({ kind: 'IncorrectPassphrase', path });
  const key = parseKeyEntry(Buffer.from(opened.value).toString('utf8'));
  zeroise(opened.value);
  return key === undefined ? malformed('its key safe holds no key for a cipher that is known here') : ok(key);
}

/** `name=value:name=value`; in base64 each byte that is no letter or digit is written `%xx`. */
function formatEntries(entries: readonly (readonly [string, string])[]): string {
  const escapeBase64 = (value: string) =>
    value.replace(/[+/=]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return entries.map(([name, value]) => `${name}=${escapeBase64(value)}`).join(':');
}

function parseEntries(text: string): ReadonlyMap<string, string> | undefined {
  const entries = new Map<string, string>();
  const parts = text.split(':', LIMIT_ENTRIES + 1);
  if (parts.length > LIMIT_ENTRIES) return undefined;
  for (const part of parts) {
    const [, name = '', value = ''] = /^([A-Za-z0-9_.]{1,32})=((?:[^%]|%[0-9A-Fa-f]{2})*)$/.exec(part) ?? [];
    if (name === '' || entries.has(name)) return undefined;
    entries.set(
      name,
      value.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
  }
  return entries;
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/** The bytes of canonical base64, in a buffer of their own; undefined for other or empty text. */
function bytesOf(base64: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  return base64 !== '' && base64Of(bytes) === base64 ? bytes : undefined;
}
