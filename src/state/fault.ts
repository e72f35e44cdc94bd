import { fail, type Result } from '../base/result.ts';
import { systemCode } from './file-system.ts';
import type { LockHolder } from './lock.ts';

/**
 * Why a state file, a lock or a secret could not be used. `message` names the file and the rule that was
 * broken, `hint` the way out.
 */
export type StateFault =
  /** Another process holds the lock longer than the caller would wait. `holder` when it could be read. */
  | StateFaultOf<'StateLocked', { readonly holder: LockHolder | undefined }>
  /** What the file holds contradicts itself. `seq` is the first commit that cannot be trusted. */
  | StateFaultOf<'StateCorrupt', { readonly seq: number | undefined }>
  /** No space or quota left. Nothing was changed. */
  | StateFaultOf<'StateFull'>
  /** The file system or the permissions allow no writing. */
  | StateFaultOf<'StateReadOnly'>
  /** The file is of a newer format than this program knows. */
  | StateFaultOf<'StateVersion', { readonly version: number }>
  /** The file cannot be opened or read: permissions, a symbolic link, a failing disk. */
  | StateFaultOf<'StateUnreadable', { readonly code: string }>
  /** The system failed while writing. */
  | StateFaultOf<'StateUnwritable', { readonly code: string }>
  /** A file that holds a secret may be read by others, or is not a plain file of its owner. */
  | StateFaultOf<'StateNotPrivate'>
  /** The passphrase (or the root key) is not the one that the secrets were sealed under. */
  | StateFaultOf<'StateSealed'>;

type StateFaultOf<Kind extends string, More extends object = object> = {
  readonly kind: Kind;
  readonly message: string;
  readonly hint: string;
  readonly file: string;
} & More;

/** The fault for what the contents of a file say. */
export function corrupt(
  file: string,
  seq: number | undefined,
  what: string,
  hint = CORRUPT_HINT,
): StateFault & { kind: 'StateCorrupt' } {
  const at = seq === undefined ? '' : ` at commit ${seq}`;
  return { kind: 'StateCorrupt', file, seq, message: `${file} is damaged${at}: ${what}.`, hint };
}

const CORRUPT_HINT =
  'Nothing was changed. Keep a copy of the file and its .journal, and restore both from a backup.';

/** Runs `action`; a failure that the system reported becomes a fault, anything else stays thrown. */
export function faultFrom<T, F>(
  file: string,
  doing: 'read' | 'write',
  action: () => Result<T, F>,
): Result<T, F | StateFault> {
  try {
    return action();
  } catch (error) {
    return fail(systemFault(file, doing, error));
  }
}

/** The fault for an error that the system reported; rethrows what is no such error. */
export function systemFault(file: string, doing: 'read' | 'write', error: unknown): StateFault {
  const code = systemCode(error);
  if (code === undefined) throw error;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return {
        kind: 'StateFull',
        file,
        message: `${file} cannot grow: ${FULL_REASON[code]} (${code}).`,
        hint: 'Nothing was changed. Free some space, then try again.',
      };
    case 'ELOOP':
    case 'EMLINK':
      return {
        kind: 'StateUnreadable',
        file,
        code,
        message: `${file} is a symbolic link; the state is never read or written through one.`,
        hint: 'Name the file itself.',
      };
    case 'EROFS':
      return readOnly(file, code, 'the file system is mounted read-only');
    case 'EACCES':
    case 'EPERM':
      if (doing === 'write') return readOnly(file, code, 'this user may not write it');
      break;
    default:
  }
  return doing === 'read'
    ? {
        kind: 'StateUnreadable',
        file,
        code,
        message: `${file} cannot be read: ${reason(error)}.`,
        hint: 'Check the permissions of the file and its folder, and the disk.',
      }
    : {
        kind: 'StateUnwritable',
        file,
        code,
        message: `${file} cannot be written: ${reason(error)}.`,
        hint: 'Nothing was reported as done. Check the disk, then try again.',
      };
}

const FULL_REASON = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would pass the largest allowed size',
} as const;

function readOnly(file: string, code: string, why: string): StateFault {
  return {
    kind: 'StateReadOnly',
    file,
    message: `${file} cannot be written: ${why} (${code}).`,
    hint: 'Use a state file in a folder of your own, or change the permissions.',
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
