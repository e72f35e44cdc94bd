/** What the command line says, as plain data that also reaches the engine's worker. */
export interface ShellOptions {
  readonly statePath: string;
  readonly user: string;
  readonly connect: boolean;
  /** Any server name and credentials mean the lab. */
  readonly labAcceptsAny: boolean;
  readonly output: 'text' | 'json' | 'table' | 'csv';
  readonly color: boolean;
  readonly allowNative: boolean;
  /** The interactive shell runs the user's profile script. */
  readonly profile: boolean;
  readonly runtimeFolders: readonly string[];
  readonly faultPoint: string | undefined;
}
