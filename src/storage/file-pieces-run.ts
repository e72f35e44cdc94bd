import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import { createDigest } from '../crypto/digest.ts';
import { addDone, type ConversionControl, isCancelled } from './conversion-control.ts';
import { createPrivateFile, readFully, removeIfPresent, syncFolder, writeAll } from './durable-file.ts';
import type { FilePiece, PiecesRequest } from './file-pieces.ts';
import { attempt, StorageError, type StorageFault } from './storage-fault.ts';

/** What the data thread is told; survives structured cloning. */
export interface PiecesJob extends PiecesRequest {
  readonly control: ConversionControl;
}

const CHUNK_BYTES = MiB;

export function runPieces(job: PiecesJob): Result<readonly string[], StorageFault> {
  const { target } = job;
  if (target === undefined) return attempt('the pieces', 'read', () => readPieces(job, () => undefined));
  const created = attempt(target, 'create', () => createPrivateFile(target));
  if (!created.ok) return created;
  const fd = created.value;
  const written = attempt(target, 'write', () => {
    try {
      const hashes = readPieces(job, (chunk) => writeAll(fd, chunk));
      fsyncSync(fd);
      return hashes;
    } finally {
      closeSync(fd);
    }
  });
  const done = written.ok ? attempt(target, 'fsync', () => syncFolder(dirname(target))) : written;
  if (!done.ok) removeIfPresent(target);
  return done.ok ? written : done;
}

function readPieces(
  { pieces, algorithm, control }: PiecesJob,
  onChunk: (chunk: Uint8Array) => void,
): readonly string[] {
  const buffer = new Uint8Array(CHUNK_BYTES);
  return pieces.map((piece) => {
    const digest = createDigest(algorithm);
    const take = (chunk: Uint8Array): void => {
      digest.update(chunk);
      onChunk(chunk);
      addDone(control, chunk.length);
    };
    if ('bytes' in piece) take(piece.bytes);
    else readPart(piece, buffer, control, take);
    return digest.digest().toString('hex');
  });
}

function readPart(
  { path, offset, lengthBytes }: Exclude<FilePiece, { readonly bytes: Uint8Array }>,
  buffer: Uint8Array,
  control: ConversionControl,
  take: (chunk: Uint8Array) => void,
): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    for (let at = 0; at < lengthBytes; at += buffer.length) {
      if (isCancelled(control)) throw new StorageError({ kind: 'Cancelled', path });
      const chunk = buffer.subarray(0, Math.min(buffer.length, lengthBytes - at));
      if (readFully(fd, chunk, offset + at) < chunk.length) {
        const reason = `it ends before byte ${offset + lengthBytes}`;
        throw new StorageError({ kind: 'InvalidFileFormat', path, reason });
      }
      take(chunk);
    }
  } finally {
    closeSync(fd);
  }
}
