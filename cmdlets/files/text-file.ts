import { Buffer } from 'node:buffer';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { hasWildcard } from '../../src/values/wildcard.ts';
import { decodeFile, type TextEncoding } from './encoding.ts';
import { expand, factsOf, fileError, locate, noDrive } from './location.ts';

export interface TextFileOptions {
  readonly encoding: TextEncoding;
  readonly append: boolean;
  /** Fails when the file exists. */
  readonly noClobber: boolean;
  /** Writes to a read-only file too. */
  readonly force: boolean;
}

/** How much text is collected before it goes to the file. */
const CHUNK_CHARACTERS = 1 << 20;

/** A file that is written piece by piece. */
export interface TextFile {
  readonly path: string;
  write(text: string): void;
  /** Writes what was collected; an empty file is made when nothing was. */
  close(): void;
}

/** A pattern that means several files names none to write to. */
function refuseSeveral(invocation: Invocation, given: string): void {
  const found = expand(invocation.session, given, { literal: false }) ?? [];
  if (found.length < 2) return;
  invocation.throwTerminating({
    message: `Cannot perform operation because the path resolved to more than one file: ${given}.`,
    id: 'ReadWriteMultipleFilesNotSupported',
    category: 'InvalidArgument',
    target: given,
    why: 'One file is written at a time.',
    exceptionType: 'System.InvalidOperationException',
  });
}

/** Opens a file for text; a fault ends the cmdlet with the id `FileOpenFailure`. */
export function openTextFile(invocation: Invocation, given: string, options: TextFileOptions): TextFile {
  if (hasWildcard(given)) refuseSeveral(invocation, given);
  const location = locate(invocation.session, given);
  if (location.kind !== 'file') throw noDrive(location.drive.name);
  const { path } = location;
  const { encoding } = options;
  const existing = factsOf(invocation.session, path);
  if (options.noClobber && existing && !options.append) invocation.throwTerminating(noClobber(path));
  if (existing?.readOnly === true && !options.force) invocation.throwTerminating(readOnly(path));
  let started = options.append && existing !== undefined;
  let pending = '';
  const flush = (): void => {
    const body = encoding.encode(pending);
    const isNew = !started || (existing?.sizeBytes ?? 0) === 0;
    const bytes = !started && isNew ? Buffer.concat([encoding.preamble, body]) : body;
    const written = invocation.host.files.write(path, bytes, started ? 'append' : 'replace');
    if (!written.ok) {
      const error = fileError(written.fault, 'FileOpenFailure');
      invocation.throwTerminating(
        written.fault.kind === 'NotFound' || written.fault.kind === 'NotFolder'
          ? missingFolder(path)
          : { ...error, id: 'FileOpenFailure', category: 'OpenError' },
      );
    }
    started = true;
    pending = '';
  };
  return {
    path,
    write(text) {
      pending += text;
      if (pending.length >= CHUNK_CHARACTERS) flush();
    },
    close() {
      if (pending !== '' || !started) flush();
    },
  };
}

/** The text of a file, or undefined after the error was reported. */
export function readTextFile(
  invocation: Invocation,
  path: string,
  encoding: TextEncoding,
): string | undefined {
  const read = invocation.host.files.read(path);
  if (read.ok) return decodeFile(read.value, encoding);
  const { fault } = read;
  invocation.writeError(
    fault.kind === 'NotFound'
      ? { ...fileError(fault), id: 'FileOpenFailure', category: 'OpenError' }
      : fileError(fault, 'FileOpenFailure'),
  );
  return undefined;
}

function noClobber(path: string): CmdletError {
  return {
    message: `The file '${path}' already exists.`,
    why: 'NoClobber was specified.',
    id: 'NoClobber',
    category: 'ResourceExists',
    target: path,
    exceptionType: 'System.IO.IOException',
  };
}

function readOnly(path: string): CmdletError {
  return {
    message: `Access to the path '${path}' is denied.`,
    why: 'The file is read-only.',
    id: 'FileOpenFailure',
    category: 'OpenError',
    target: path,
    advice: 'the same command with -Force',
    exceptionType: 'System.UnauthorizedAccessException',
  };
}

export function missingFolder(path: string): CmdletError {
  return {
    message: `Could not find a part of the path '${path}'.`,
    id: 'FileOpenFailure',
    category: 'OpenError',
    target: path,
    exceptionType: 'System.IO.DirectoryNotFoundException',
  };
}
