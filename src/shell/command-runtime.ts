import type { CmdletError } from '../cmdlet/error.ts';
import { errorRecord } from '../cmdlet/error.ts';
import type { Host, ProgressRecord } from '../cmdlet/host.ts';
import type { Invocation } from '../cmdlet/invocation.ts';
import type { Session } from '../cmdlet/session.ts';
import { arrayListType } from '../values/array-list.ts';
import { Collection } from '../values/collection.ts';
import {
  ErrorRecord,
  Exception,
  exceptionTypeNamed,
  InvocationInfo,
  TerminatingError,
} from '../values/error-record.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import { isNull, NOTHING, type Value } from '../values/value.ts';
import { confirmChange, confirmQuery } from './confirmation.ts';
import { collectRecord, type Frame, type StreamCollectors } from './frame.ts';
import type { Scope } from './scope.ts';
import { type Sink, StopUpstream } from './signal.ts';
import { stampPosition } from './statement-error.ts';
import { informationRecord, streamRecord } from './stream-record.ts';

/** What is bound before the arguments are. */
const NOT_BOUND: ReadonlyMap<string, Value> = new Map();

/** The values of -ErrorAction and the other common parameters of one call, by lower-cased name. */
export type CommonArguments = ReadonlyMap<string, Value>;

function qualifiedScope(scope: Scope, qualifier: string): Scope {
  if (qualifier === 'global') return scope.global;
  return qualifier === 'script' ? scope.script : scope;
}

/** What -ErrorVariable holds of an error that stopped the command. */
function stopException(record: ErrorRecord): Exception {
  const type = exceptionTypeNamed('System.Management.Automation.ActionPreferenceStopException');
  const message = `The running command stopped because the preference variable "ErrorActionPreference" or common parameter is set to Stop: ${record.message}`;
  const exception = new Exception(type, message);
  exception.record = record;
  return exception;
}

/** What a running cmdlet or advanced function may ask of the engine. */
export class CommandRuntime implements Invocation {
  readonly commandName: string;
  readonly commandSuffix: string;
  readonly info: InvocationInfo;
  readonly frame: Frame;
  readonly #out: Sink;
  parameterSet = '';
  current: Value | undefined = undefined;
  expectsInput = false;
  failed = false;
  common: CommonArguments = new Map();
  impact: 'None' | 'Low' | 'Medium' | 'High' = 'None';
  bound: ReadonlyMap<string, Value> = NOT_BOUND;
  /** Answers of "Yes to All" and "No to All". */
  confirmAll: boolean | undefined = undefined;
  #outVariable: Collection | undefined;
  #pipelineVariable: string | undefined;
  readonly #collectors = new Map<string, Collection>();
  #variableScope: Scope;

  /** A cmdlet whose output goes to another command; a function's frame says it of itself. */
  readonly #isUpstream: boolean;

  constructor(
    facts: { name: string; suffix: string; info: InvocationInfo; frame: Frame; out: Sink },
    isUpstream = false,
  ) {
    this.#isUpstream = isUpstream;
    this.commandName = facts.name;
    this.commandSuffix = facts.suffix;
    this.info = facts.info;
    this.frame = facts.frame;
    this.#out = facts.out;
    this.#variableScope = facts.frame.scope;
  }

  get session(): Session {
    return this.frame.runspace.sessionFor(this.frame);
  }

  get host(): Host {
    return this.frame.runspace.host;
  }

  /** Takes over the common arguments once they are bound; `scope` is where -OutVariable and its like live. */
  takeCommon(common: CommonArguments, scope: Scope = this.frame.scope): void {
    this.common = common;
    if (common.size === 0) return;
    this.#variableScope = scope;
    this.#outVariable = this.#openVariable(common.get('outvariable'));
    for (const [stream, name] of [
      ['error', 'errorvariable'],
      ['warning', 'warningvariable'],
      ['information', 'informationvariable'],
    ] as const) {
      const collector = this.#openVariable(common.get(name));
      if (collector !== undefined) this.#collectors.set(stream, collector);
    }
    const variable = common.get('pipelinevariable');
    this.#pipelineVariable = variable === undefined ? undefined : toText(variable);
  }

  /** `-OutVariable name` starts anew, `+name` goes on. */
  #openVariable(argument: Value | undefined): Collection | undefined {
    if (argument === undefined) return undefined;
    const text = toText(argument);
    const [, qualifier = '', name = ''] = /^\+?(?:(global|script|local):)?(.*)$/is.exec(text) ?? [];
    const scope = qualifiedScope(this.#variableScope, qualifier.toLowerCase());
    const existing = scope.find(name.toLowerCase())?.value;
    const list = new Collection(arrayListType, 'list');
    if (text.startsWith('+') && existing instanceof Collection) list.items.push(...existing.items);
    else if (text.startsWith('+') && Array.isArray(existing)) list.items.push(...existing);
    scope.define(name, list);
    return list;
  }

  /** The lists of -ErrorVariable and its like, for the frame of a function. */
  get collectors(): StreamCollectors | undefined {
    if (this.#collectors.size === 0) return undefined;
    return Object.fromEntries(Array.from(this.#collectors, ([stream, list]) => [stream, list.items]));
  }

  #collect(stream: keyof StreamCollectors, record: Value): void {
    const own = this.#collectors.get(stream)?.items;
    if (own !== undefined && own.at(-1) !== record) own.push(record);
    if (!this.#isUpstream) collectRecord(this.frame, stream, record);
  }

  /** True when output needs no more than being handed on. */
  get isDirect(): boolean {
    return this.#outVariable === undefined && this.#pipelineVariable === undefined;
  }

  get sink(): Sink {
    return this.isDirect ? this.#out : (value) => this.write(value);
  }

  isBound(parameter: string): boolean {
    return this.bound.has(parameter.toLowerCase()) || this.common.has(parameter.toLowerCase());
  }

  boundParameters(): ReadonlyMap<string, Value> {
    return this.bound;
  }

  write(value: Value): void {
    if (value === NOTHING) return;
    this.#outVariable?.items.push(value);
    if (this.#pipelineVariable !== undefined) this.#variableScope.define(this.#pipelineVariable, value);
    this.#out(value);
  }

  writeAll(values: Iterable<Value>): void {
    for (const value of values) this.write(value);
  }

  writeError(error: CmdletError | ErrorRecord): void {
    const record = this.#reported(error);
    this.failed = true;
    const { runspace } = this.frame;
    switch (this.preference('erroraction', 'ErrorActionPreference', 'Continue')) {
      case 'ignore':
        return;
      case 'silentlycontinue':
        runspace.recordError(record);
        this.#collect('error', record);
        return;
      case 'stop':
        throw this.#stop(record);
      case 'inquire':
        if (!confirmQuery(this, record.message, 'Confirm', '-ErrorAction Continue'))
          throw new TerminatingError(record, true);
    }
    runspace.recordError(record);
    this.#collect('error', record);
    this.frame.streams.error(record);
  }

  #stop(record: ErrorRecord): TerminatingError {
    const exception = stopException(record);
    this.#collect('error', exception);
    const stopped = new TerminatingError(record, true);
    stopped.stopped = new ErrorRecord(exception, record.errorId, record.category.name, record.target);
    return stopped;
  }

  #reported(error: CmdletError | ErrorRecord): ErrorRecord {
    const record = error instanceof ErrorRecord ? error : errorRecord(error);
    // What Write-Error reports is an error of the function or script that called it.
    if (record.invocation === null)
      record.invocation = this.commandName === 'Write-Error' ? this.#callersInfo() : this.info;
    if (record.commandSuffix === '')
      record.commandSuffix = this.commandName === 'Write-Error' ? this.#caller : this.commandSuffix;
    return record;
  }

  /** The place of this command, under the name of the function or script that runs it. */
  #callersInfo(): InvocationInfo {
    const caller = this.frame.scope.find('myinvocation')?.value;
    const name = this.#caller;
    return new InvocationInfo(
      name,
      () => (caller instanceof InvocationInfo && name !== '' ? caller.command : null),
      () => this.info.position,
    );
  }

  /** The function or script that runs the command; empty at the prompt and in a plain script block. */
  get #caller(): string {
    const invocation = this.frame.scope.find('myinvocation')?.value;
    return invocation instanceof InvocationInfo ? invocation.commandName : '';
  }

  throwTerminating(error: CmdletError | ErrorRecord): never {
    const record = this.#reported(error);
    const stops = this.preference('erroraction', 'ErrorActionPreference', 'Continue') === 'stop';
    const leaving = new TerminatingError(record, stops);
    leaving.command = this;
    throw leaving;
  }

  /** Completes an error that leaves the command: one that no command inside it had is this one's. */
  annotate(error: TerminatingError): TerminatingError {
    const { record } = error;
    // Outside of the command the error ends no more than the statement.
    if (error.command === this) error.command = undefined;
    if (!error.thrown && error.stopped === undefined) {
      if (record.commandSuffix === '') record.commandSuffix = this.commandSuffix;
      error.leftCommand = this.bound !== NOT_BOUND;
    }
    record.invocation ??= this.info;
    if (!error.leavesScript) this.#collect('error', record);
    return error;
  }

  warning(text: string): void {
    const action = this.preference('warningaction', 'WarningPreference', 'Continue');
    if (action === 'ignore') return;
    this.#collect('warning', streamRecord('WarningRecord', text));
    if (action === 'silentlycontinue') return;
    this.frame.streams.warning(text);
    if (action === 'stop') this.#stopBecause('WarningPreference', text);
  }

  verbose(text: string): void {
    if (this.#speaks('verbose', 'VerbosePreference', text)) this.frame.streams.verbose(text);
  }

  debug(text: string): void {
    if (this.#speaks('debug', 'DebugPreference', text)) this.frame.streams.debug(text);
  }

  #speaks(parameter: string, variable: string, text: string): boolean {
    const given = this.common.get(parameter);
    if (given !== undefined) return isTrue(given);
    const action = this.preference(undefined, variable, 'SilentlyContinue');
    if (action === 'stop') {
      this.#stopBecause(variable, text);
    }
    return action !== 'silentlycontinue' && action !== 'ignore';
  }

  information(value: Value, tags: readonly string[]): void {
    const host = tags.includes('PSHOST');
    const action = this.preference('informationaction', 'InformationPreference', 'SilentlyContinue');
    if (action === 'ignore') return;
    this.#collect('information', informationRecord(value, tags));
    const quiet = host
      ? this.common.has('informationaction') && action === 'silentlycontinue'
      : action === 'silentlycontinue';
    if (!quiet || this.frame.runspace.divertsInformation(this.frame.streams))
      this.frame.streams.information(value, tags);
    if (action === 'stop') this.#stopBecause('InformationPreference', toText(value));
  }

  progress(record: ProgressRecord): void {
    if (this.preference('progressaction', 'ProgressPreference', 'Continue') === 'continue')
      this.frame.streams.progress(record);
  }

  #stopBecause(variable: string, text: string): never {
    throw new TerminatingError(
      this.#reported({
        message: `The running command stopped because the preference variable "${variable}" or common parameter is set to Stop: ${text}`,
        id: 'ActionPreferenceStop',
        category: 'OperationStopped',
        exceptionType: 'System.Management.Automation.ActionPreferenceStopException',
      }),
      true,
    );
  }

  /** A preference in lower case: the parameter's, else the variable's. */
  preference(parameter: string | undefined, variable: string, preset: string): string {
    const given = parameter === undefined ? undefined : this.common.get(parameter);
    const value = given ?? this.frame.scope.find(variable.toLowerCase())?.value;
    return (value === undefined || isNull(value) ? preset : toText(value)).toLowerCase();
  }

  shouldProcess(target: string, action?: string, detail?: string): boolean {
    return confirmChange(this, target, action ?? this.commandName, detail);
  }

  shouldContinue(query: string, caption: string, avoidBy: string): boolean {
    return confirmQuery(this, query, caption, avoidBy);
  }

  stopUpstream(): never {
    throw new StopUpstream(this);
  }

  checkInterrupt(): void {
    this.frame.runspace.slowTick();
  }

  /** Gives a record the place of this call. */
  stamp(record: ErrorRecord): void {
    stampPosition(this.frame, record, { start: 0, end: 0 });
  }
}
