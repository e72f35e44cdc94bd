import { type InvocationInfo, TerminatingError } from '../values/error-record.ts';
import { Hashtable } from '../values/hashtable.ts';
import type { Enumerator } from '../values/net/enumerator.ts';
import type { Value } from '../values/value.ts';
import type { CommandCall } from './argument.ts';
import { Binding } from './binding.ts';
import { collectOutput } from './collect.ts';
import { CommandRuntime } from './command-runtime.ts';
import { defaultOf } from './compile-function.ts';
import { withDynamic } from './dynamic-parameters.ts';
import type { Execute } from './frame.ts';
import { Frame } from './frame.ts';
import { applyPreferences } from './function-preferences.ts';
import { inputEnumerator } from './input-enumerator.ts';
import { folderOf } from './own-file.ts';
import { constrainParameter } from './parameter-constraint.ts';
import type { FunctionParameters, ParameterMetadata } from './parameter-metadata.ts';
import type { Processor } from './pipeline.ts';
import { bindInput, type PipelineParameters, pipelineParameters } from './pipeline-binding.ts';
import { applyPresets } from './preset-parameters.ts';
import { PSCmdletValue } from './ps-cmdlet.ts';
import { remainingArguments } from './remaining-arguments.ts';
import { Scope } from './scope.ts';
import type { CompiledScriptBlock } from './script-block-value.ts';
import { meetRequirements } from './script-requirements.ts';
import { BREAK, CONTINUE, LoopExit } from './signal.ts';
import { asTerminating } from './stack-overflow.ts';
import { reportError } from './statement-error.ts';

export interface FunctionCall {
  readonly block: CompiledScriptBlock;
  readonly name: string;
  readonly info: InvocationInfo;
  /** Scripts and blocks run with `.`: no scope of their own. */
  readonly dotSource: boolean;
  /** A script file: its scope is what `$script:` means. */
  readonly isScript: boolean;
}

/** Runs a function, script or script block in a pipeline. */
export class FunctionProcessor implements Processor {
  readonly identity: object;
  readonly #block: CompiledScriptBlock;
  readonly #frame: Frame;
  readonly #caller: Frame;
  readonly #runtime: CommandRuntime;
  #binding: Binding;
  readonly #call: CommandCall;
  readonly #facts: FunctionCall;
  readonly #input: Value[] = [];
  #enumerator: Enumerator | undefined;
  #pipeline: PipelineParameters | undefined;
  #args: Value[] = [];
  #opened = false;
  #sharesScope = false;
  #returnInput: (() => void) | undefined;
  /** A begin, process or end block ran, so there is something to clean up. */
  #ran = false;

  constructor(call: CommandCall, facts: FunctionCall) {
    this.#call = call;
    this.#facts = facts;
    this.#caller = call.frame;
    this.#block = facts.block;
    if (facts.isScript) meetRequirements(call.frame.runspace, facts.block.code.ast.requirements, facts.name);
    this.#frame = this.#makeFrame();
    this.#openNames();
    const { frame } = call;
    this.#runtime = new CommandRuntime({
      name: facts.name,
      suffix: facts.name,
      info: facts.info,
      frame: this.#frame,
      out: call.out,
    });
    this.identity = this.#runtime;
    const { parameters } = this.#block.code;
    this.#runtime.impact = parameters.supportsShouldProcess ? parameters.confirmImpact : 'None';
    const site = { commandName: facts.name, commandSuffix: facts.name, info: facts.info };
    this.#binding = new Binding(parameters, site, frame);
    const dynamic = this.#block.code.ast.dynamicParamBlock === null ? undefined : this.#dynamicParameters();
    if (dynamic !== undefined) this.#binding = new Binding(dynamic, site, frame);
    this.#bind();
  }

  get failed(): boolean {
    return this.#runtime.failed;
  }

  /** `using namespace` and `using module`: what they name is known to parameters already. */
  #openNames(): void {
    const usings = this.#block.code.usings();
    if (usings.length === 0) return;
    const { runspace } = this.#frame;
    const caller = runspace.enterCall(this.#frame);
    try {
      for (const use of usings) use(this.#frame);
    } finally {
      runspace.leaveCall(caller);
    }
  }

  #makeFrame(): Frame {
    const { frame, out, extent } = this.#call;
    const { block, isScript } = this.#facts;
    const sameState = block.state === frame.state;
    const parent = block.closure ?? (sameState ? frame.scope : block.state.current);
    const scope = this.#facts.dotSource ? frame.scope : new Scope(parent, isScript);
    const inner = new Frame({
      runspace: frame.runspace,
      scope,
      state: block.state,
      source: block.code.source,
      out,
      streams: frame.streams,
      name: this.#facts.name === '' ? '<ScriptBlock>' : this.#facts.name,
      caller: frame,
    });
    inner.isUpstream = frame.runspace.startsUpstream;
    inner.callLine = frame.source.lineAndColumn(extent.start)[0];
    return inner;
  }

  /** Runs the dynamicparam block, which sees what could be bound without it. */
  #dynamicParameters(): FunctionParameters {
    const { scope } = this.#frame;
    const { code } = this.#block;
    const trial = this.#binding;
    try {
      trial.bindArguments(this.#call.args, true);
    } catch (error) {
      if (!(error instanceof TerminatingError)) throw error;
    }
    for (const [parameter, value] of trial.values) if (!parameter.common) scope.define(parameter.name, value);
    scope.automatic = (name) => this.#automatic(name);
    const run = code.dynamicParameters();
    const written = run === undefined ? [] : collectOutput(this.#frame, run);
    scope.remove('psboundparameters');
    return withDynamic(code.parameters, written);
  }

  #bind(): void {
    const { parameters } = this.#block.code;
    this.#binding.bindArguments(this.#call.args, !parameters.advanced);
    applyPresets(this.#binding, this.#facts.name);
    this.#args = remainingArguments(this.#binding.rest);
  }

  begin(): void {
    const caller = this.#frame.runspace.enterCall(this.#frame);
    try {
      if (!this.#pipelineCanBind()) this.#open(false);
    } finally {
      this.#frame.runspace.leaveCall(caller);
    }
  }

  /** With parameters from the pipeline the mandatory check waits for the first object. */
  #pipelineCanBind(): boolean {
    return this.#block.code.begin === undefined && this.#hasPipelineParameters();
  }

  #hasPipelineParameters(): boolean {
    const { byValue, byName } = pipelineParameters(this.#binding);
    return byValue.length + byName.length > 0;
  }

  #open(expectsInput: boolean): void {
    if (this.#opened) return;
    this.#opened = true;
    const awaits = expectsInput || this.#hasPipelineParameters();
    const set = this.#binding.resolveSet(awaits);
    if (set !== undefined) {
      this.#binding.requireMandatory(set, awaits);
      this.#runtime.parameterSet = set;
    }
    this.#pipeline = pipelineParameters(this.#binding);
    this.#prepareScope();
    this.#setParameters();
    this.#execute(this.#block.code.begin);
  }

  #prepareScope(): void {
    const { scope } = this.#frame;
    const common = new Map<string, Value>();
    for (const [parameter, value] of this.#binding.values)
      if (parameter.common) common.set(parameter.key, value);
    // The variables of -OutVariable and the like belong to the caller.
    this.#runtime.takeCommon(common, this.#caller.scope);
    this.#frame.out = this.#runtime.sink;
    this.#frame.collectors = this.#runtime.collectors;
    if (
      this.#facts.dotSource &&
      !this.#block.code.parameters.advanced &&
      !this.#facts.isScript &&
      this.#args.length === 0
    ) {
      this.#sharesScope = true;
      return;
    }
    applyPreferences(this.#frame.scope, common);
    scope.automatic = (name) => this.#automatic(name);
    if (this.#facts.dotSource)
      for (const name of ['args', 'psboundparameters', 'myinvocation']) scope.variables.delete(name);
  }

  /** A block without a scope of its own has the caller's variables, but its own `$input` while it runs. */
  #lendInput(): void {
    if (!this.#sharesScope || this.#returnInput !== undefined) return;
    const { scope } = this.#frame;
    const outer = scope.variables.get('input')?.value;
    scope.define('input', this.#enumerated());
    this.#returnInput = () => {
      if (outer === undefined) scope.remove('input');
      else scope.define('input', outer);
    };
  }

  #enumerated(): Enumerator {
    this.#enumerator ??= inputEnumerator(this.#input);
    return this.#enumerator;
  }

  #automatic(name: string): Value | undefined {
    switch (name) {
      case 'args':
        return this.#args;
      case 'input':
        return this.#enumerated();
      case 'myinvocation':
        return this.#facts.info;
      case 'psboundparameters':
        return this.#boundTable();
      case 'pscmdlet':
        return this.#block.code.parameters.advanced ? new PSCmdletValue(this.#runtime) : undefined;
      case 'psscriptroot':
        return folderOf(this.#block.file);
      case 'pscommandpath':
        return this.#block.file ?? '';
      default:
        return undefined;
    }
  }

  #boundTable(): Hashtable {
    const table = new Hashtable();
    for (const [parameter, value] of this.#binding.values) table.set(parameter.name, value);
    return table;
  }

  /** Bound values and defaults become variables; a typed parameter keeps its type. */
  #setParameters(): void {
    const { scope } = this.#frame;
    const { parameters } = this.#block.code.parameters;
    const bound = new Map<string, Value>();
    for (const parameter of parameters) {
      const value = this.#binding.values.get(parameter);
      if (parameter.common) continue;
      if (value !== undefined) bound.set(parameter.key, value);
      constrainParameter(scope.define(parameter.name, value ?? null), parameter, this.#frame);
    }
    this.#runtime.bound = bound;
    for (const parameter of parameters) {
      if (parameter.common || this.#binding.values.has(parameter)) continue;
      scope.define(parameter.name, defaultOf(parameter, this.#frame));
    }
  }

  process(value: Value): void {
    const { runspace } = this.#frame;
    const caller = runspace.enterCall(this.#frame);
    try {
      if (this.#takesInput()) this.#bindObject(value);
      else {
        this.#open(true);
        this.#lendInput();
        if (this.#block.code.process === undefined) {
          this.#input.push(value);
          return;
        }
        this.#runProcess(value);
      }
    } finally {
      runspace.leaveCall(caller);
    }
  }

  #takesInput(): boolean {
    if (
      !this.#block.code.parameters.advanced &&
      this.#pipeline === undefined &&
      !this.#hasPipelineParameters()
    )
      return false;
    if (!this.#opened) {
      const { byValue, byName } = pipelineParameters(this.#binding);
      return byValue.length + byName.length > 0;
    }
    const { byValue, byName } = this.#pipeline ?? { byValue: [], byName: [] };
    return byValue.length + byName.length > 0 || this.#block.code.parameters.advanced;
  }

  #bindObject(value: Value): void {
    this.#open(true);
    const sets = this.#binding.sets;
    const pipeline = this.#pipeline ?? { byValue: [], byName: [] };
    const { runspace } = this.#frame;
    const outer = runspace.bindsPipeline;
    runspace.bindsPipeline = true;
    try {
      bindInput(this.#binding, pipeline, value);
    } catch (error) {
      if (!(error instanceof TerminatingError)) throw error;
      this.#binding.sets = sets;
      this.#runtime.writeError(error.record);
      return;
    } finally {
      runspace.bindsPipeline = outer;
    }
    const set = this.#binding.resolveSet(false) ?? '';
    this.#binding.requireMandatory(set, false);
    this.#runtime.parameterSet = set;
    this.#setPipelineVariables(pipeline);
    this.#runProcess(value);
    this.#binding.sets = sets;
  }

  #setPipelineVariables(pipeline: PipelineParameters): void {
    const { scope } = this.#frame;
    scope.variables.delete('psboundparameters');
    for (const parameter of new Set<ParameterMetadata>([...pipeline.byValue, ...pipeline.byName])) {
      const value = this.#binding.values.get(parameter);
      scope.define(parameter.name, value ?? defaultOf(parameter, this.#frame));
    }
  }

  #runProcess(value: Value): void {
    const { process } = this.#block.code;
    if (process === undefined) {
      this.#input.push(value);
      return;
    }
    this.#input.length = 0;
    this.#input.push(value);
    this.#enumerator?.reset();
    this.#frame.scope.define('_', value);
    this.#runtime.current = value;
    this.#execute(process);
    this.#input.length = 0;
  }

  runAlone(): void {
    const { runspace } = this.#frame;
    const caller = runspace.enterCall(this.#frame);
    try {
      if (!this.#opened || this.#pipeline !== undefined) this.#openAlone();
      this.#execute(this.#block.code.process);
    } finally {
      runspace.leaveCall(caller);
    }
  }

  /** Nothing comes from the pipeline, so what is mandatory must be there by now. */
  #openAlone(): void {
    const set = this.#binding.resolveSet(false);
    if (set !== undefined) {
      this.#binding.requireMandatory(set, false);
      this.#runtime.parameterSet = set;
    }
    this.#open(false);
  }

  end(): void {
    const { runspace } = this.#frame;
    const caller = runspace.enterCall(this.#frame);
    try {
      this.#open(true);
      if (this.#block.code.end === undefined) return;
      const last = this.#input.at(-1);
      if (this.#block.code.process === undefined && this.#pipelineBound())
        this.#frame.scope.define('_', last ?? null);
      this.#execute(this.#block.code.end);
    } finally {
      runspace.leaveCall(caller);
    }
  }

  #pipelineBound(): boolean {
    return this.#input.length > 0 && !this.#facts.dotSource;
  }

  clean(): void {
    this.#returnInput?.();
    const { clean } = this.#block.code;
    if (!this.#ran || clean === undefined) return;
    const { runspace } = this.#frame;
    const caller = runspace.enterCall(this.#frame);
    const held = runspace.interruptsHeld;
    const depth = runspace.tryDepth;
    this.#frame.out = discard;
    // No `try` of the caller is asked: what goes wrong here is reported, and what ran before stands.
    runspace.tryDepth = 0;
    runspace.interruptsHeld = true;
    try {
      this.#execute(clean);
    } catch (error) {
      if (!(error instanceof TerminatingError)) throw error;
      this.#runtime.failed = true;
      reportError(this.#frame, error.record);
    } finally {
      runspace.tryDepth = depth;
      runspace.interruptsHeld = held;
      runspace.leaveCall(caller);
    }
  }

  #execute(code: Execute | undefined): void {
    if (code === undefined) return;
    this.#ran = true;
    let completion: number;
    try {
      completion = code(this.#frame);
    } catch (error) {
      const terminating = asTerminating(error);
      if (terminating === undefined) throw error;
      if (terminating.command === this.#runtime) terminating.command = undefined;
      throw this.#block.code.parameters.advanced ? this.#runtime.annotate(terminating) : terminating;
    }
    if (completion === BREAK || completion === CONTINUE) throw new LoopExit(completion, this.#frame.label);
  }
}

function discard(): void {}
