/** What the parts of the interactive shell share. */
import type { Clock } from '../../base/clock.ts';
import { createKeyBindings, type KeyBindings, type OwnKey } from '../editor/key-bindings.ts';
import type { History } from '../history/history.ts';
import type { SecretReader } from '../keys/secret-reader.ts';
import { editorOptions, type Preferences } from '../preferences.ts';
import { createReader, type ReaderContext, type ReaderEffect } from '../reader/reader.ts';
import type { OwnColors } from '../screen/own-colors.ts';
import type { Painter } from '../screen/paint.ts';
import type { Screen } from '../screen/screen.tsx';
import { segment } from '../screen/segment.ts';
import type { Role } from '../screen/theme.ts';
import type { EngineClient } from './engine-client.ts';
import type { NameIndex } from './name-index.ts';
import type { Output } from './output.ts';
import type { ShellState } from './state.ts';
import type { Terminal } from './terminal.ts';

export interface ShellCore {
  state: ShellState;
  preferences: Preferences;
  /** Colours of this session over those of the theme. */
  ownColors: OwnColors;
  painter: Painter;
  bindings: KeyBindings;
  /** The user's own key handlers. */
  readonly ownKeys: Map<string, OwnKey>;
  readonly history: History;
  readonly engine: EngineClient;
  readonly output: Output;
  readonly screen: Screen;
  readonly terminal: Terminal;
  readonly names: NameIndex;
  readonly clock: Clock;
  secret: SecretReader | undefined;
  /** The user's own block decides what is remembered. */
  asksAboutHistory: boolean;
  /** The line that it has still to decide about. */
  unremembered: { readonly id: number; readonly text: string } | undefined;
  nextId: number;
  /** The last line asked for help, to drop late answers. */
  helpId: number;
  lastExitCode: number;
  leaving: boolean;
  /** Changes the state and has it drawn. */
  update(change: Partial<ShellState>): void;
  /** After a change of the preferences or of the key handlers. */
  applyPreferences(preferences: Preferences): void;
  /** Without patience the tasks in the background are not waited for: nobody is there any more. */
  leave(exitCode: number, patient?: boolean): void;
  /** Lets keys through that waited for completions. */
  releaseKeys: () => void;
  /** Does what the line asks for. */
  perform: (effect: ReaderEffect) => void;
}

export function readerContext({
  history,
  bindings,
  preferences,
}: Pick<ShellCore, 'history' | 'bindings' | 'preferences'>): ReaderContext {
  return {
    history: history.lines,
    suggestible: history.suggestible,
    bindings,
    options: editorOptions(preferences),
  };
}

/** A new line to edit; kill ring and view stay. */
export function freshReader(core: ShellCore): ShellState['reader'] {
  return createReader(readerContext(core), core.preferences.PredictionViewStyle, core.state.reader);
}

export function rebind(core: ShellCore): void {
  core.bindings = createKeyBindings(core.preferences.EditMode, core.ownKeys);
}

export function painted(core: ShellCore, text: string, role: Role): string {
  return text
    .split('\n')
    .map((line) => core.painter([segment(line, role)]))
    .join('\n');
}
