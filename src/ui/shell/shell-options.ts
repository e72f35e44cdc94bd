import type { Clock } from '../../base/clock.ts';
import type { EngineLink } from '../../protocol/link.ts';
import type { HistoryPort } from '../history/history.ts';
import type { Preferences } from '../preferences.ts';

/** What both prompts, the drawn and the plain one, are given. */
export interface ShellOptions {
  readonly engine: EngineLink;
  readonly startEngine: () => EngineLink;
  readonly historyPort: HistoryPort;
  readonly preferences: Preferences;
  /** Problems found in the preferences file, one sentence each. */
  readonly problems: readonly string[];
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly colour: boolean;
  readonly terminalKind: string;
  readonly clock: Clock;
}

/** Hands out the engine that has been started already, then new ones. */
export function starter({ engine, startEngine }: ShellOptions): () => EngineLink {
  let unused: EngineLink | undefined = engine;
  return () => {
    const link = unused ?? startEngine();
    unused = undefined;
    return link;
  };
}
