import type { ErrorRecord } from '../values/error-record.ts';
import type { ModuleLimits } from '../values/net/module-specification.ts';
import type { ResourceScope } from '../values/resource.ts';
import type { ScriptBlock } from '../values/script-block.ts';
import type { TypeInfo } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import type { Cmdlet } from './cmdlet.ts';
import type { Host } from './host.ts';
import type { CompletionItem, CompletionQuery } from './parameter.ts';

/** `global`, `script`, `local`, `private`, or a number of scopes above the current one. */
export type ScopeId = 'global' | 'script' | 'local' | 'private' | number;

export interface VariableFacts {
  readonly name: string;
  readonly value: Value;
  readonly options: readonly VariableOption[];
  readonly description: string;
  /** `Public` or `Private`. */
  readonly visibility: string;
}

export type VariableOption = 'ReadOnly' | 'Constant' | 'Private' | 'AllScope';

export interface VariableChange {
  readonly scope?: ScopeId;
  readonly options?: readonly VariableOption[];
  readonly description?: string;
  /** Overrides ReadOnly. */
  readonly force?: boolean;
}

/** The variables that the running command sees. Changing a read-only one throws a terminating error. */
export interface SessionVariables {
  /** The value, looked up through the scopes, or undefined when there is none. */
  get(name: string, scope?: ScopeId): Value | undefined;
  facts(name: string, scope?: ScopeId): VariableFacts | undefined;
  /** Without a scope: where it is found, else the current scope. */
  set(name: string, value: Value, change?: VariableChange): void;
  remove(name: string, scope?: ScopeId, force?: boolean): boolean;
  /** All that are visible, or those of one scope; by name. */
  list(scope?: ScopeId): readonly VariableFacts[];
}

export type CommandKind = 'Alias' | 'Function' | 'Filter' | 'Cmdlet' | 'ExternalScript' | 'Application';

/** A command that can be called, for Get-Command, Get-Help and completion. Cheap: nothing is loaded for it. */
export interface CommandFacts {
  readonly kind: CommandKind;
  readonly name: string;
  readonly module: string;
  /** The alias's target, the script's path. */
  readonly definition: string;
  readonly synopsis: string;
  readonly parameterNames: readonly string[];
}

export interface ParameterFacts {
  readonly name: string;
  readonly aliases: readonly string[];
  /** As help prints it: `string[]`, `VirtualMachine`. */
  readonly typeName: string;
  readonly type: TypeInfo;
  readonly isSwitch: boolean;
  /** `[Parameter(…)]` and validations as objects. */
  attributes(): Value[];
  readonly help: string;
  readonly wildcard: boolean;
  readonly preset: string;
  readonly validateSet: readonly string[];
  /** By set name; `__AllParameterSets` when it belongs to all. */
  readonly sets: ReadonlyMap<string, ParameterSetFacts>;
  readonly hidden: boolean;
  /** True for -Verbose, -ErrorAction and the like. */
  readonly common: boolean;
  /** Values that its declaration suggests for completion. */
  readonly completer?: (query: CompletionQuery) => Iterable<string | CompletionItem>;
}

export interface ParameterSetFacts {
  readonly mandatory: boolean;
  readonly position: number | undefined;
  readonly byValue: boolean;
  readonly byName: boolean;
  readonly remaining: boolean;
}

/** Everything that is known about one command; loads its definition. */
export interface CommandDetails extends CommandFacts {
  readonly parameters: readonly ParameterFacts[];
  readonly parameterSets: readonly string[];
  readonly defaultParameterSet: string;
  readonly outputTypes: readonly string[];
  /** The declaration, for cmdlets. */
  readonly cmdlet?: Cmdlet;
  /** The body, for functions and scripts. */
  readonly scriptBlock?: ScriptBlock;
  /** Comment-based help of functions, by section (`synopsis`, `description`, `parameter NAME`, `example 1`). */
  readonly commentHelp?: ReadonlyMap<string, string>;
}

export interface CommandQuery {
  readonly kinds?: readonly CommandKind[];
  readonly module?: string;
}

/** The commands the session knows. */
export interface CommandTable {
  /** By exact name, aliases followed only when `followAlias`. */
  find(name: string, followAlias?: boolean): CommandFacts | undefined;
  /** By wildcard pattern, sorted by name. */
  matching(pattern: string, query?: CommandQuery): readonly CommandFacts[];
  details(name: string): CommandDetails | undefined;
}

export interface AliasFacts {
  readonly name: string;
  readonly target: string;
  readonly options: readonly VariableOption[];
  readonly description: string;
}

export interface SessionAliases {
  get(name: string, scope?: ScopeId): AliasFacts | undefined;
  set(name: string, target: string, change?: VariableChange): void;
  remove(name: string, scope?: ScopeId, force?: boolean): boolean;
  list(scope?: ScopeId): readonly AliasFacts[];
}

/** A place to be: `/` is the drive of files by their own paths. */
export interface Place {
  readonly drive: string;
  readonly path: string;
}

export interface SessionFunctions {
  get(name: string): ScriptBlock | undefined;
  set(name: string, body: ScriptBlock, change?: VariableChange): void;
  remove(name: string): boolean;
  names(): readonly string[];
}

export interface HistoryEntry {
  readonly id: number;
  readonly text: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly status: 'Completed' | 'Failed' | 'Stopped';
}

export interface CallFrame {
  /** The function's or the script's name, `<ScriptBlock>` for a block without one. */
  readonly command: string;
  readonly file: string | null;
  /** The line that it has come to; 0 in the innermost one, which the running command knows itself. */
  readonly line: number;
}

export interface ModuleImport {
  readonly global?: boolean;
  readonly prefix?: string;
  readonly force?: boolean;
  readonly functions?: readonly string[];
  readonly variables?: readonly string[];
  readonly aliases?: readonly string[];
  readonly arguments?: readonly Value[];
  readonly asCustomObject?: boolean;
  readonly limits?: ModuleLimits;
}

/** Which modules that could be imported are asked for. */
export interface ModuleQuery {
  /** Patterns of names, or paths. Undefined: all. */
  readonly names?: readonly string[] | undefined;
  /** Every file that holds a module, not just those that are found by name. */
  readonly all: boolean;
}

/** Modules; the module objects are values with Name, Version, Path, ExportedCommands… */
export interface SessionModules {
  /** Loaded ones. */
  list(): readonly Value[];
  /** By name or path. Throws a terminating error when there is none. Returns the module objects. */
  import(name: string, options: ModuleImport): readonly Value[];
  /** A module from a script block (New-Module). */
  create(name: string | undefined, body: ScriptBlock, options: ModuleImport): Value;
  remove(module: Value): void;
  /** Export-ModuleMember of the module that is running; throws outside of one. */
  export(names: {
    functions?: readonly string[];
    variables?: readonly string[];
    aliases?: readonly string[];
    cmdlets?: readonly string[];
  }): void;
  /** Modules that could be imported. Throws a terminating error where a path leads nowhere. */
  available(query: ModuleQuery): readonly Value[];
}

/** What outlives a single command: the shell's session. */
export interface Session extends ResourceScope {
  readonly host: Host;
  readonly variables: SessionVariables;
  readonly commands: CommandTable;
  readonly aliases: SessionAliases;
  readonly functions: SessionFunctions;
  readonly modules: SessionModules;
  /** `$Error`, newest first. */
  readonly errors: readonly ErrorRecord[];
  clearErrors(): void;
  history(): readonly HistoryEntry[];
  /** Adds a command that ran; gives it its number. */
  addHistory(entry: Omit<HistoryEntry, 'id'>): HistoryEntry;
  /** The functions and scripts that are running, the innermost first, and the place each has come to. */
  callStack(): readonly CallFrame[];
  clearHistory(): void;
  /** Text as a script block; throws a terminating ParseException. */
  compile(text: string, file?: string): ScriptBlock;
  /** Runs a command by name with bound parameters, as `& name @parameters` would. */
  call(
    name: string,
    parameters: ReadonlyMap<string, Value>,
    input: Iterable<Value>,
    sink: (value: Value) => void,
  ): void;
  /** The current folder of the file system. */
  location(): string;
  /** The drive that is current, and the folder on it: `env:` is a place too, and has none. */
  place(): Place;
  goTo(place: Place): void;
  /** Where `Z:` alone means: the folder that was current when the drive last was. */
  folderOnDrive(drive: string): string | undefined;
  /** Throws a terminating error when the folder does not exist. */
  setLocation(path: string): void;
  /** An absolute path of the file system from a relative one, `~` or a drive-qualified one (no wildcards). */
  resolvePath(path: string): string;
  /** Set-StrictMode: 0 is off, else 1, 2 or 3. */
  strictMode(version?: number): number;
  /** The exit code of the last native command or script, `$LASTEXITCODE`. */
  exitCode(): number;
  /** Leaves the shell or the script with a code, as the `exit` statement does. Does not return. */
  exit(code: number): never;
  /** Set by Start-Transcript: gets all text that goes to the host. */
  transcript(write: ((text: string) => void) | undefined): void;
}
