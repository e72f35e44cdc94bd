import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import type { FileFacts, FileFault, HostFiles } from '../cmdlet/host.ts';
import { hashHex } from '../crypto/digest.ts';

/** A script's file is read whole; a larger one than this is refused before it is read. */
const LIMIT_READ_BYTES = 256 * MiB;

/** The user's files on this machine. */
export const hostFiles: HostFiles = {
  temporaryFolder: tmpdir(),
  homeFolder: homedir(),
  read: (path) => attempt(path, () => readWhole(path)),
  hash: (path, algorithm, onPiece) =>
    attempt(path, () => {
      if (statSync(path).isDirectory()) return fail({ kind: 'IsFolder', path });
      return ok(hashHex(algorithm, piecesOf(path, onPiece)));
    }),
  write: (path, data, mode) => attempt(path, () => writeWhole(path, data, FLAGS[mode])),
  facts: (path) => attempt(path, () => ok(factsAt(path))),
  list: (folder) =>
    attempt(folder, () =>
      ok(
        readdirSync(folder)
          .sort()
          .flatMap((name) => factsIfThere(join(folder, name))),
      ),
    ),
  makeFolder: (path) =>
    attempt(path, () => {
      makeFolder(path);
      return ok(undefined);
    }),
  remove: (path, recurse) => attempt(path, () => ok(removePath(path, recurse))),
  link: (path, target, kind) =>
    attempt(path, () => ok(kind === 'HardLink' ? linkSync(target, path) : symlinkSync(target, path))),
  copy: (from, to) => attempt(from, () => ok(copyFileSync(from, to))),
  setFacts: (path, facts) => attempt(path, () => ok(changeFacts(path, facts))),
  move: (from, to) => attempt(from, () => ok(renameSync(from, to))),
};

/** A name may be gone by the time it is looked at. */
function factsIfThere(path: string): FileFacts[] {
  try {
    return [factsAt(path)];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const { O_APPEND, O_CREAT, O_EXCL, O_TRUNC, O_WRONLY } = constants;
const FLAGS = {
  replace: O_WRONLY | O_CREAT | O_TRUNC,
  append: O_WRONLY | O_CREAT | O_APPEND,
  create: O_WRONLY | O_CREAT | O_EXCL,
} as const;

function readWhole(path: string): Result<Uint8Array, FileFault> {
  const fd = openSync(path, 'r');
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory()) return fail({ kind: 'IsFolder', path });
    if (stat.size > LIMIT_READ_BYTES) return fail({ kind: 'TooLarge', path, limitBytes: LIMIT_READ_BYTES });
    const parts: Buffer[] = [];
    for (let total = 0; total <= LIMIT_READ_BYTES; ) {
      const part = Buffer.allocUnsafe(Math.max(64 * 1024, stat.size - total));
      const got = readSync(fd, part, 0, part.length, null);
      if (got === 0) return ok(Buffer.concat(parts));
      parts.push(part.subarray(0, got));
      total += got;
    }
    return fail({ kind: 'TooLarge', path, limitBytes: LIMIT_READ_BYTES });
  } finally {
    closeSync(fd);
  }
}

/** The content, a piece at a time; each piece is overwritten by the next. */
function* piecesOf(path: string, onPiece: () => void): Generator<Uint8Array> {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(MiB);
    for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) {
      onPiece();
      yield buffer.subarray(0, got);
    }
  } finally {
    closeSync(fd);
  }
}

function writeWhole(path: string, data: Uint8Array, flags: number): Result<void, FileFault> {
  const fd = openSync(path, flags, 0o666);
  try {
    for (let done = 0; done < data.length; ) done += writeSync(fd, data, done);
    return ok(undefined);
  } finally {
    closeSync(fd);
  }
}

function removePath(path: string, recurse: boolean): void {
  if (!lstatSync(path).isDirectory()) unlinkSync(path);
  else if (recurse) rmSync(path, { recursive: true });
  else rmdirSync(path);
}

type Change = Parameters<HostFiles['setFacts']>[1];

function changeFacts(path: string, { readOnly, modifiedMs, accessedMs }: Change): void {
  const stat = statSync(path);
  if (readOnly !== undefined) chmodSync(path, readOnly ? stat.mode & ~0o222 : stat.mode | 0o200);
  if (modifiedMs !== undefined || accessedMs !== undefined)
    utimesSync(path, (accessedMs ?? stat.atimeMs) / 1000, (modifiedMs ?? stat.mtimeMs) / 1000);
}

/** A link that points nowhere is there all the same. */
function factsAt(path: string): FileFacts {
  const own = lstatSync(path);
  if (own.isSymbolicLink()) {
    const facts = factsOf(path, statSync(path, { throwIfNoEntry: false }) ?? own);
    return { ...facts, link: { kind: 'SymbolicLink', target: readlinkSync(path) } };
  }
  const facts = factsOf(path, own);
  return own.nlink > 1 && own.isFile() ? { ...facts, link: { kind: 'HardLink', target: null } } : facts;
}

function factsOf(path: string, stat: Stats): FileFacts {
  return {
    path,
    name: basename(path),
    folder: stat.isDirectory(),
    sizeBytes: stat.size,
    modifiedMs: stat.mtimeMs,
    createdMs: stat.birthtimeMs,
    accessedMs: stat.atimeMs,
    readOnly: (stat.mode & 0o200) === 0,
  };
}

const FAULTS: Readonly<Record<string, Exclude<FileFault['kind'], 'TooLarge' | 'Io'>>> = {
  ENOENT: 'NotFound',
  EEXIST: 'Exists',
  EACCES: 'Denied',
  EPERM: 'Denied',
  EISDIR: 'IsFolder',
  ENOTDIR: 'NotFolder',
  ENOTEMPTY: 'NotEmpty',
};

function attempt<T>(path: string, action: () => Result<T, FileFault>): Result<T, FileFault> {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const kind = FAULTS[code];
    return fail(kind === undefined ? { kind: 'Io', path, message } : { kind, path });
  }
}
