import { arrayListType } from '../values/array-list.ts';
import { Collection } from '../values/collection.ts';
import { enumerate, listItems } from '../values/enumerate.ts';
import { ErrorRecord, Exception, exceptionTypeNamed, TerminatingError } from '../values/error-record.ts';
import { Dictionary } from '../values/hashtable.ts';
import { psCollectionType } from '../values/list-methods.ts';
import { listArgument, method, property, staticMethod, textArgument } from '../values/net/define.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { customObject, PSCustomObject } from '../values/ps-custom-object.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { NetObject, type Value } from '../values/value.ts';
import type { Argument } from './argument.ts';
import { ParseFailure } from './compile-text.ts';
import { InitialSessionState } from './initial-session-state.ts';
import { rememberTokens } from './last-tokens.ts';
import { type CommandStart, runPipeline } from './pipeline.ts';
import { Runspace } from './runspace.ts';
import type { CompiledScriptBlock } from './script-block-value.ts';
import { ExitSignal, LoopExit } from './signal.ts';
import { asTerminating } from './stack-overflow.ts';
import { startCommand } from './start-command.ts';
import { informationRecord, streamRecord } from './stream-record.ts';
import type { Streams } from './streams.ts';

interface PendingCommand {
  readonly text: string;
  readonly isScript: boolean;
  readonly args: Argument[];
}

const STREAMS = ['error', 'warning', 'verbose', 'debug', 'information', 'progress'] as const;

/** `[powershell]::Create()`: a second session of the same engine, run where it stands. */
class PowerShellObject extends NetObject {
  readonly runspace: Runspace;
  readonly lists = new Map<string, Collection>(
    STREAMS.map((name) => [name, new Collection(arrayListType, 'list')]),
  );
  statements: PendingCommand[][] = [[]];
  state: 'NotStarted' | 'Completed' | 'Failed' = 'NotStarted';
  #result: Value[] = [];
  /** What `EndInvoke` throws. */
  #failure: Error | undefined;

  constructor(from: Runspace) {
    super();
    this.runspace = new Runspace({
      host: from.host,
      commands: from.lookup.source,
      resources: from.resources,
      streams: this.#streams(),
    });
  }

  get type(): TypeInfo {
    return powerShellType;
  }

  #streams(): Streams {
    const push = (stream: string, value: Value): void => void this.lists.get(stream)?.items.push(value);
    return {
      error: (record) => push('error', record),
      warning: (text) => push('warning', streamRecord('WarningRecord', text)),
      verbose: (text) => push('verbose', streamRecord('VerboseRecord', text)),
      debug: (text) => push('debug', streamRecord('DebugRecord', text)),
      information: (value, tags) => push('information', informationRecord(value, tags)),
      progress: () => undefined,
    };
  }

  get script(): string {
    return this.statements.flat().find((command) => command.isScript)?.text ?? '';
  }

  get hadErrors(): boolean {
    return this.state === 'Failed' || (this.lists.get('error')?.items.length ?? 0) > 0;
  }

  add(text: string, isScript: boolean): this {
    this.statements.at(-1)?.push({ text, isScript, args: [] });
    return this;
  }

  addArgument(name: string | null, value: Value | undefined): this {
    this.statements
      .at(-1)
      ?.at(-1)
      ?.args.push({ name, value, text: name === null ? '' : `-${name}`, fromSplat: true });
    return this;
  }

  invoke(input: readonly Value[]): Value[] {
    const output: Value[] = [];
    const { runspace } = this;
    const frame = runspace.rootFrame;
    frame.out = (value) => output.push(value);
    frame.activate();
    try {
      for (const statement of this.statements) {
        if (statement.length > 0)
          runPipeline(
            frame,
            statement.map((command) => this.#start(command)),
            input.length === 0 ? undefined : [...input],
          );
      }
      this.state = 'Completed';
    } catch (error) {
      if (error instanceof ExitSignal || error instanceof LoopExit) return output;
      const terminating = asTerminating(error);
      this.state = 'Failed';
      if (terminating === undefined) throw error;
      runspace.recordError(terminating.record);
      throw new TerminatingError(terminating.stopped ?? invocationRecord(terminating));
    }
    this.#result = output;
    return output;
  }

  /** Runs at once; what went wrong waits for `EndInvoke`. */
  beginInvoke(input: readonly Value[]): void {
    this.#failure = undefined;
    this.#result = [];
    try {
      this.invoke(input);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#failure = error;
    }
  }

  endInvoke(): Value[] {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#result;
  }

  #start(command: PendingCommand): CommandStart {
    return (frame, out) => {
      const callee = command.isScript ? scriptOf(frame.runspace, command.text) : command.text;
      return startCommand(
        {
          frame,
          out,
          args: command.args,
          extent: { start: 0, end: 0 },
          dotSource: command.isScript,
          operator: command.isScript ? '.' : '',
        },
        callee,
      );
    };
  }
}

/** What a host sees of an error that ended a command: the command's failure, around what it was. */
function invocationRecord({ record, thrown }: TerminatingError): ErrorRecord {
  if (thrown || record.commandSuffix === '') return record;
  const type = exceptionTypeNamed(`${AUTOMATION}CmdletInvocationException`);
  const exception = new Exception(type, record.message, record.exception);
  exception.record = record;
  return new ErrorRecord(exception, record.errorId, record.category.name, record.target);
}

/** A script that could go on is told from one that is wrong, as a host that reads lines needs it. */
function scriptOf(runspace: Runspace, text: string): CompiledScriptBlock {
  try {
    return runspace.compileBlock(text, null);
  } catch (error) {
    if (error instanceof ParseFailure && error.incomplete !== undefined) throw error.incomplete;
    throw error;
  }
}

let mainRunspace: Runspace | undefined;

/** Says which session `[powershell]::Create()` copies its host and commands from. */
export function completePowerShell(runspace: Runspace): void {
  mainRunspace ??= runspace;
}

function create(): PowerShellObject {
  if (mainRunspace === undefined) throw new Error('no engine was made on this thread');
  return new PowerShellObject(mainRunspace);
}

function outputOf(values: Value[]): Collection {
  return new Collection(psCollectionType, 'list', values);
}

/** A view of one part of a session's object. */
class PowerShellPart extends NetObject {
  readonly owner: PowerShellObject;
  readonly #type: TypeInfo;
  constructor(owner: PowerShellObject, type: TypeInfo) {
    super();
    this.owner = owner;
    this.#type = type;
  }

  get type(): TypeInfo {
    return this.#type;
  }
}

const AUTOMATION = 'System.Management.Automation.';

const streamsType: TypeInfo = defineType({
  fullName: `${AUTOMATION}PSDataStreams`,
  base: () => objectTypeInfo,
  members: () => [
    ...STREAMS.map((name) =>
      property(
        name.charAt(0).toUpperCase() + name.slice(1),
        'PSDataCollection',
        (self: PowerShellPart) => self.owner.lists.get(name) ?? null,
      ),
    ),
    method('void ClearStreams()', (self: PowerShellPart) => {
      for (const list of self.owner.lists.values()) list.items.length = 0;
      return undefined;
    }),
  ],
});

const commandsType: TypeInfo = defineType({
  fullName: `${AUTOMATION}PSCommand`,
  base: () => objectTypeInfo,
  members: () => [
    method('void Clear()', (self: PowerShellPart) => {
      self.owner.statements = [[]];
      return undefined;
    }),
    method(
      ['PSCommand AddScript(string script)', 'PSCommand AddScript(string script, bool useLocalScope)'],
      (self: PowerShellPart, args) => {
        self.owner.add(textArgument(args, 0), true);
        return self;
      },
    ),
    method('PSCommand AddCommand(string name)', (self: PowerShellPart, args) => {
      self.owner.add(textArgument(args, 0), false);
      return self;
    }),
  ],
});

const runspaceType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.Runspaces.Runspace',
  aliases: ['runspace'],
  base: () => objectTypeInfo,
  members: () => [
    property('SessionStateProxy', 'object', (self: PowerShellPart) => self),
    property('RunspaceStateInfo', 'string', () => 'Opened'),
    method(
      'void SetVariable(string name, object value)',
      (self: PowerShellPart, [name = '', value = null]) => {
        self.owner.runspace.globalScope.define(toText(name), value);
        return undefined;
      },
    ),
    method(
      'object GetVariable(string name)',
      (self: PowerShellPart, args) =>
        self.owner.runspace.globalScope.find(textArgument(args, 0).toLowerCase())?.value ?? null,
    ),
    method('void Open()', () => undefined),
    method('void Close()', () => undefined),
    method('void Dispose()', () => undefined),
  ],
});

const powerShellType: TypeInfo = defineType({
  fullName: `${AUTOMATION}PowerShell`,
  aliases: ['powershell'],
  accelerator: 'powershell',
  base: () => objectTypeInfo,
  interfaces: ['System.IDisposable'],
  statics: () => [staticMethod(['powershell Create()', 'powershell Create(object mode)'], () => create())],
  members: () => [
    method(
      ['powershell AddScript(string script)', 'powershell AddScript(string script, bool useLocalScope)'],
      (self: PowerShellObject, args) => self.add(textArgument(args, 0), true),
    ),
    method(
      ['powershell AddCommand(string name)', 'powershell AddCommand(string name, bool useLocalScope)'],
      (self: PowerShellObject, args) => self.add(textArgument(args, 0), false),
    ),
    method(
      ['powershell AddParameter(string name)', 'powershell AddParameter(string name, object value)'],
      (self: PowerShellObject, [name = '', value]) => self.addArgument(toText(name), value ?? true),
    ),
    method('powershell AddParameters(object parameters)', (self: PowerShellObject, [parameters = null]) => {
      if (parameters instanceof Dictionary)
        for (const { key, value } of parameters.entries.values()) self.addArgument(toText(key), value);
      else for (const value of enumerate(parameters)) self.addArgument(null, value);
      return self;
    }),
    method('powershell AddArgument(object value)', (self: PowerShellObject, [value = null]) =>
      self.addArgument(null, value),
    ),
    method('powershell AddStatement()', (self: PowerShellObject) => {
      self.statements.push([]);
      return self;
    }),
    method(
      ['object Invoke()', 'object Invoke(object input)', 'object Invoke(object input, object settings)'],
      (self: PowerShellObject, args) => {
        const settings = args[1];
        if (settings instanceof PSCustomObject && isTrue(settings.get('AddToHistory') ?? false))
          rememberTokens(self.runspace, self.script);
        return outputOf(self.invoke(listItems(args[0] ?? null) ?? listArgument(args, 0)));
      },
    ),
    method(
      [
        'object BeginInvoke()',
        'object BeginInvoke(object input)',
        'object BeginInvoke(object input, object output)',
      ],
      (self: PowerShellObject, args) => {
        self.beginInvoke(listArgument(args, 0));
        return new PowerShellPart(self, asyncType);
      },
    ),
    method('object EndInvoke(object result)', (self: PowerShellObject) => outputOf(self.endInvoke())),
    method(['void Stop()'], () => undefined),
    method('void Dispose()', () => undefined),
    property('Streams', 'PSDataStreams', (self: PowerShellObject) => new PowerShellPart(self, streamsType)),
    property(
      'Commands',
      'PSCommand',
      (self: PowerShellObject) => new PowerShellPart(self, commandsType),
      () => undefined,
    ),
    property('HadErrors', 'bool', (self: PowerShellObject) => self.hadErrors),
    property(
      'Runspace',
      'runspace',
      (self: PowerShellObject) => new PowerShellPart(self, runspaceType),
      () => undefined,
    ),
    property(
      'RunspacePool',
      'object',
      () => null,
      () => undefined,
    ),
    property(
      'InvocationStateInfo',
      'object',
      (self: PowerShellObject) => new PowerShellPart(self, stateType),
    ),
  ],
});

const asyncType: TypeInfo = defineType({
  fullName: `${AUTOMATION}PowerShellAsyncResult`,
  base: () => objectTypeInfo,
  members: () => [
    property('IsCompleted', 'bool', () => true),
    property('AsyncWaitHandle', 'object', (self: PowerShellPart) => self),
    method(['bool WaitOne()', 'bool WaitOne(int ms)'], () => true),
  ],
});

const stateType: TypeInfo = defineType({
  fullName: `${AUTOMATION}PSInvocationStateInfo`,
  base: () => objectTypeInfo,
  members: () => [
    property('State', 'string', (self: PowerShellPart) => self.owner.state),
    property('Reason', 'object', () => null),
  ],
});

// Importing this file makes its types known.
defineType({
  fullName: `${AUTOMATION}PSInvocationSettings`,
  base: () => objectTypeInfo,
  construct: () =>
    customObject(
      [
        ['AddToHistory', false],
        ['ErrorActionPreference', null],
        ['ExposeFlowControlExceptions', false],
        ['Host', null],
      ],
      `${AUTOMATION}PSInvocationSettings`,
    ),
});
defineType({
  fullName: 'System.Management.Automation.Runspaces.RunspaceFactory',
  aliases: ['runspacefactory'],
  base: () => objectTypeInfo,
  statics: () => [
    staticMethod(['runspace CreateRunspace()', 'runspace CreateRunspace(object state)'], ([state = null]) => {
      const owner = create();
      if (state instanceof InitialSessionState)
        for (const name of state.modules) owner.runspace.modules.import(name, {});
      return new PowerShellPart(owner, runspaceType);
    }),
  ],
});
