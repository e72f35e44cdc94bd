import type { Datacenter } from '../datacenter/datacenter.ts';
import type { Connections } from '../inventory/connection.ts';
import { loadBuilt } from './built.ts';
import type { ShellOptions } from './shell-options.ts';

/** The connections of a shell to its own datacenter, and to others that it was told to open. */
export interface ShellConnections extends Connections {
  /** The datacenter if anything has opened it: for background tasks and closing. */
  opened(): Datacenter | undefined;
  /** All that are open, its own first. */
  all(): readonly Datacenter[];
  close(): void;
}

export type CreateConnections = (options: ShellOptions, notice: (text: string) => void) => ShellConnections;

/**
 * Model, state, KMIP and storage are loaded when a cmdlet first asks for a connection: a shell that only
 * calculates never loads them.
 */
export function lazyConnections(options: ShellOptions, notice: (text: string) => void): ShellConnections {
  let loaded: ShellConnections | undefined;
  const load = (): ShellConnections => {
    loaded ??= loadBuilt<{ createConnections: CreateConnections }>(
      'src/app/connections.entry.ts',
    ).createConnections(options, notice);
    return loaded;
  };
  return {
    current: () => load().current(),
    connect: (serverName, login) => load().connect(serverName, login),
    disconnect: (connection) => load().disconnect(connection),
    onThrowAwayLab: (body) => load().onThrowAwayLab(body),
    opened: () => loaded?.opened(),
    all: () => loaded?.all() ?? [],
    close: () => loaded?.close(),
  };
}
