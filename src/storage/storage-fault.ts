import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { formatBytes } from '../base/units.ts';
import type { KeyId } from './key-id.ts';

/**
 * What storage answers when it cannot do what was asked. Kinds follow vSphere's fault names where it has one.
 * `path` is the file on this machine; the model shows it as a datastore path.
 */
export type StorageFault =
  | { readonly kind: 'InvalidDatastorePath'; readonly path: string; readonly reason: string }
  | { readonly kind: 'FileNotFound'; readonly path: string }
  | { readonly kind: 'FileAlreadyExists'; readonly path: string }
  | {
      readonly kind: 'CannotAccessFile';
      readonly path: string;
      readonly operation: string;
      readonly code: string;
    }
  | {
      readonly kind: 'InsufficientSpace';
      readonly path: string;
      readonly neededBytes: number;
      readonly freeBytes: number;
    }
  | {
      readonly kind: 'InvalidFileFormat';
      readonly path: string;
      readonly line?: number;
      readonly reason: string;
    }
  | { readonly kind: 'UnsupportedDiskFormat'; readonly path: string; readonly format: string }
  | { readonly kind: 'EncryptionKeyRequired'; readonly path: string; readonly key: KeyId }
  | { readonly kind: 'KeyIntegrityFault'; readonly path: string; readonly reason: string }
  | { readonly kind: 'PassphraseRequired'; readonly path: string }
  | { readonly kind: 'IncorrectPassphrase'; readonly path: string }
  | { readonly kind: 'InvalidDiskRequest'; readonly path: string; readonly reason: string }
  | { readonly kind: 'UnfinishedConversion'; readonly path: string }
  | { readonly kind: 'Cancelled'; readonly path: string };

export interface FaultText {
  readonly message: string;
  readonly hint: string;
}

/** One sentence that names the thing and the rule, and one that names the way out. */
export function storageFaultText(fault: StorageFault): FaultText {
  const { path } = fault;
  switch (fault.kind) {
    case 'InvalidDatastorePath':
      return {
        message: `"${path}" is no datastore path: ${fault.reason}.`,
        hint: 'Write it as [datastore] folder/file, for example [datastore1] app-01/app-01.vmdk.',
      };
    case 'FileNotFound':
      return { message: `The file ${path} does not exist.`, hint: 'Check the name and the datastore.' };
    case 'FileAlreadyExists':
      return {
        message: `The file ${path} exists already.`,
        hint: 'Choose another name or remove that file.',
      };
    case 'CannotAccessFile':
      return {
        message: `The file ${path} cannot be accessed: ${fault.operation} failed with ${fault.code}.`,
        hint: 'Check the permissions and the health of the file system below the datastore.',
      };
    case 'InsufficientSpace':
      return {
        message: `${path} needs ${formatBytes(fault.neededBytes)} of free space; its datastore has ${formatBytes(fault.freeBytes)}.`,
        hint: 'Free space on the datastore or move the disk to a larger one.',
      };
    case 'InvalidFileFormat':
      return {
        message: `The file ${path} is malformed${fault.line === undefined ? '' : ` in line ${fault.line}`}: ${fault.reason}.`,
        hint: 'Restore the file from a backup or make it anew.',
      };
    case 'UnsupportedDiskFormat':
      return {
        message: `The disk ${path} has the format ${fault.format}, which cannot be used here.`,
        hint: 'Convert it first: qemu-img convert -O vmdk -o subformat=monolithicFlat SOURCE TARGET.',
      };
    case 'EncryptionKeyRequired':
      return {
        message: `${path} is encrypted and needs key ${fault.key.keyId} of key provider ${fault.key.providerId}.`,
        hint: 'Make that key provider available, then try again.',
      };
    case 'KeyIntegrityFault':
      return {
        message: `${path} cannot be opened with the given key: ${fault.reason}.`,
        hint: 'The key is not the one that sealed the file, or the file was changed.',
      };
    case 'PassphraseRequired':
      return {
        message: `${path} is protected by a passphrase, not by a key provider.`,
        hint: 'Give its passphrase: New-VM -VMFilePath PATH -Passphrase (Read-Host -AsSecureString)',
      };
    case 'IncorrectPassphrase':
      return {
        message: `The passphrase is not the one that protects ${path}.`,
        hint: 'Type it again; capital letters and spaces count. Nothing was changed.',
      };
    case 'InvalidDiskRequest':
      return { message: `${path}: ${fault.reason}.`, hint: 'Correct the request.' };
    case 'UnfinishedConversion':
      return {
        message: `The disk ${path} is half converted: its conversion in place was cut.`,
        hint: 'Repair-VMDisk takes it up where it was; its journal beside the disk must stay.',
      };
    case 'Cancelled':
      return { message: `Work on ${path} was cancelled.`, hint: 'Nothing was changed; start it again.' };
  }
}

/** Carries a fault out of code that reads and writes in loops; `attempt` turns it into a value again. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly fault: StorageFault;
  constructor(fault: StorageFault) {
    super(storageFaultText(fault).message);
    this.fault = fault;
  }
}

/** The value of a result, or its fault thrown: for code that runs inside `attempt`. */
export function orThrow<T>(result: Result<T, StorageFault>): T {
  if (result.ok) return result.value;
  throw new StorageError(result.fault);
}

/**
 * Runs file system calls on `path` and turns their errors, and a `StorageError`, into faults. Anything else is a
 * bug and goes on.
 */
export function attempt<T>(path: string, operation: string, body: () => T): Result<T, StorageFault> {
  try {
    return ok(body());
  } catch (error) {
    return fail(fileFault(path, operation, error));
  }
}

/** The fault that an error of node:fs means; throws the error when it is none of the file system's. */
export function fileFault(path: string, operation: string, error: unknown): StorageFault {
  if (error instanceof StorageError) return error.fault;
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === undefined || code.startsWith('ERR_')) throw error;
  switch (code) {
    case 'ENOENT':
      return { kind: 'FileNotFound', path };
    case 'EEXIST':
      return { kind: 'FileAlreadyExists', path };
    case 'ENOSPC':
    case 'EDQUOT':
      return { kind: 'InsufficientSpace', path, neededBytes: 0, freeBytes: freeBytesNear(path) };
    default:
      return { kind: 'CannotAccessFile', path, operation, code };
  }
}

function freeBytesNear(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    return 0;
  }
}
