/**
 * What the static members of types ask of the world: the time, random bytes, the environment, files'
 * paths. The engine sets it from its host before any script runs; there is one engine to a thread.
 */
export interface Ambient {
  nowMs(): number;
  monotonicMs(): number;
  randomBytes(count: number): Uint8Array;
  environmentVariable(name: string): string | undefined;
  setEnvironmentVariable(name: string, value: string | undefined): void;
  environmentNames(): readonly string[];
  currentFolder(): string;
  readonly temporaryFolder: string;
  readonly homeFolder: string;
  readonly processId: number;
  fileExists(path: string): boolean;
  folderExists(path: string): boolean;
  readFile(path: string): Uint8Array;
  writeFile(path: string, data: Uint8Array, append: boolean): void;
  deleteFile(path: string): void;
  makeFolder(path: string): void;
  /** The file or folder as Get-Item gives it. */
  item(path: string): unknown;
  /** The preference or variable of a name as the running script sees it. */
  variable(name: string): unknown;
  /** True when Ctrl-C was pressed: what waits gives up. */
  interrupted(): boolean;
  /** Throws when Ctrl-C was pressed. Also lets background work progress. */
  checkInterrupt(): void;
}

let current: Ambient | undefined;

export function setAmbient(ambient: Ambient): void {
  current = ambient;
}

/** Throws before the engine is made: a bug. */
export function ambient(): Ambient {
  if (current === undefined) throw new Error('no engine was made on this thread');
  return current;
}

/** A random number from 0 up to but not including 1, with 48 bits. */
export function randomFraction(): number {
  const bytes = ambient().randomBytes(6);
  let whole = 0;
  for (const byte of bytes) whole = whole * 256 + byte;
  return whole / 2 ** 48;
}
