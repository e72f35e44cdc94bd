import type { ProgressRecord, ShellStatus } from '../../protocol/messages.ts';
import type { KeyEvent } from '../keys/key.ts';
import type { ReaderState } from '../reader/reader.ts';
import type { LiveViewState } from '../view/live-view-state.ts';
import type { Dialog } from './dialog.ts';

/** Everything that the bottom of the screen is drawn from. */
export interface ShellState {
  readonly columns: number;
  readonly rows: number;
  /** The line being edited, also while a command runs. */
  readonly reader: ReaderState;
  readonly running: RunningLine | undefined;
  /** Lines entered while another runs. */
  readonly queued: readonly string[];
  /** Output after the last line end. */
  readonly partial: string;
  readonly progress: readonly ProgressRecord[];
  readonly dialog: Dialog | undefined;
  /** Read-Host's line. */
  readonly answerReader: ReaderState | undefined;
  readonly secretLength: number;
  readonly status: ShellStatus | undefined;
  readonly lastFailed: boolean;
  /** The script block of a key that the engine runs; what is typed meanwhile waits. */
  readonly keyScript: { readonly id: number; readonly key: KeyEvent } | undefined;
  /** Whole seconds that the command has run, once it is worth saying. */
  readonly runningSeconds: number;
  readonly stopping: boolean;
  readonly help: { readonly title: string; readonly text: string } | undefined;
  /** One line under the prompt until the next key. */
  readonly notice: string;
  readonly view: LiveViewState | undefined;
  /** Draws nothing: the screen is being handed over. */
  readonly blank: boolean;
}

export interface RunningLine {
  readonly id: number;
  readonly startedMs: number;
}
