import { didYouMean } from '../base/similar-names.ts';
import type { CommandSource } from '../cmdlet/command-source.ts';
import { type ObjectNames, objectNamesKey } from '../cmdlet/completion.ts';
import { terminatingError } from '../cmdlet/error.ts';
import type { Host } from '../cmdlet/host.ts';
import type { AliasFacts, VariableChange } from '../cmdlet/session.ts';
import type { CommentHelp } from '../language/ast.ts';
import { arrayListType } from '../values/array-list.ts';
import { Collection } from '../values/collection.ts';
import type { ErrorRecord } from '../values/error-record.ts';
import type { ObjectType } from '../values/object-type.ts';
import type { ResourceKey } from '../values/resource.ts';
import { ScriptBlock, type ScriptBlockCall } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import { setScriptTypes } from '../values/type-name.ts';
import { isNull, type Value } from '../values/value.ts';
import { perItem, runBlock, valueInPlace } from './block-runner.ts';
import type { Command, FunctionCommand } from './command.ts';
import { CommandLookup, findFunction } from './command-lookup.ts';
import { compileText } from './compile-text.ts';
import { driveValue } from './drive-item.ts';
import { Frame } from './frame.ts';
import { ModuleTable } from './module-table.ts';
import { Scope } from './scope.ts';
import { CompiledScriptBlock } from './script-block-value.ts';
import { findScript } from './script-file.ts';
import { ScriptTypes } from './script-types.ts';
import { EngineSession } from './session.ts';
import type { SessionState } from './session-state.ts';
import { Interrupted, type Sink } from './signal.ts';
import { SourceText } from './source-text.ts';
import { callDepthError } from './stack-overflow.ts';
import { defineStartVariables } from './start-variables.ts';
import type { Streams } from './streams.ts';
import { scriptedType } from './type-lookup.ts';
import type { Variable } from './variable.ts';

/** Deepest nesting of calls; deeper ones fail with CallDepthOverflow. */
export const MAX_CALL_DEPTH = 1000;
/** Errors that `$Error` keeps. */
const MAX_ERRORS = 256;
/** Loop rounds and pipeline items between two looks at the host (interrupt, background work). */
const TICKS = 1024;

export interface RunspaceOptions {
  readonly host: Host;
  readonly commands: CommandSource;
  readonly streams: Streams;
  /** What `session.resource` hands out. */
  readonly resources?: ReadonlyMap<ResourceKey<unknown>, unknown>;
}

/** One session of the engine: its scopes, commands and counters. Made by `createRunspace`. */
export class Runspace {
  readonly host: Host;
  readonly lookup: CommandLookup;
  readonly globalScope = new Scope(null, true);
  readonly globalState: SessionState;
  readonly modules: ModuleTable;
  readonly types = new ScriptTypes();
  readonly errors = new Collection(arrayListType, 'list');
  readonly resources: ReadonlyMap<ResourceKey<unknown>, unknown>;
  readonly #session: EngineSession;
  readonly #shared = new Map<string, Variable>();
  readonly rootFrame: Frame;

  /** `$?`. */
  success = true;
  /** `$LASTEXITCODE`. */
  exitCode = 0;
  /** How many `try` blocks the running code is inside of. */
  tryDepth = 0;
  /** The error that the running catch block handles. */
  handled: ErrorRecord | null = null;
  /** Set while `finally` runs: an interrupt waits. */
  interruptsHeld = false;
  /** True while pipeline input is bound: names do not stand for objects then. */
  bindsPipeline = false;
  /** True while a command is started whose output goes to another of the pipeline. */
  startsUpstream = false;
  /** Names that matched no object while the arguments of a command are bound. */
  unresolvedNames: ErrorRecord[] = [];
  current: Frame;
  #callDepth = 0;
  #ticks = TICKS;

  constructor(options: RunspaceOptions) {
    this.host = options.host;
    this.lookup = new CommandLookup(options.commands);
    this.resources = options.resources ?? new Map();
    this.globalState = { moduleName: null, scope: this.globalScope, current: this.globalScope };
    this.rootFrame = new Frame({
      runspace: this,
      scope: this.globalScope,
      state: this.globalState,
      source: new SourceText('', null),
      out: () => undefined,
      streams: options.streams,
      name: '<ScriptBlock>',
      caller: null,
    });
    this.current = this.rootFrame;
    setScriptTypes((name) => scriptedType(this.current, name));
    this.#session = new EngineSession(this);
    this.modules = new ModuleTable(this);
    this.globalScope.aliases = () => this.lookup.startAliases();
    for (const variable of defineStartVariables(this))
      this.#shared.set(variable.name.toLowerCase(), variable);
  }

  // ---- time and limits

  /** Called at every loop back-edge and pipeline item. */
  tick(): void {
    if (--this.#ticks === 0) this.slowTick();
  }

  /** Lets background work progress and stops when Ctrl-C was pressed. */
  slowTick(): void {
    this.#ticks = TICKS;
    this.host.drain();
    if (!this.interruptsHeld && this.host.interrupted()) throw new Interrupted();
  }

  /** Counts a call and makes its frame the current one; gives back what `leaveCall` restores. */
  enterCall(frame: Frame): CallMark {
    if (this.#callDepth >= MAX_CALL_DEPTH) throw callDepthError();
    this.#callDepth++;
    if (--this.#ticks === 0) this.slowTick();
    const mark = { frame: this.current, stateScope: frame.state.current, state: frame.state };
    frame.activate();
    return mark;
  }

  leaveCall(mark: CallMark): void {
    this.#callDepth--;
    mark.state.current = mark.stateScope;
    mark.frame.activate();
  }

  // ---- errors

  /** Adds to `$Error`, newest first; the same record is not added twice in a row. */
  recordError(record: ErrorRecord): void {
    const { items } = this.errors;
    if (items[0] === record) return;
    items.unshift(record);
    if (items.length > MAX_ERRORS) items.length = MAX_ERRORS;
  }

  unresolvedName(name: string, type: ObjectType<unknown>): void {
    this.unresolvedNames.push(
      terminatingError({
        message: `Could not find ${type.shortName} with name '${name}'.`,
        id: 'ObjectNotFoundByName',
        category: 'ObjectNotFound',
        target: name,
        advice: () => didYouMean(name, this.objectNames(type.shortName)) ?? this.listing(type),
        exceptionType: 'VMware.VimAutomation.Sdk.Types.V1.ErrorHandling.VimException.ViError',
      }).record,
    );
  }

  /** Where the names of a type's objects are to be read. */
  listing({ definition, shortName }: ObjectType<unknown>): string | null {
    const cmdlet = definition.listedBy ?? `Get-${shortName}`;
    return this.session.commands.find(cmdlet) === undefined ? null : `List what there is: ${cmdlet}`;
  }

  /** Names of the live model's objects of a type; none where the application has not said how to find them. */
  objectNames(typeName: string): Iterable<string> {
    const names = this.resources.get(objectNamesKey) as ObjectNames | undefined;
    return names?.(typeName, () => true) ?? [];
  }

  /** Names of cmdlets and of the functions that the running code sees. */
  commandNames(): string[] {
    return this.session.commands.matching('*', { kinds: ['Cmdlet', 'Function'] }).map(({ name }) => name);
  }

  /** True when information records go somewhere else than the host. */
  divertsInformation(streams: Streams): boolean {
    return streams.information !== this.rootFrame.streams.information && streams !== this.rootFrame.streams;
  }

  /** Asks for a mandatory parameter; undefined without a terminal. */
  promptFor(parameter: string, command: string): Value | undefined {
    if (!this.host.interactive) return undefined;
    return this.host.prompts.line(`cmdlet ${command}: value for ${parameter}: `);
  }

  // ---- names

  /** The session as cmdlets called from `frame` see it. */
  sessionFor(frame: Frame): EngineSession {
    frame.activate();
    return this.#session;
  }

  get session(): EngineSession {
    return this.#session;
  }

  /** A variable that every scope shares, such as `$Error`. */
  sharedVariable(key: string): Variable | undefined {
    return this.#shared.get(key);
  }

  shareVariable(variable: Variable): void {
    this.#shared.set(variable.name.toLowerCase(), variable);
  }

  findFunction(frame: Frame, name: string): FunctionCommand | undefined {
    return findFunction(frame.scope, unscoped(name));
  }

  /** Defines a function where the name says: `global:f`, `script:f`, else in the current scope. */
  setFunction(frame: Frame, name: string, block: CompiledScriptBlock, facts: FunctionFacts): void {
    const scope = functionScope(frame, name, this.globalScope);
    scope.functions ??= new Map();
    const plain = unscoped(name);
    scope.functions.set(plain.toLowerCase(), {
      kind: facts.kind ?? 'Function',
      name: plain,
      block,
      moduleName: block.state.moduleName ?? '',
      options: facts.change?.options ?? [],
      description: facts.change?.description ?? '',
      help: facts.help ?? null,
    });
  }

  findAlias(frame: Frame, name: string): AliasFacts | undefined {
    return this.lookup.findAlias(frame.scope, name);
  }

  setAlias(frame: Frame, name: string, target: string, change: VariableChange): void {
    const scope = change.scope === undefined ? frame.scope : this.scopeOf(frame, change.scope);
    scope.aliases ??= new Map();
    scope.aliases.set(name.toLowerCase(), {
      name,
      target,
      options: change.options ?? [],
      description: change.description ?? '',
    });
  }

  scopeOf(frame: Frame, id: NonNullable<VariableChange['scope']>): Scope {
    if (typeof id === 'number') {
      const found = frame.scope.ancestor(id);
      if (found !== undefined) return found;
      throw terminatingError({
        message: `The scope number '${id}' exceeds the number of active scopes.`,
        id: 'ArgumentOutOfRange',
        category: 'InvalidArgument',
        target: id,
        exceptionType: 'System.Management.Automation.PSArgumentOutOfRangeException',
      });
    }
    if (id === 'global') return this.globalScope;
    return id === 'script' ? frame.scope.script : frame.scope;
  }

  readDriveVariable(frame: Frame, drive: string, name: string): Value {
    return driveValue(frame, drive, name);
  }

  resolvePath(path: string): string {
    return this.#session.resolvePath(path);
  }

  findScript(frame: Frame, name: string): Command | undefined {
    return findScript(frame, name);
  }

  /** True for a program that would be found if external programs were allowed. */
  knowsProgram(name: string): boolean {
    const path = this.host.environment.get('PATH') ?? '';
    return path.split(':').some((folder) => folder !== '' && this.host.files.facts(`${folder}/${name}`).ok);
  }

  moduleOf(state: SessionState): Value {
    return this.modules.find(state);
  }

  // ---- code

  /** Text as a script block of the current session or module. Throws ParseException. */
  compileBlock(
    text: string,
    file: string | null,
    state: SessionState = this.current.state,
  ): CompiledScriptBlock {
    return new CompiledScriptBlock(compileText(text, file, this.types), this, state);
  }

  runBlock(block: CompiledScriptBlock, call: ScriptBlockCall, sink: Sink): void {
    runBlock(block, call, sink);
  }

  perItem(block: CompiledScriptBlock): (it: Value, sink: Sink) => void {
    return perItem(block);
  }

  /** A script block's value in a frame's own scope. */
  runInPlace(frame: Frame, block: Value): Value {
    if (block instanceof CompiledScriptBlock) return valueInPlace(frame, block);
    return block instanceof ScriptBlock ? block.invoke() : block;
  }

  /** Double-quoted text, as `$ExecutionContext.InvokeCommand.ExpandString` reads it. */
  expandString(frame: Frame, text: string): string {
    const quoted = `"${text.replace(/"/g, '""')}"`;
    const value = valueInPlace(frame, this.compileBlock(quoted, null));
    return isNull(value) ? '' : toText(value);
  }
}

export interface CallMark {
  readonly frame: Frame;
  readonly state: SessionState;
  readonly stateScope: Scope;
}

export interface FunctionFacts {
  readonly kind?: 'Function' | 'Filter';
  readonly help?: CommentHelp | null;
  readonly change?: VariableChange;
}

function unscoped(name: string): string {
  return name.replace(/^(?:global|script|local|private):/i, '');
}

function functionScope(frame: Frame, name: string, global: Scope): Scope {
  const match = /^(global|script|local|private):/i.exec(name);
  switch (match?.[1]?.toLowerCase()) {
    case 'global':
      return global;
    case 'script':
      return frame.scope.script;
    default:
      return frame.scope;
  }
}
