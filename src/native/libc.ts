import { constants } from 'node:os';
import { type Koffi, loadKoffi } from './koffi.ts';

/**
 * The few system calls that Node has no binding for. Each gives `undefined` where the platform or the
 * file system does not offer it, so that its caller takes another way; any other failure throws an
 * error with the system's `code`, as node:fs does.
 */

export type LockRequest = 'exclusive' | 'shared' | 'unlock';

/**
 * Asks for flock(2) on an open file without waiting: true when held (or released), false when another
 * open file has it. The kernel releases it when the descriptor closes or the process dies.
 */
export function flock(fd: number, request: LockRequest): boolean | undefined {
  return callFlock(fd, FLOCK[request] | LOCK_NB);
}

/** As `flock`, but sleeps in the kernel until the lock is free. It cannot be interrupted. */
export function waitForFlock(fd: number, request: 'exclusive' | 'shared'): true | undefined {
  for (;;) {
    const held = callFlock(fd, FLOCK[request]);
    if (held !== false) return held;
  }
}

/** Makes a range of the file a hole that reads as zeros and takes no space; the file's size stays. Linux. */
export function punchHole(fd: number, offset: number, lengthBytes: number): true | undefined {
  const libc = linuxLibc();
  if (libc === undefined) return undefined;
  const failed = retried(libc, () =>
    libc.fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, lengthBytes),
  );
  if (failed === undefined) return true;
  if (failed === 'EOPNOTSUPP' || failed === 'ENOTSUP' || failed === 'ENOSYS') return undefined;
  throw systemError('fallocate', failed);
}

export interface ByteRange {
  readonly offset: number;
  readonly lengthBytes: number;
}

/**
 * The allocated ranges of the file within [offset, offset + lengthBytes), in order; what lies between
 * them are holes. Moves the descriptor's own position (positional reads and writes do not care). Linux.
 */
export function allocatedRanges(fd: number, offset: number, lengthBytes: number): ByteRange[] | undefined {
  const libc = linuxLibc();
  if (libc === undefined) return undefined;
  const end = offset + lengthBytes;
  const ranges: ByteRange[] = [];
  for (let at = offset; at < end; ) {
    const data = seek(libc, fd, at, SEEK_DATA);
    if (data === undefined) return undefined;
    if (data === 'none' || data >= end) break;
    const hole = seek(libc, fd, data, SEEK_HOLE);
    if (hole === undefined) return undefined;
    const until = hole === 'none' ? end : Math.min(hole, end);
    ranges.push({ offset: data, lengthBytes: until - data });
    at = until;
  }
  return ranges;
}

/** Two paths of one file system get each other's names in one step. Linux with glibc 2.28 or later. */
export function exchangeNames(one: string, other: string): true | undefined {
  const libc = linuxLibc();
  if (libc?.renameat2 === undefined) return undefined;
  const { renameat2 } = libc;
  const failed = retried(libc, () => renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE));
  if (failed === undefined) return true;
  // A file system that cannot.
  if (failed === 'EINVAL' || failed === 'EOPNOTSUPP' || failed === 'ENOTSUP' || failed === 'ENOSYS')
    return undefined;
  throw systemError('renameat2', failed);
}

const AT_FDCWD = -100;
const RENAME_EXCHANGE = 2;
const LOCK_NB = 4;
const FLOCK = { shared: 1, exclusive: 2, unlock: 8 } as const;
const FALLOC_FL_KEEP_SIZE = 1;
const FALLOC_FL_PUNCH_HOLE = 2;
const SEEK_DATA = 3;
const SEEK_HOLE = 4;

interface Libc {
  flock(fd: number, operation: number): number;
  fallocate(fd: number, mode: number, offset: number, lengthBytes: number): number;
  lseek(fd: number, offset: number, whence: number): number;
  /** Missing in other C libraries than glibc. */
  readonly renameat2:
    | ((oldFolder: number, oldPath: string, newFolder: number, newPath: string, flags: number) => number)
    | undefined;
  errno(): string;
}

let bound: { readonly libc: Libc | undefined } | undefined;

function libc(): Libc | undefined {
  bound ??= { libc: bind(loadKoffi()) };
  return bound.libc;
}

function linuxLibc(): Libc | undefined {
  return process.platform === 'linux' ? libc() : undefined;
}

function bind(koffi: Koffi | undefined): Libc | undefined {
  const unix = process.platform === 'linux' || process.platform === 'darwin';
  if (koffi === undefined || !unix) return undefined;
  try {
    const library = koffi.load(null);
    const linux = process.platform === 'linux';
    return {
      flock: library.func('int flock(int fd, int operation)') as Libc['flock'],
      fallocate: linux
        ? (library.func(
            'int fallocate(int fd, int mode, int64_t offset, int64_t length)',
          ) as Libc['fallocate'])
        : () => -1,
      lseek: library.func('int64_t lseek(int fd, int64_t offset, int whence)') as Libc['lseek'],
      renameat2: linux ? bindRenameat2(library) : undefined,
      errno: () => codeOf(koffi.errno()),
    };
  } catch {
    return undefined;
  }
}

function bindRenameat2(library: ReturnType<Koffi['load']>): Libc['renameat2'] {
  try {
    return library.func(
      'int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags)',
    ) as Libc['renameat2'];
  } catch {
    return undefined;
  }
}

function callFlock(fd: number, operation: number): boolean | undefined {
  const library = libc();
  if (library === undefined) return undefined;
  const failed = retried(library, () => library.flock(fd, operation));
  if (failed === undefined) return true;
  if (failed === 'EWOULDBLOCK' || failed === 'EAGAIN') return false;
  // A network file system without locks.
  if (failed === 'EOPNOTSUPP' || failed === 'ENOTSUP' || failed === 'ENOSYS' || failed === 'ENOLCK')
    return undefined;
  throw systemError('flock', failed);
}

function seek(library: Libc, fd: number, offset: number, whence: number): number | 'none' | undefined {
  let found = -1;
  const failed = retried(library, () => {
    found = library.lseek(fd, offset, whence);
    return found;
  });
  if (failed === undefined) return found;
  if (failed === 'ENXIO') return 'none';
  if (failed === 'EINVAL' || failed === 'EOPNOTSUPP') return undefined;
  throw systemError('lseek', failed);
}

/** Calls until the call is not interrupted by a signal; gives the error's code, or undefined for success. */
function retried(library: Libc, call: () => number): string | undefined {
  for (;;) {
    if (call() >= 0) return undefined;
    const code = library.errno();
    if (code !== 'EINTR') return code;
  }
}

function codeOf(errno: number): string {
  for (const [name, value] of Object.entries(constants.errno)) if (value === errno) return name;
  return `errno ${errno}`;
}

function systemError(call: string, code: string): Error {
  return Object.assign(new Error(`${code}: ${call} failed`), { code, syscall: call });
}
