import type { Result } from '../base/result.ts';
import type { HashName } from '../crypto/digest.ts';
import { createControl } from './conversion-control.ts';
import { type PendingData, runInDataThreads } from './data-threads.ts';
import type { PiecesJob } from './file-pieces-run.ts';
import type { StorageFault } from './storage-fault.ts';

/** Bytes at hand, or a part of a file. */
export type FilePiece =
  | { readonly bytes: Uint8Array }
  | { readonly path: string; readonly offset: number; readonly lengthBytes: number };

export interface PiecesRequest {
  readonly pieces: readonly FilePiece[];
  readonly algorithm: HashName;
  /** The file that the pieces make, one behind the other; only read and hashed unless given. It must not exist. */
  readonly target?: string;
}

/**
 * Starts reading pieces, in a worker thread: gives the hash of each in lower-case hexadecimal digits. With a target
 * it settles when that is durable; on a fault nothing of it is left.
 */
export function startPieces(request: PiecesRequest): PendingData<Result<readonly string[], StorageFault>> {
  const totalBytes = request.pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  const job: PiecesJob = { ...request, control: createControl(totalBytes) };
  return runInDataThreads<Result<readonly string[], StorageFault>>('pieces', job, false);
}

function lengthOf(piece: FilePiece): number {
  return 'bytes' in piece ? piece.bytes.length : piece.lengthBytes;
}
