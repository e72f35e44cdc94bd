import { join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { readSmallFile, replaceFile } from '../../storage/durable-file.ts';
import type { StorageFault } from '../../storage/storage-fault.ts';
import type { CryptoKeyId } from '../rows.ts';

/** What lies beside the files of a backup: `backup.json`. It may come from anywhere, so it is read with care. */
export interface BackupManifest {
  readonly format: 'vseal-backup-1';
  readonly vm: string;
  readonly createdMs: number;
  readonly transport: string;
  /** The VM's state when it was backed up. */
  readonly wasRunning: boolean;
  /** File names in the backup's folder. */
  readonly vmx: string;
  readonly nvram: string;
  readonly disks: readonly { readonly key: number; readonly file: string }[];
  /** How the VM was kept: its storage policy, and the key of its home if it was encrypted. */
  readonly policy: string;
  readonly keyId: CryptoKeyId | null;
}

const NAME = 'backup.json';
const LIMIT_BYTES = 1024 * 1024;
const LIMIT_DISKS = 60;

export function writeManifest(folder: string, manifest: BackupManifest): Result<void, StorageFault> {
  return replaceFile(join(folder, NAME), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

export function readManifest(folder: string): Result<BackupManifest, StorageFault> {
  const path = join(folder, NAME);
  const bytes = readSmallFile(path, LIMIT_BYTES);
  if (!bytes.ok) return bytes;
  const manifest = parse(Buffer.from(bytes.value).toString('utf8'));
  return manifest === undefined
    ? fail({ kind: 'InvalidFileFormat', path, reason: 'it is no note of a backup' })
    : ok(manifest);
}

function parse(text: string): BackupManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { format, vm, createdMs, transport, wasRunning, vmx, nvram, disks, policy, keyId } = value as Record<
    string,
    unknown
  >;
  const isWhole =
    format === 'vseal-backup-1' &&
    typeof vm === 'string' &&
    typeof createdMs === 'number' &&
    typeof transport === 'string' &&
    typeof wasRunning === 'boolean' &&
    isFileName(vmx) &&
    isFileName(nvram) &&
    typeof policy === 'string' &&
    isDisks(disks) &&
    isKeyId(keyId);
  return isWhole
    ? { format, vm, createdMs, transport, wasRunning, vmx, nvram, disks, policy, keyId }
    : undefined;
}

/** A name in the backup's own folder: no way out of it. */
function isFileName(value: unknown): value is string {
  return typeof value === 'string' && /^[^/\\\u0000]{1,255}$/.test(value) && value !== '..' && value !== '.';
}

function isDisks(value: unknown): value is BackupManifest['disks'] {
  return (
    Array.isArray(value) &&
    value.length <= LIMIT_DISKS &&
    value.every(
      (disk: unknown) =>
        typeof disk === 'object' &&
        disk !== null &&
        'key' in disk &&
        Number.isInteger(disk.key) &&
        'file' in disk &&
        isFileName(disk.file),
    )
  );
}

function isKeyId(value: unknown): value is CryptoKeyId | null {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  const { keyId, providerId } = value as Record<string, unknown>;
  return typeof keyId === 'string' && typeof providerId === 'string';
}
