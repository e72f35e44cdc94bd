import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { openGcm, sealGcm } from '../crypto/aes-gcm.ts';
import { randomBytes } from '../crypto/random.ts';
import {
  deriveKeyFromPassphrase,
  INTERACTIVE_COST,
  isAcceptableCost,
  type ScryptCost,
} from '../crypto/scrypt.ts';
import { importSecretKey, type SecretKey, zeroise } from '../crypto/secret-key.ts';
import { corrupt, faultFrom, type StateFault } from './fault.ts';
import {
  closeQuietly,
  type FileSystem,
  nodeFileSystem,
  readUpTo,
  systemCode,
  unlinkQuietly,
  writeAll,
} from './file-system.ts';
import { createTemporary, replaceFile } from './replace-file.ts';
import { isPlainObject, JsonError, parseJson } from './row.ts';

/**
 * Small secrets (private keys, passwords, the embedded KMS's objects) in a folder of their own, each in a
 * file sealed with AES-256-GCM under one root key, with its name as associated data: one cannot be put
 * in another's place. The root key is a 0600 file, or that file sealed under a passphrase.
 */
export interface Secrets {
  /** Keeps a copy of `secret` under `name`, durably; replaces what was there. */
  put(name: string, secret: Uint8Array): Result<void, StateFault>;
  /** The secret, or undefined when there is none of this name. The caller zeroises it. */
  get(name: string): Result<Uint8Array | undefined, StateFault>;
  delete(name: string): Result<void, StateFault>;
  list(): Result<readonly string[], StateFault>;
  /** Seals bytes that are kept elsewhere; `name` must be given again to open them. */
  seal(name: string, secret: Uint8Array): Uint8Array;
  /** Undoes `seal`. The caller zeroises the result. */
  open(name: string, sealed: Uint8Array): Result<Uint8Array, StateFault>;
}

export interface SecretsOptions {
  /** Made (0700) when missing. */
  readonly folder: string;
  /** Seals the root key. Given when the folder is new, it is needed from then on. */
  readonly passphrase?: Uint8Array;
  readonly files?: FileSystem;
}

const ROOT_KEY_FILE = 'root.key';
const ROOT_KEY_BYTES = 32;
const SALT_BYTES = 16;
const SUFFIX = '.sealed';
const MAX_NAME_BYTES = 220;
const MAX_SECRET_BYTES = 16 * 1024 * 1024;

/** Opens the folder, and makes it with a new root key when it is missing. */
export function openSecrets(options: SecretsOptions): Result<Secrets, StateFault> {
  const { folder, passphrase, files = nodeFileSystem } = options;
  return faultFrom(folder, 'write', () => {
    files.makeFolder(folder);
    const stat = files.stat(folder);
    if (stat?.isFolder !== true) return fail(notPrivate(folder, 'is no folder', 'Name a folder of its own.'));
    if ((stat.permissions & 0o077) !== 0) return fail(openToOthers(folder, stat.permissions, '700'));
    const rootKey = openRootKey(files, join(folder, ROOT_KEY_FILE), passphrase);
    return rootKey.ok ? ok(secretsOf(files, folder, rootKey.value)) : rootKey;
  });
}

function secretsOf(files: FileSystem, folder: string, rootKey: SecretKey): Secrets {
  const pathOf = (name: string): string => join(folder, fileName(name));
  const open = (name: string, sealed: Uint8Array, file: string): Result<Uint8Array, StateFault> => {
    const opened = openGcm(rootKey, sealed, associated(name));
    if (opened.ok) return opened;
    return fail(corrupt(file, undefined, `the secret ${name} is not genuine`, SEALED_HINT));
  };
  return {
    put: (name, secret) =>
      faultFrom(pathOf(name), 'write', () => {
        replaceFile(pathOf(name), sealGcm(rootKey, secret, associated(name)), files);
        return ok(undefined);
      }),
    get: (name) =>
      faultFrom(pathOf(name), 'read', () => {
        const sealed = readPrivate(files, pathOf(name));
        if (!sealed.ok || sealed.value === undefined) return sealed;
        return open(name, sealed.value, pathOf(name));
      }),
    delete: (name) =>
      faultFrom(pathOf(name), 'write', () => {
        if (files.stat(pathOf(name)) === undefined) return ok(undefined);
        files.unlink(pathOf(name));
        files.syncFolder(folder);
        return ok(undefined);
      }),
    list: () => faultFrom(folder, 'read', () => ok(namesIn(files, folder))),
    seal: (name, secret) => sealGcm(rootKey, secret, associated(name)),
    open: (name, sealed) => open(name, sealed, folder),
  };
}

/** The root key of the folder; a new one when it has none. */
function openRootKey(
  files: FileSystem,
  path: string,
  passphrase: Uint8Array | undefined,
): Result<SecretKey, StateFault> {
  for (;;) {
    const found = readPrivate(files, path);
    if (!found.ok) return found;
    if (found.value !== undefined) return parseRootKey(path, found.value, passphrase);
    if (namesIn(files, dirname(path)).length > 0) {
      return fail(corrupt(path, undefined, 'it is missing beside secrets that it sealed', SEALED_HINT));
    }
    createRootKey(files, path, passphrase);
  }
}

/** Makes the key file, unless another process does so first. */
function createRootKey(files: FileSystem, path: string, passphrase: Uint8Array | undefined): void {
  const key = randomBytes(ROOT_KEY_BYTES);
  const contents = passphrase === undefined ? Buffer.from(key) : sealRootKey(key, passphrase);
  const temporary = createTemporary(path, files);
  try {
    writeAll(files, temporary.fd, contents, 0);
    files.sync(temporary.fd);
    files.link(temporary.path, path);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  } finally {
    zeroise(key);
    zeroise(contents);
    closeQuietly(files, temporary.fd);
    unlinkQuietly(files, temporary.path);
  }
  files.syncFolder(dirname(path));
}

function sealRootKey(key: Uint8Array, passphrase: Uint8Array): Buffer {
  const salt = randomBytes(SALT_BYTES);
  const { log2N, r, p } = INTERACTIVE_COST;
  const kek = deriveKeyFromPassphrase(passphrase, salt, ROOT_KEY_BYTES, INTERACTIVE_COST);
  const sealed = Buffer.from(sealGcm(kek, key, ROOT_KEY_AAD)).toString('base64');
  return Buffer.from(
    `${JSON.stringify({ kdf: 'scrypt', log2N, r, p, salt: salt.toString('base64'), sealed })}\n`,
  );
}

/** `contents` are zeroised. */
function parseRootKey(
  path: string,
  contents: Buffer,
  passphrase: Uint8Array | undefined,
): Result<SecretKey, StateFault> {
  if (contents.length === ROOT_KEY_BYTES) return ok(importSecretKey(contents));
  const sealed = parseSealedRootKey(contents);
  if (sealed === undefined) return fail(corrupt(path, undefined, 'it is no root key', SEALED_HINT));
  if (passphrase === undefined) {
    return fail(sealedFault(path, 'is sealed under a passphrase', 'Give the passphrase.'));
  }
  const kek = deriveKeyFromPassphrase(passphrase, sealed.salt, ROOT_KEY_BYTES, sealed.cost);
  const opened = openGcm(kek, sealed.key, ROOT_KEY_AAD);
  if (opened.ok) return ok(importSecretKey(opened.value));
  return fail(sealedFault(path, 'does not open with this passphrase', 'Try the passphrase again.'));
}

interface SealedRootKey {
  readonly cost: ScryptCost;
  readonly salt: Buffer;
  readonly key: Buffer;
}

function parseSealedRootKey(contents: Buffer): SealedRootKey | undefined {
  try {
    const members = parseJson(contents.toString());
    if (!isPlainObject(members)) return undefined;
    const { kdf, log2N, r, p, salt, sealed } = members;
    const cost = { log2N, r, p } as ScryptCost;
    if (kdf !== 'scrypt' || !isAcceptableCost(cost)) return undefined;
    if (typeof salt !== 'string' || typeof sealed !== 'string') return undefined;
    return { cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(sealed, 'base64') };
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

/** The bytes of a file that only its owner may read; undefined when there is none. */
function readPrivate(files: FileSystem, path: string): Result<Buffer | undefined, StateFault> {
  return faultFrom(path, 'read', () => {
    let fd: number;
    try {
      fd = files.open(path, 'read');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return ok(undefined);
      throw error;
    }
    try {
      const { isFile, permissions, sizeBytes } = files.statOpen(fd);
      if (!isFile || sizeBytes > MAX_SECRET_BYTES) return fail(corrupt(path, undefined, 'it is no secret'));
      if ((permissions & 0o077) !== 0) return fail(openToOthers(path, permissions, '600'));
      return ok(readUpTo(files, fd, 0, sizeBytes));
    } finally {
      closeQuietly(files, fd);
    }
  });
}

function namesIn(files: FileSystem, folder: string): string[] {
  const names = files.list(folder).map(secretName);
  return names.filter((name) => name !== undefined).sort();
}

/** Any name is a file's name: what file systems treat specially, and capitals, are escaped by byte. */
function fileName(name: string): string {
  let escaped = '';
  for (const byte of Buffer.from(name)) {
    const letter = String.fromCharCode(byte);
    escaped += /[a-z0-9_-]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0')}`;
  }
  if (name === '' || escaped.length > MAX_NAME_BYTES) {
    throw new Error(`A secret's name has 1 to ${MAX_NAME_BYTES} bytes.`);
  }
  return `${escaped}${SUFFIX}`;
}

/** The name that `fileName` made this of; undefined for a file that is no secret. */
function secretName(file: string): string | undefined {
  if (!/^(?:[a-z0-9_-]|%[0-9a-f]{2})+\.sealed$/.test(file)) return undefined;
  const bytes: number[] = [];
  for (const [part] of basename(file, SUFFIX).matchAll(/%..|./g)) {
    bytes.push(part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0));
  }
  return Buffer.from(bytes).toString();
}

const ROOT_KEY_AAD = Buffer.from('vseal root key');
const SEALED_HINT = 'Restore the whole secrets folder, root.key included, from one backup.';

function associated(name: string): Buffer {
  return Buffer.from(`vseal secret ${name}`);
}

function openToOthers(file: string, permissions: number, mode: string): StateFault {
  const others = `may be used by others (its mode is ${permissions.toString(8)})`;
  return notPrivate(
    file,
    others,
    `chmod ${mode} ${file}, and replace the secrets that others may have read.`,
  );
}

function notPrivate(file: string, what: string, hint: string): StateFault {
  return {
    kind: 'StateNotPrivate',
    file,
    message: `${file} ${what}; secrets are their owner's alone.`,
    hint,
  };
}

function sealedFault(file: string, what: string, hint: string): StateFault {
  return { kind: 'StateSealed', file, message: `${file} ${what}.`, hint };
}
