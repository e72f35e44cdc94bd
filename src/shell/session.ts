import { drivesOf, splitDrive } from '../cmdlet/drives.ts';
import { terminatingError } from '../cmdlet/error.ts';
import type { Host } from '../cmdlet/host.ts';
import type {
  AliasFacts,
  CallFrame,
  CommandTable,
  HistoryEntry,
  Place,
  ScopeId,
  Session,
  SessionAliases,
  SessionFunctions,
  SessionModules,
  SessionVariables,
  VariableChange,
} from '../cmdlet/session.ts';
import type { ErrorRecord } from '../values/error-record.ts';
import type { ResourceKey } from '../values/resource.ts';
import type { ScriptBlock } from '../values/script-block.ts';
import type { Value } from '../values/value.ts';
import { EngineCommandTable } from './command-table.ts';
import type { Frame } from './frame.ts';
import { runPipeline } from './pipeline.ts';
import type { Runspace } from './runspace.ts';
import { CompiledScriptBlock } from './script-block-value.ts';
import { EngineVariables } from './session-variables.ts';
import { ExitSignal, type Sink } from './signal.ts';
import { startCommand } from './start-command.ts';

const MAX_HISTORY = 4096;

/** The session as cmdlets see it: names are looked up from the frame that is running. */
export class EngineSession implements Session {
  readonly variables: SessionVariables;
  readonly commands: CommandTable;
  readonly aliases: SessionAliases;
  readonly functions: SessionFunctions;
  readonly #runspace: Runspace;
  readonly #history: HistoryEntry[] = [];
  #nextHistoryId = 1;
  #location: string;
  transcriptWriter: ((text: string) => void) | undefined;

  constructor(runspace: Runspace) {
    this.#runspace = runspace;
    this.#location = runspace.host.startFolder;
    this.variables = new EngineVariables(runspace);
    this.commands = new EngineCommandTable(runspace);
    this.aliases = aliasesOf(runspace);
    this.functions = functionsOf(runspace);
  }

  get host(): Host {
    return this.#runspace.host;
  }

  get modules(): SessionModules {
    return this.#runspace.modules;
  }

  get errors(): readonly ErrorRecord[] {
    return this.#runspace.errors.items as ErrorRecord[];
  }

  resource<T>(key: ResourceKey<T>): T {
    if (!this.#runspace.resources.has(key)) throw new Error(`the application provides no ${key.name}`);
    return this.#runspace.resources.get(key) as T;
  }

  clearErrors(): void {
    this.#runspace.errors.items.length = 0;
  }

  history(): readonly HistoryEntry[] {
    return this.#history;
  }

  addHistory(entry: Omit<HistoryEntry, 'id'>): HistoryEntry {
    const numbered = { ...entry, id: this.#nextHistoryId++ };
    this.#history.push(numbered);
    if (this.#history.length > MAX_HISTORY) this.#history.shift();
    return numbered;
  }

  callStack(): readonly CallFrame[] {
    const frames: CallFrame[] = [];
    let line = 0;
    for (let at: Frame | null = this.#runspace.current; at !== null; at = at.caller) {
      frames.push({ command: at.name, file: at.source.file, line });
      line = at.callLine;
    }
    return frames;
  }

  clearHistory(): void {
    this.#history.length = 0;
  }

  compile(text: string, file?: string): ScriptBlock {
    return this.#runspace.compileBlock(text, file ?? null);
  }

  call(name: string, parameters: ReadonlyMap<string, Value>, input: Iterable<Value>, sink: Sink): void {
    const { current } = this.#runspace;
    const args = Array.from(parameters, ([key, value]) => ({
      name: key,
      value,
      text: `-${key}`,
      fromSplat: true,
    }));
    const items = Array.from(input);
    const outer = current.out;
    current.out = sink;
    try {
      runPipeline(
        current,
        [
          (frame, out) =>
            startCommand(
              { frame, out, args, extent: { start: 0, end: 0 }, dotSource: false, operator: '' },
              name,
            ),
        ],
        items.length === 0 ? undefined : items,
      );
    } finally {
      current.out = outer;
    }
  }

  location(): string {
    return this.#location;
  }

  setLocation(path: string): void {
    const full = this.resolvePath(path);
    const facts = this.host.files.facts(full);
    if (!facts.ok || !facts.value.folder) {
      throw terminatingError({
        message: `Cannot find path '${full}' because it does not exist.`,
        id: 'PathNotFound',
        category: 'ObjectNotFound',
        target: path,
        exceptionType: 'System.Management.Automation.ItemNotFoundException',
      });
    }
    this.#location = full;
    this.#drive = '/';
  }

  place(): Place {
    const current = drivesOf(this).get(this.#drive.toLowerCase());
    return { drive: this.#drive, path: current?.provider === 'FileSystem' ? this.#location : '' };
  }

  goTo({ drive, path }: Place): void {
    if (path !== '') {
      this.setLocation(path);
      this.#folders.set(drive.toLowerCase(), this.#location);
    }
    this.#drive = drive;
  }

  folderOnDrive(drive: string): string | undefined {
    return this.#folders.get(drive.toLowerCase());
  }
  #drive = '/';
  readonly #folders = new Map<string, string>();

  resolvePath(path: string): string {
    const normal = path.replaceAll('\\', '/');
    if (normal === '~' || normal.startsWith('~/'))
      return normalise(this.host.files.homeFolder + normal.slice(1));
    if (normal.startsWith('/')) return normalise(normal);
    const drive = /^[\w.-]+:/.test(normal) ? splitDrive(this, normal) : undefined;
    if (drive?.drive.provider === 'FileSystem') {
      const { drive: on, rest } = drive;
      const base = rest.startsWith('/') ? on.root : (this.folderOnDrive(on.name) ?? on.root);
      return normalise(`${base}/${rest}`);
    }
    return normalise(`${this.#location}/${normal}`);
  }

  strictMode(version?: number): number {
    const { scope } = this.#runspace.current;
    if (version !== undefined) scope.strictVersion = version;
    return scope.strictVersion;
  }

  exitCode(): number {
    return this.#runspace.exitCode;
  }

  exit(code: number): never {
    throw new ExitSignal(code);
  }

  transcript(write: ((text: string) => void) | undefined): void {
    this.transcriptWriter = write;
  }
}

/** Without `.`, `..` and double slashes. */
function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function aliasesOf(runspace: Runspace): SessionAliases {
  return {
    get: (name, scope) =>
      scope === undefined
        ? runspace.findAlias(runspace.current, name)
        : runspace.scopeOf(runspace.current, scope).aliases?.get(name.toLowerCase()),
    set: (name: string, target: string, change: VariableChange = {}) =>
      runspace.setAlias(runspace.current, name, target, change),
    remove: (name: string, scope?: ScopeId) => {
      const key = name.toLowerCase();
      if (scope !== undefined) return runspace.scopeOf(runspace.current, scope).aliases?.delete(key) ?? false;
      for (
        let at: typeof runspace.current.scope | null = runspace.current.scope;
        at !== null;
        at = at.parent
      ) {
        if (at.aliases?.delete(key) === true) return true;
      }
      return false;
    },
    list: (scope) => {
      if (scope !== undefined)
        return [...(runspace.scopeOf(runspace.current, scope).aliases?.values() ?? [])];
      const found = new Map<string, AliasFacts>();
      for (
        let at: typeof runspace.current.scope | null = runspace.current.scope;
        at !== null;
        at = at.parent
      ) {
        for (const [key, facts] of at.aliases ?? []) if (!found.has(key)) found.set(key, facts);
      }
      return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

function functionsOf(runspace: Runspace): SessionFunctions {
  return {
    get: (name) => runspace.findFunction(runspace.current, name)?.block,
    set: (name, body, change = {}) => {
      if (!(body instanceof CompiledScriptBlock)) throw new Error('every script block is compiled');
      const scope = change.scope === undefined ? '' : `${String(change.scope)}:`;
      runspace.setFunction(runspace.current, `${scope}${name}`, body, { change });
    },
    remove: (name) => {
      const key = name.toLowerCase();
      for (
        let at: typeof runspace.current.scope | null = runspace.current.scope;
        at !== null;
        at = at.parent
      ) {
        if (at.functions?.delete(key) === true) return true;
      }
      return false;
    },
    names: () => {
      const found = new Map<string, string>();
      for (
        let at: typeof runspace.current.scope | null = runspace.current.scope;
        at !== null;
        at = at.parent
      ) {
        for (const [key, command] of at.functions ?? []) if (!found.has(key)) found.set(key, command.name);
      }
      return [...found.values()].sort();
    },
  };
}
