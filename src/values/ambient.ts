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
  /** Undefined when there is nothing. */
  facts(path: string): FoundFile | undefined;
  readFile(path: string): Uint8Array;
  writeFile(path: string, data: Uint8Array, append: boolean): void;
  copyFile(from: string, to: string): void;
  moveFile(from: string, to: string): void;
  /** A file, or a folder: with all that is in it, or refused when that is anything. */
  remove(path: string, recurse: boolean): void;
  makeFolder(path: string): void;
  /** What lies in a folder. */
  list(folder: string): readonly FoundFile[];
  /** What `[System.IO.FileInfo]` and `[System.IO.DirectoryInfo]` are of, whether it is there or not. */
  fileObject(path: string, folder: boolean): unknown;
  digest(algorithm: DigestName, bytes: Uint8Array): Uint8Array;
  /** The preference or variable of a name as the running script sees it. */
  variable(name: string): unknown;
  /** True when Ctrl-C was pressed: what waits gives up. */
  interrupted(): boolean;
  /** Throws when Ctrl-C was pressed. Also lets background work progress. */
  checkInterrupt(): void;
}

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly folder: boolean;
  readonly createdMs: number;
  readonly accessedMs: number;
  readonly modifiedMs: number;
  /** Of a link. */
  readonly link?: unknown;
}

export type DigestName = 'MD5' | 'SHA1' | 'SHA256' | 'SHA384' | 'SHA512';

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
