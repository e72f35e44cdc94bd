import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../base/result.ts';
import { openGcm, sealGcm } from '../../crypto/aes-gcm.ts';
import { randomBytes } from '../../crypto/random.ts';
import { deriveKeyFromPassphrase, INTERACTIVE_COST, isAcceptableCost } from '../../crypto/scrypt.ts';
import type { SecretKey } from '../../crypto/secret-key.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { keepIdentity, readIdentity } from '../../datacenter/keys/kept-identity.ts';
import type { KmsObject } from '../../kmip/server/key-store.ts';
import { type ClientRow, listClients, restoreClients } from './client-register.ts';
import { AUTHORITY, type KmsFault, type KmsFolder, openKmsFolder, SERVER_IDENTITY } from './kms-folder.ts';
import { onFolder } from './on-folder.ts';
import { refuse, say } from './report.ts';

/**
 * A backup is one file under a passphrase: each secret sealed by itself, so that none stands in the clear in
 * memory for long, and all of it sealed again, so that nothing in it can be changed or taken out.
 */
interface Contents {
  readonly objects: readonly { readonly object: KmsObject; readonly material?: string }[];
  readonly clients: readonly ClientRow[];
  readonly identities: readonly {
    readonly name: string;
    readonly certificatePem: string;
    readonly key: string;
  }[];
}

interface BackupFile {
  readonly format: 'vseal-kms-backup';
  readonly version: 1;
  readonly kdf: typeof INTERACTIVE_COST;
  readonly salt: string;
  readonly sealed: string;
}

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MAX_BYTES = 512 * 1024 * 1024;
const WHOLE = Buffer.from('vseal kms backup');

/** `vseal kms backup FILE`. */
export async function backupKms(folder: string, file: string, passphraseFile: string): Promise<number> {
  return onFolder(openKmsFolder(folder), (kms) => {
    const passphrase = readPassphrase(passphraseFile);
    if (!passphrase.ok) return refuse(passphrase.fault);
    const salt = randomBytes(SALT_BYTES);
    const key = deriveKeyFromPassphrase(passphrase.value, salt, KEY_BYTES, INTERACTIVE_COST);
    zeroise(passphrase.value);
    const contents = collect(kms, key);
    if (!contents.ok) return refuse(contents.fault);
    const sealed = sealGcm(key, Buffer.from(JSON.stringify(contents.value)), WHOLE);
    const backup: BackupFile = {
      format: 'vseal-kms-backup',
      version: 1,
      kdf: INTERACTIVE_COST,
      salt: salt.toString('base64'),
      sealed: Buffer.from(sealed).toString('base64'),
    };
    const text = `${JSON.stringify(backup)}\n`;
    if (text.length > MAX_BYTES) {
      return refuse({
        message: `The backup would have ${text.length} bytes; at most ${MAX_BYTES} are restored.`,
        hint: 'Destroy keys that nobody needs, or copy the folder while no server runs on it.',
      });
    }
    const written = writeNew(file, text);
    if (!written.ok) return refuse(written.fault);
    say(`Backed up into ${file}: ${counted(contents.value)}.`);
    return 0;
  });
}

/** A new file with this text: none is left when it cannot be written whole. */
function writeNew(file: string, text: string): Result<void, KmsFault> {
  let fd: number;
  try {
    fd = openSync(file, 'wx', 0o600);
  } catch (error) {
    return fail({
      message: `${file} cannot be made: ${(error as Error).message}.`,
      hint: 'Name a new file.',
    });
  }
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
    return ok(undefined);
  } catch (error) {
    rmSync(file, { force: true });
    return fail({
      message: `${file} cannot be written: ${(error as Error).message}.`,
      hint: 'Name a file elsewhere.',
    });
  } finally {
    closeSync(fd);
  }
}

function collect(kms: KmsFolder, key: SecretKey): Result<Contents, KmsFault> {
  const identities: Contents['identities'][number][] = [];
  for (const name of [AUTHORITY, SERVER_IDENTITY]) {
    const identity = readIdentity(kms.secrets, name);
    if (!identity.ok || identity.value === undefined)
      return fail({ message: `The identity ${name} cannot be read.`, hint: 'Look at the folder secrets.' });
    const { certificatePem, keyPem } = identity.value;
    identities.push({ name, certificatePem, key: seal(key, name, keyPem) });
  }
  const objects = kms.keys.read((all) =>
    [...all.list()].map((object) => {
      const material = all.material(object.id);
      return material === undefined ? { object } : { object, material: seal(key, object.id, material) };
    }),
  );
  return ok({ objects, clients: listClients(kms.store), identities });
}

/** `vseal kms restore FILE`: into a folder that holds no server yet. */
export async function restoreKms(folder: string, file: string, passphraseFile: string): Promise<number> {
  const backup = readBackup(file);
  if (!backup.ok) return refuse(backup.fault);
  const passphrase = readPassphrase(passphraseFile);
  if (!passphrase.ok) return refuse(passphrase.fault);
  const key = deriveKeyFromPassphrase(
    passphrase.value,
    Buffer.from(backup.value.salt, 'base64'),
    KEY_BYTES,
    backup.value.kdf,
  );
  zeroise(passphrase.value);
  const whole = openGcm(key, Buffer.from(backup.value.sealed, 'base64'), WHOLE);
  if (!whole.ok) {
    return refuse({
      message: `${file} does not open: another passphrase made it, or it was changed.`,
      hint: 'Name the file of the passphrase that made it with --passphrase-file.',
    });
  }
  // What opens was written by `backupKms`.
  const contents = JSON.parse(Buffer.from(whole.value).toString('utf8')) as Contents;
  return onFolder(openKmsFolder(folder, { isNew: true }), (kms) => {
    kms.keys.transact((all) => {
      // What a restore that failed has left.
      for (const { id } of [...all.list()]) all.delete(id);
      for (const { object, material } of contents.objects)
        all.put(object, material === undefined ? undefined : open(key, object.id, material));
    });
    const clients = restoreClients(kms.store, contents.clients);
    if (!clients.ok) return refuse(clients.fault);
    // The server's is the last: with it the folder holds a server.
    for (const { name, certificatePem, key: sealed } of contents.identities) {
      const kept = keepIdentity(kms.secrets, name, certificatePem, open(key, name, sealed));
      if (!kept.ok) return refuse({ message: kept.fault.message, hint: `Look at ${folder}.` });
    }
    say(`Restored into ${folder}: ${counted(contents)}.`);
    return 0;
  });
}

const counted = ({ objects, clients }: Contents): string =>
  `objects ${objects.length}, clients ${clients.length}`;

function readBackup(file: string): Result<BackupFile, KmsFault> {
  const unusable = fail({
    message: `${file} is no backup of a key management server.`,
    hint: 'Name a file that vseal kms backup made.',
  });
  try {
    const bytes = readFileSync(file);
    if (bytes.length > MAX_BYTES) return unusable;
    const members = JSON.parse(bytes.toString('utf8')) as Partial<BackupFile> | null;
    const isBackup =
      members?.format === 'vseal-kms-backup' &&
      members.version === 1 &&
      members.kdf !== undefined &&
      isAcceptableCost(members.kdf) &&
      typeof members.salt === 'string' &&
      typeof members.sealed === 'string';
    return isBackup ? ok(members as BackupFile) : unusable;
  } catch {
    return unusable;
  }
}

/** The first line of a file that only its owner may read: a passphrase has no place among the arguments. */
function readPassphrase(file: string): Result<Buffer, KmsFault> {
  try {
    const bytes = readFileSync(file);
    const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
    const passphrase = Buffer.from(end < 0 ? bytes : bytes.subarray(0, end));
    zeroise(bytes);
    if (passphrase.length > 0) return ok(passphrase);
    return fail({ message: `${file} is empty.`, hint: 'Write the passphrase into its first line.' });
  } catch {
    return fail({
      message: `${file} cannot be read.`,
      hint: 'Name a file whose first line is the passphrase.',
    });
  }
}

/** Zeroises `secret`. */
function seal(key: SecretKey, name: string, secret: Uint8Array): string {
  const sealed = Buffer.from(sealGcm(key, secret, Buffer.from(`vseal kms backup ${name}`)));
  zeroise(secret);
  return sealed.toString('base64');
}

function open(key: SecretKey, name: string, sealed: string): Uint8Array {
  const opened = openGcm(key, Buffer.from(sealed, 'base64'), Buffer.from(`vseal kms backup ${name}`));
  if (!opened.ok) throw new Error(`the backup is genuine and ${name} in it is not`);
  return opened.value;
}
