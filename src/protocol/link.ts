/**
 * The UI's end of the link. `src/app` starts the engine's worker and hands over an `EngineLink`; the UI
 * knows nothing else of the engine, and replaces it through the same function when it does not answer.
 */
import type { Control } from './control.ts';
import type { FromEngine, ToEngine } from './messages.ts';

export interface EngineLink {
  readonly control: Control;
  /** Posts a message; `transfer` moves buffers instead of copying them. */
  post(message: ToEngine, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** The engine's thread has ended: by `terminate`, or by a bug whose text is `reason`. */
  onExit(listener: (reason: string) => void): void;
  /** Ends the engine's thread at once, wherever it is. */
  terminate(): void;
}
