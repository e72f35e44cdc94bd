/**
 * What the interactive shell's two threads say to each other: the UI has the main thread, the engine
 * a worker. Every message is plain data that survives structured cloning. Output and interrupts do
 * not wait for messages: see control.ts.
 */
import type { CompletionList } from '../cmdlet/completion.ts';
import type { EditorReply, EditorRequest } from '../cmdlet/terminal.ts';
import type { LiveViewMessage, ViewCommandMessage } from './live-view.ts';

/** From the UI to the engine. */
export type ToEngine =
  | { readonly type: 'execute'; readonly id: number; readonly text: string }
  /** Tab completion at `cursor` (UTF-16 offset). Answered by `completions` with the same id. */
  | { readonly type: 'complete'; readonly id: number; readonly text: string; readonly cursor: number }
  /** Help for what stands at `cursor`. Answered by `described`. */
  | {
      readonly type: 'describe';
      readonly id: number;
      readonly what: 'command' | 'parameter';
      readonly text: string;
      readonly cursor: number;
    }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  /** A key that has a script block was pressed. Answered by `key-script-ended`. */
  | KeyScriptMessage
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | ViewCommandMessage
  /** The user has left: end background work, compact, then close. Answered by `closed`. */
  | { readonly type: 'shutdown' };

export interface KeyScriptMessage {
  readonly type: 'key-script';
  readonly id: number;
  /** The block's number, as the engine gave it. */
  readonly script: number;
  readonly key: PressedKey;
  /** The repeat count, when one was typed. */
  readonly count?: number;
}

/** A key as .NET's ConsoleKeyInfo has it. */
export interface PressedKey {
  /** What it types, '' for nothing. */
  readonly char: string;
  /** `Enter`, `F5`, `A`, `D1`. */
  readonly key: string;
  /** `Control, Shift`; `None` for none. */
  readonly modifiers: string;
}

/** From the engine to the UI. */
export type FromEngine =
  | ReadyMessage
  /** Formatted text for standard output; may end in the middle of a line. */
  | { readonly type: 'output'; readonly text: string }
  /** Errors, warnings, verbose and debug lines, already formatted. */
  | { readonly type: 'error'; readonly text: string }
  /** All running progress records; an empty list takes the bars away. */
  | { readonly type: 'progress'; readonly records: readonly ProgressRecord[] }
  | { readonly type: 'question'; readonly id: number; readonly question: Question }
  | FinishedMessage
  | { readonly type: 'status'; readonly status: ShellStatus }
  /** A background task has ended, or something else that the user should see above the prompt. */
  | {
      readonly type: 'announce';
      readonly level: 'good' | 'info' | 'warning' | 'error';
      readonly text: string;
    }
  | { readonly type: 'completions'; readonly id: number; readonly completions: CompletionList }
  | { readonly type: 'key-script-ended'; readonly id: number }
  /** What the user's AddToHistoryHandler says of the line that is about to run. */
  | { readonly type: 'remember'; readonly id: number; readonly where: Remembered }
  | { readonly type: 'described'; readonly id: number; readonly title: string; readonly text: string }
  | CommandsMessage
  | NamesMessage
  | LiveViewMessage
  /** Before it ends, the engine waits for so many tasks in the background; Ctrl-C cancels them. */
  | { readonly type: 'waiting'; readonly tasks: number }
  /** Clear-Host. */
  | { readonly type: 'clear' }
  | { readonly type: 'closed' };

export interface ReadyMessage {
  readonly type: 'ready';
  /** Lines shown above the first prompt (where the state is, what to try); empty on an ordinary start. */
  readonly banner: readonly string[];
}

export type Remembered = 'file' | 'memory' | 'nowhere';

export interface FinishedMessage {
  readonly type: 'finished';
  readonly id: number;
  /** `$?` after the line. */
  readonly success: boolean;
  readonly interrupted: boolean;
  readonly elapsedMs: number;
  /** Present when the line ended the shell (`exit`). */
  readonly exitCode?: number;
}

export interface ProgressRecord {
  readonly id: number;
  readonly activity: string;
  readonly status: string;
  /** 0 to 100; absent when it is not known how far the work is. */
  readonly percent?: number;
  readonly bytesPerSecond?: number;
  readonly secondsLeft?: number;
}

/** What the prompt shows. */
export interface ShellStatus {
  readonly server: string;
  readonly user: string;
  readonly role: string;
  /** Names of the key providers that do not answer. */
  readonly providersDown: readonly string[];
  readonly lockedVmCount: number;
  readonly runningTaskCount: number;
  /** The text that the user's own `prompt` function gave, when there is one. */
  readonly prompt?: string;
}

/** Something only the user, or the UI, can answer. The engine blocks until the answer with its id. */
export type Question =
  | {
      readonly kind: 'choice';
      readonly caption: string;
      readonly message: string;
      readonly choices: readonly Choice[];
      readonly defaultIndex: number;
    }
  /** `prompt` stands before the answer as it is: `Name: `. */
  | { readonly kind: 'line'; readonly prompt: string }
  /** Asks for a secret; it is never echoed, kept in history or made a string. */
  | { readonly kind: 'secret'; readonly prompt: string }
  /** Paging: goes on after a page, a line, or not at all. */
  | { readonly kind: 'page' }
  | { readonly kind: 'editor'; readonly request: EditorRequest };

export interface Choice {
  /** With `&` before the hot letter, as PowerShell has it: `Yes to &All`. */
  readonly label: string;
  readonly help: string;
}

export type Answer =
  | { readonly kind: 'choice'; readonly index: number }
  | { readonly kind: 'line'; readonly text: string }
  /** UTF-8. The engine owns the bytes and zeroises them after use. */
  | { readonly kind: 'secret'; readonly bytes: Uint8Array }
  | { readonly kind: 'page'; readonly lines: number }
  | { readonly kind: 'editor'; readonly reply: EditorReply }
  /** Ctrl-C, or the input ended. */
  | { readonly kind: 'cancelled' };

/** Sent once after `ready` and when functions or aliases change: lets the UI complete while a script runs. */
export interface CommandsMessage {
  readonly type: 'commands';
  readonly commands: readonly CommandName[];
}

export interface CommandName {
  readonly name: string;
  readonly synopsis: string;
  readonly parameters: readonly string[];
}

/**
 * Names of one kind of object (`VirtualMachine`, `KeyProvider`, …), sent after each commit that changed
 * them: what was added and what is gone since the message before. `reset` starts from nothing.
 */
export interface NamesMessage {
  readonly type: 'names';
  readonly kind: string;
  readonly reset: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}
