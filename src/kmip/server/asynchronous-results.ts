import { randomBytes } from '../../crypto/random.ts';
import { Operation } from '../enums.ts';
import type { RequestItem, ResponseItem } from '../messages.ts';

/**
 * Operations that a client lets run asynchronously (§4.27, §4.28). A reading one is done when the
 * client polls for it, so it can be cancelled until then; a changing one is done at once, and its
 * result waits.
 */
export type PendingOperation =
  | { readonly kind: 'waiting'; readonly item: RequestItem }
  | { readonly kind: 'done'; readonly item: RequestItem; readonly answer: ResponseItem };

export interface AsynchronousResults {
  /** Keeps the operation for its owner and gives its correlation value. */
  add(owner: string, pending: PendingOperation): Uint8Array;
  /** The owner's operation, which is forgotten with that. */
  take(owner: string, correlationValue: Uint8Array): PendingOperation | undefined;
}

/** Operations that may be answered with Operation Pending: those that a store with an archive would take time for. */
export function isAsynchronous(operation: number): boolean {
  return operation === Operation.Locate || operation === Operation.Archive || operation === Operation.Recover;
}

/** A client that never polls must not fill the memory: the oldest is forgotten first. */
const MAX_PENDING = 1024;

export function createAsynchronousResults(): AsynchronousResults {
  const held = new Map<string, { owner: string; pending: PendingOperation }>();
  return {
    add(owner, pending) {
      if (held.size >= MAX_PENDING) {
        const [oldest] = held.keys();
        if (oldest !== undefined) held.delete(oldest);
      }
      const correlationValue = randomBytes(8);
      held.set(correlationValue.toString('hex'), { owner, pending });
      return correlationValue;
    },
    take(owner, correlationValue) {
      const key = Buffer.from(correlationValue).toString('hex');
      const found = held.get(key);
      if (found?.owner !== owner) return undefined;
      held.delete(key);
      return found.pending;
    },
  };
}
