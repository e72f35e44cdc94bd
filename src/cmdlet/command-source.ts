import type { Cmdlet } from './cmdlet.ts';

/** What is known of a cmdlet before its file is loaded (the build's index). */
export interface CmdletIndexEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly synopsis: string;
  readonly parameters: readonly string[];
  /** The module it is shown under, such as `VMware.VimAutomation.Core`. */
  readonly module?: string;
}

/** Where the shell finds cmdlets. Loading is synchronous and happens at first use. */
export interface CommandSource {
  /** Every cmdlet, in no particular order. */
  index(): readonly CmdletIndexEntry[];
  /** By name in any case; undefined when there is none. Aliases are in the index. */
  load(name: string): Cmdlet | undefined;
}

/** A source over definitions that are loaded already: tests and tools. */
export function commandSource(cmdlets: readonly Cmdlet[]): CommandSource {
  const byName = new Map(cmdlets.map((cmdlet) => [cmdlet.name.toLowerCase(), cmdlet]));
  return {
    index: () =>
      cmdlets.map((cmdlet) => ({
        name: cmdlet.name,
        aliases: cmdlet.aliases ?? [],
        synopsis: cmdlet.synopsis,
        ...(cmdlet.module !== undefined && { module: cmdlet.module }),
        parameters: Object.keys(cmdlet.parameters as object),
      })),
    load: (name) => byName.get(name.toLowerCase()),
  };
}
