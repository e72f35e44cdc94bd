import type { Cmdlet } from '../cmdlet/cmdlet.ts';
import type { ParameterDefinition } from '../cmdlet/parameter.ts';
import { TerminatingError } from '../values/error-record.ts';
import { isNull, type Value } from '../values/value.ts';
import type { CommandCall } from './argument.ts';
import { Binding } from './binding.ts';
import { cmdletMetadata } from './cmdlet-metadata.ts';
import { CommandRuntime } from './command-runtime.ts';
import { invocationInfo } from './invocation-info.ts';
import { nativeArgument, unboundArgument } from './native-argument.ts';
import type { ParameterMetadata } from './parameter-metadata.ts';
import type { Processor } from './pipeline.ts';
import { bindInput, type PipelineParameters, pipelineParameters } from './pipeline-binding.ts';
import { applyPresets } from './preset-parameters.ts';
import { asTerminating } from './stack-overflow.ts';

/** Runs a declared cmdlet in a pipeline. */
export class CmdletProcessor implements Processor {
  readonly #cmdlet: Cmdlet;
  readonly #runtime: CommandRuntime;
  readonly #binding: Binding;
  readonly #args: Record<string, unknown>;
  #pipeline: PipelineParameters | undefined;
  #simple: ParameterMetadata | undefined;
  #state: unknown;
  #began = false;
  #skipped = false;

  constructor(call: CommandCall, cmdlet: Cmdlet, suffix: string) {
    this.#cmdlet = cmdlet;
    const info = invocationInfo(call, cmdlet.name);
    const { frame, out } = call;
    this.#runtime = new CommandRuntime(
      { name: cmdlet.name, suffix, info, frame, out },
      frame.runspace.startsUpstream,
    );
    this.#runtime.impact = IMPACTS[cmdlet.impact];
    this.#binding = new Binding(
      cmdletMetadata(cmdlet),
      { commandName: cmdlet.name, commandSuffix: suffix, info },
      frame,
    );
    const { runspace } = frame;
    const unresolved = runspace.unresolvedNames;
    runspace.unresolvedNames = [];
    try {
      this.#binding.bindArguments(call.args, false);
      applyPresets(this.#binding, cmdlet.name);
      this.#collectCommon();
      for (const name of runspace.unresolvedNames) this.#runtime.writeError(name);
      this.#skipped = runspace.unresolvedNames.length > 0 && this.#hasEmptyObject();
    } catch (error) {
      throw this.#annotated(error);
    } finally {
      runspace.unresolvedNames = unresolved;
    }
    this.#args = this.#unboundArguments();
  }

  get identity(): object {
    return this.#runtime;
  }

  get failed(): boolean {
    return this.#runtime.failed;
  }

  /** Names were given and none was found: the errors are reported, and there is nothing to do. */
  #hasEmptyObject(): boolean {
    for (const [parameter, value] of this.#binding.values) {
      const { cmdletType } = parameter;
      if (typeof cmdletType !== 'object') continue;
      if (isNull(value) || (Array.isArray(value) && value.length === 0)) return true;
    }
    return false;
  }

  #collectCommon(): void {
    const common = new Map<string, Value>();
    for (const [parameter, value] of this.#binding.values) {
      if (parameter.common) common.set(parameter.key, value);
    }
    this.#runtime.takeCommon(common);
  }

  #unboundArguments(): Record<string, unknown> {
    const args: Record<string, unknown> = {};
    const definitions = this.#cmdlet.parameters as Record<string, ParameterDefinition>;
    for (const [name, definition] of Object.entries(definitions)) args[name] = unboundArgument(definition);
    return args;
  }

  begin(): void {
    this.#began = true;
  }

  /** Runs the cmdlet's begin step once it is known whether a pipeline feeds it. */
  #open(expectsInput: boolean): void {
    this.#runtime.expectsInput = expectsInput;
    const set = this.#binding.resolveSet(expectsInput);
    if (set !== undefined) {
      this.#binding.requireMandatory(set, expectsInput);
      this.#runtime.parameterSet = set;
    }
    this.#takeArguments();
    this.#pipeline = pipelineParameters(this.#binding);
    this.#simple = expectsInput ? this.#simpleParameter() : undefined;
    this.#state = this.#cmdlet.begin?.(this.#args as never, this.#runtime);
    this.#opened = true;
  }
  #opened = false;

  #takeArguments(): void {
    const bound = new Map<string, Value>();
    for (const [parameter, value] of this.#binding.values) {
      bound.set(parameter.key, value);
      if (!parameter.common) this.#args[parameter.name] = nativeArgument(parameter, value);
    }
    this.#runtime.bound = bound;
  }

  /** The one parameter that takes any object by value, which needs no binding for each object. */
  #simpleParameter(): ParameterMetadata | undefined {
    const { byValue, byName } = this.#pipeline ?? { byValue: [], byName: [] };
    const [only] = byValue;
    if (byValue.length !== 1 || only === undefined || byName.some((parameter) => parameter !== only))
      return undefined;
    return only.cmdletType === 'object' && !only.isArray && only.steps.length === 1 ? only : undefined;
  }

  process(value: Value): void {
    if (this.#skipped) return;
    const { current } = this.#runtime.frame.runspace;
    this.#runtime.frame.activate();
    try {
      if (!this.#opened) this.#open(true);
      if (this.#simple !== undefined) this.#processSimple(this.#simple, value);
      else this.#processBound(value);
      current.activate();
    } catch (error) {
      throw this.#annotated(error);
    }
  }

  #processSimple(parameter: ParameterMetadata, value: Value): void {
    const runtime = this.#runtime;
    this.#args[parameter.name] = value;
    runtime.current = value;
    if (runtime.parameterSet === '') this.#decideSet(parameter, value);
    this.#cmdlet.process?.(this.#args as never, runtime, this.#state);
  }

  #decideSet(parameter: ParameterMetadata, value: Value): void {
    this.#binding.bind(parameter, value);
    const set = this.#binding.resolveSet(false) ?? '';
    this.#binding.requireMandatory(set, false);
    this.#runtime.parameterSet = set;
    this.#runtime.bound = new Map([...this.#runtime.bound, [parameter.key, value]]);
  }

  #processBound(value: Value): void {
    const { runspace } = this.#runtime.frame;
    const pipeline = this.#pipeline ?? { byValue: [], byName: [] };
    const sets = this.#binding.sets;
    const outer = runspace.bindsPipeline;
    runspace.bindsPipeline = true;
    try {
      bindInput(this.#binding, pipeline, value);
    } catch (error) {
      this.#binding.sets = sets;
      if (!(error instanceof TerminatingError)) throw error;
      this.#runtime.writeError(error.record);
      return;
    } finally {
      runspace.bindsPipeline = outer;
    }
    for (const parameter of [...pipeline.byValue, ...pipeline.byName]) {
      if (!this.#binding.values.has(parameter)) this.#args[parameter.name] = this.#unbound(parameter);
    }
    const set = this.#binding.resolveSet(false) ?? '';
    this.#binding.requireMandatory(set, false);
    this.#runtime.parameterSet = set;
    this.#takeArguments();
    this.#runtime.current = value;
    this.#cmdlet.process?.(this.#args as never, this.#runtime, this.#state);
    this.#binding.sets = sets;
  }

  #unbound(parameter: ParameterMetadata): unknown {
    const definitions = this.#cmdlet.parameters as Record<string, ParameterDefinition>;
    const definition = definitions[parameter.name];
    return definition === undefined ? undefined : unboundArgument(definition);
  }

  runAlone(): void {
    if (this.#skipped) return;
    this.#runtime.frame.activate();
    try {
      this.#open(false);
      this.#cmdlet.process?.(this.#args as never, this.#runtime, this.#state);
    } catch (error) {
      throw this.#annotated(error);
    }
  }

  end(): void {
    if (this.#skipped) return;
    const { current } = this.#runtime.frame.runspace;
    this.#runtime.frame.activate();
    try {
      if (!this.#opened) this.#open(true);
      this.#runtime.current = undefined;
      this.#cmdlet.end?.(this.#args as never, this.#runtime, this.#state);
      current.activate();
    } catch (error) {
      throw this.#annotated(error);
    }
  }

  clean(): void {
    if (this.#began && this.#opened) this.#cmdlet.clean?.(this.#state);
  }

  #annotated(error: unknown): unknown {
    const terminating = asTerminating(error);
    return terminating === undefined ? error : this.#runtime.annotate(terminating);
  }
}

const IMPACTS = { none: 'None', low: 'Low', medium: 'Medium', high: 'High' } as const;
