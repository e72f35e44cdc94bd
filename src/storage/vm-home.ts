import { fail, ok, type Result } from '../base/result.ts';
import { openGcm, sealGcm } from '../crypto/aes-gcm.ts';
import { deriveKey } from '../crypto/hkdf.ts';
import { generateSecretKey, type SecretKey, zeroise } from '../crypto/secret-key.ts';
import { type KeyEncryptionKey, lockKey, unlockKey, wrappedKeyOf } from './disk-key.ts';
import { readSmallFile, replaceFile } from './durable-file.ts';
import { type KeyId, sameKeyId } from './key-id.ts';
import type { StorageFault } from './storage-fault.ts';
import { formatVmx, LIMIT_VMX_BYTES, parseVmx, type VmxDictionary, vmxValue } from './vmx.ts';

/**
 * VM Home: the VMX file and, below its key, the VM's other small files. The VMX of an encrypted VM keeps most lines
 * in clear; `encryption.keySafe` holds the home key wrapped under the VM's KEK, and `encryption.data` the secret
 * lines, sealed. The VM's identity (`uuid.bios`) must stand in a clear line: it is bound into every seal.
 */
export interface VmxFile {
  /** The clear lines, without the `encryption.` ones. */
  readonly settings: VmxDictionary;
  /** Present when VM Home is encrypted. */
  readonly encryption?: VmxEncryption;
}

export interface VmxEncryption {
  readonly keyId: KeyId;
  readonly keySafe: string;
  /** Counts the writes of the file. */
  readonly generation: number;
  readonly sealedSecrets: Uint8Array;
}

const HOME_KEY_BYTES = 32;
const KEY_SAFE = 'encryption.keySafe';
const DATA = 'encryption.data';
const GENERATION = 'encryption.generation';
const IDENTITY = 'uuid.bios';

/** A fresh key for a VM's home. */
export function generateHomeKey(): SecretKey {
  return generateSecretKey(HOME_KEY_BYTES);
}

/** The key of one kind of home file: roles never share a key. `role` is the file's kind, for example `nvram`. */
export function homeFileKey(homeKey: SecretKey, vmUuid: string, role: string): SecretKey {
  return deriveKey(homeKey, Buffer.from(vmUuid), `vSeal VM home file: ${role}`, 32);
}

export function readVmx(path: string): Result<VmxFile, StorageFault> {
  const content = readSmallFile(path, LIMIT_VMX_BYTES);
  if (!content.ok) return content;
  const lines = parseVmx(content.value, path);
  if (!lines.ok) return lines;
  const keySafe = vmxValue(lines.value, KEY_SAFE);
  const data = vmxValue(lines.value, DATA);
  const settings = new Map([...lines.value].filter(([name]) => !isEncryptionLine(name)));
  if (keySafe === undefined && data === undefined) return ok({ settings });
  if (keySafe === undefined || data === undefined) {
    return fail({ kind: 'InvalidFileFormat', path, reason: `${KEY_SAFE} and ${DATA} go together` });
  }
  const wrapped = wrappedKeyOf(keySafe, path);
  if (!wrapped.ok) return wrapped;
  const generation = Number(vmxValue(lines.value, GENERATION) ?? '0');
  if (!Number.isSafeInteger(generation) || generation < 0) {
    return fail({ kind: 'InvalidFileFormat', path, reason: `${GENERATION} is no number` });
  }
  const sealedSecrets = new Uint8Array(Buffer.from(data, 'base64'));
  return ok({ settings, encryption: { keyId: wrapped.value.keyId, keySafe, generation, sealedSecrets } });
}

/** Unwraps the home key of an encrypted VM. */
export function openHomeKey(
  { encryption }: VmxFile,
  kek: SecretKey,
  path: string,
): Result<SecretKey, StorageFault> {
  if (encryption === undefined) {
    return fail({ kind: 'InvalidDiskRequest', path, reason: 'VM Home is not encrypted, so it has no key' });
  }
  return unlockKey(encryption.keySafe, kek, path);
}

/** The secret lines of an encrypted VM's VMX. */
export function openVmxSecrets(
  { settings, encryption }: VmxFile,
  homeKey: SecretKey,
  path: string,
): Result<VmxDictionary, StorageFault> {
  if (encryption === undefined) return ok(new Map());
  const vmUuid = vmUuidOf(settings, path);
  if (!vmUuid.ok) return vmUuid;
  const key = homeFileKey(homeKey, vmUuid.value, 'vmx');
  const opened = openGcm(key, encryption.sealedSecrets, associatedData(vmUuid.value, encryption.generation));
  if (!opened.ok) return fail({ kind: 'KeyIntegrityFault', path, reason: `${DATA} is not genuine` });
  const secrets = parseVmx(opened.value, path);
  zeroise(opened.value);
  return secrets;
}

export interface HomeEncryption {
  readonly kek: KeyEncryptionKey;
  readonly homeKey: SecretKey;
  readonly secrets: VmxDictionary;
  /** One more than the file had. */
  readonly generation: number;
}

/** Replaces the VMX; sealed when `home` is given, wholly in clear otherwise. */
export function writeVmx(
  path: string,
  settings: VmxDictionary,
  home?: HomeEncryption,
): Result<void, StorageFault> {
  const lines = new Map([...settings].filter(([name]) => !isEncryptionLine(name)));
  if (home !== undefined) {
    const vmUuid = vmUuidOf(settings, path);
    if (!vmUuid.ok) return vmUuid;
    const plaintext = Buffer.from(formatVmx(home.secrets));
    const key = homeFileKey(home.homeKey, vmUuid.value, 'vmx');
    const sealed = sealGcm(key, plaintext, associatedData(vmUuid.value, home.generation));
    zeroise(plaintext);
    lines.set(GENERATION, String(home.generation));
    lines.set(KEY_SAFE, lockKey(home.kek, home.homeKey));
    lines.set(DATA, Buffer.from(sealed).toString('base64'));
  }
  return replaceFile(path, Buffer.from(formatVmx(lines)));
}

/**
 * Replaces the clear lines of a VMX; one that has them already is not written. The sealed part is bound to the VM's
 * identity, not to them: it stays.
 */
export function rewriteVmxSettings(path: string, settings: VmxDictionary): Result<void, StorageFault> {
  const content = readSmallFile(path, LIMIT_VMX_BYTES);
  if (!content.ok) return content;
  const lines = parseVmx(content.value, path);
  if (!lines.ok) return lines;
  const sealed = [...lines.value].filter(([name]) => isEncryptionLine(name));
  const next = Buffer.from(formatVmx(new Map([...settings, ...sealed])));
  return next.equals(content.value) ? ok(undefined) : replaceFile(path, next);
}

/**
 * Shallow recrypt of VM Home: the home key is wrapped anew under `next`; no other file of the home changes.
 * Repeating it after a crash is harmless.
 */
export function rewrapVmx(
  path: string,
  current: KeyEncryptionKey,
  next: KeyEncryptionKey,
): Result<void, StorageFault> {
  const vmx = readVmx(path);
  if (!vmx.ok) return vmx;
  const { encryption, settings } = vmx.value;
  if (encryption === undefined) {
    return fail({ kind: 'InvalidDiskRequest', path, reason: 'VM Home is not encrypted, so it has no key' });
  }
  const isDone = sameKeyId(encryption.keyId, next.id);
  const homeKey = openHomeKey(vmx.value, isDone ? next.key : current.key, path);
  if (!homeKey.ok) return homeKey;
  if (isDone) return ok(undefined);
  const secrets = openVmxSecrets(vmx.value, homeKey.value, path);
  if (!secrets.ok) return secrets;
  return writeVmx(path, settings, {
    kek: next,
    homeKey: homeKey.value,
    secrets: secrets.value,
    generation: encryption.generation + 1,
  });
}

/** The VM's identity in its VMX, as a plain lower-case UUID's hexadecimal digits. */
export function vmUuidOf(settings: VmxDictionary, path: string): Result<string, StorageFault> {
  const digits = (vmxValue(settings, IDENTITY) ?? '').replace(/[ -]/g, '').toLowerCase();
  if (/^[0-9a-f]{32}$/.test(digits)) return ok(digits);
  return fail({ kind: 'InvalidFileFormat', path, reason: `${IDENTITY} is no UUID` });
}

function associatedData(vmUuid: string, generation: number): Uint8Array {
  return Buffer.from(`${vmUuid}|vmx|${generation}`);
}

function isEncryptionLine(name: string): boolean {
  return name.toLowerCase().startsWith('encryption.');
}
