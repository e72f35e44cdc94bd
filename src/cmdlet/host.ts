import type { SecureString } from '../values/credential.ts';
import type { HostTerminal } from './terminal.ts';

/** A question with a few answers: -Confirm, ShouldContinue, PromptForChoice. */
export interface Choice {
  /** With `&` before the hot key: `&Yes`. */
  readonly label: string;
  readonly help: string;
}

export interface ProgressRecord {
  readonly id: number;
  readonly parentId?: number;
  readonly activity: string;
  readonly status: string;
  /** 0 to 100, or undefined when it cannot be told. */
  readonly percent?: number;
  readonly secondsRemaining?: number;
  readonly bytesPerSecond?: number;
  readonly currentOperation?: string;
  readonly completed: boolean;
}

/** Colours are .NET's ConsoleColor names; a host without colour ignores them. */
export interface TextStyle {
  readonly foreground?: string;
  readonly background?: string;
}

/** Where text goes. Chunks may hold several lines; a line ends in `\n`. */
export interface HostStreams {
  /** Data: standard output. */
  out(text: string, style?: TextStyle): void;
  /** Everything that is not data: errors, warnings, verbose, progress. */
  err(text: string, style?: TextStyle): void;
  progress(record: ProgressRecord): void;
}

/** Questions to the person at the terminal. Each returns undefined when there is no terminal. */
export interface HostPrompts {
  line(prompt: string): string | undefined;
  secure(prompt: string): SecureString | undefined;
  /** The index of the chosen answer. */
  choice(caption: string, message: string, choices: readonly Choice[], preset: number): number | undefined;
}

export type FileFault =
  | { readonly kind: 'NotFound'; readonly path: string }
  | { readonly kind: 'Exists'; readonly path: string }
  | { readonly kind: 'Denied'; readonly path: string }
  | { readonly kind: 'IsFolder'; readonly path: string }
  | { readonly kind: 'NotFolder'; readonly path: string }
  | { readonly kind: 'NotEmpty'; readonly path: string }
  | { readonly kind: 'TooLarge'; readonly path: string; readonly limitBytes: number }
  | { readonly kind: 'Io'; readonly path: string; readonly message: string };

export interface FileFacts {
  readonly path: string;
  readonly name: string;
  readonly folder: boolean;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly createdMs: number;
  readonly accessedMs: number;
  readonly readOnly: boolean;
  /** Of a symbolic link, which is what it points to in all other facts, and of a file with several names. */
  readonly link?: { readonly kind: 'SymbolicLink' | 'HardLink'; readonly target: string | null };
}

export type FileResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: FileFault };

/** The user's files. Paths are absolute; relative ones are resolved by `Session.resolvePath`. */
export interface HostFiles {
  read(path: string): FileResult<Uint8Array>;
  /** The hash of a file of any size, as hexadecimal digits in capitals. `onPiece` is called now and then and may throw. */
  hash(path: string, algorithm: HashAlgorithm, onPiece: () => void): FileResult<string>;
  write(path: string, data: Uint8Array, mode: 'replace' | 'append' | 'create'): FileResult<void>;
  facts(path: string): FileResult<FileFacts>;
  list(folder: string): FileResult<readonly FileFacts[]>;
  makeFolder(path: string): FileResult<void>;
  remove(path: string, recurse: boolean): FileResult<void>;
  /** Makes a further name for what `target` names. */
  link(path: string, target: string, kind: 'SymbolicLink' | 'HardLink'): FileResult<void>;
  copy(from: string, to: string): FileResult<void>;
  move(from: string, to: string): FileResult<void>;
  /** Changes what is given of a file's permission to be written, and of its times. */
  setFacts(
    path: string,
    facts: Partial<Pick<FileFacts, 'readOnly' | 'modifiedMs' | 'accessedMs'>>,
  ): FileResult<void>;
  /** The folder for temporary files and the user's home. */
  readonly temporaryFolder: string;
  readonly homeFolder: string;
}

/** The environment of the process, as the Env: drive shows and changes it. */
export interface HostEnvironment {
  get(name: string): string | undefined;
  set(name: string, value: string | undefined): void;
  names(): readonly string[];
}

/** An external program, where the user allowed them. */
export interface NativeCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly input: string;
  readonly folder: string;
}

export interface NativeResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export type HashAlgorithm = 'MD5' | 'SHA1' | 'SHA256' | 'SHA384' | 'SHA512';

/** All that the shell asks of the world around it. */
export interface Host {
  readonly name: string;
  readonly version: string;
  readonly streams: HostStreams;
  readonly prompts: HostPrompts;
  readonly files: HostFiles;
  readonly environment: HostEnvironment;
  /** A person at a terminal answers. */
  readonly interactive: boolean;
  /** Undefined where nothing can be drawn. */
  readonly terminal?: HostTerminal;
  readonly processId: number;
  /** The folder the shell starts in. */
  readonly startFolder: string;
  /** Columns of the output. */
  width(): number;
  /** Milliseconds since 1970 UTC. */
  nowMs(): number;
  /** Milliseconds since the machine started. */
  uptimeMs(): number;
  /** Milliseconds that never go back. */
  monotonicMs(): number;
  /** A hash for checksums. */
  digest(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array;
  /** AES-CBC, for the text form of a SecureString under a key; undefined where the key does not fit. */
  aesCbc(
    direction: 'encrypt' | 'decrypt',
    key: Uint8Array,
    iv: Uint8Array,
    data: Uint8Array,
  ): Uint8Array | undefined;
  /** Cryptographically random bytes, for guids and Get-Random. */
  randomBytes(count: number): Uint8Array;
  /** Lets background work progress; called at loop back-edges and between pipeline items, cheaply and often. */
  drain(): void;
  /** Sleeps, drains meanwhile, and returns early when interrupted. */
  sleep(ms: number): void;
  /** True once Ctrl-C was pressed, until `clearInterrupt`. */
  interrupted(): boolean;
  clearInterrupt(): void;
  /** Undefined when external programs are not allowed. */
  readonly native?: {
    find(name: string): string | undefined;
    run(command: NativeCommand): NativeResult;
  };
}
