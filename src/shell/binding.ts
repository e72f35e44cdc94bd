import { tryConvert } from '../values/convert.ts';
import { isEnumerable, toArray } from '../values/enumerate.ts';
import { TerminatingError } from '../values/error-record.ts';
import type { ResourceScope } from '../values/resource.ts';
import { stringType } from '../values/string-type.ts';
import { SwitchParameter } from '../values/switch-parameter.ts';
import { toText } from '../values/to-text.ts';
import { typeOf } from '../values/type-of.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Argument } from './argument.ts';
import {
  ambiguousParameter,
  ambiguousSet,
  type BindingSite,
  boundTwice,
  missingArgument,
  missingMandatory,
  refusedArgument,
  refusedEmpty,
  unexpectedArgument,
  unknownParameter,
} from './binding-error.ts';
import { bindingFacts } from './binding-facts.ts';
import type { Frame } from './frame.ts';
import {
  ALL_SETS,
  type CommandMetadata,
  type ParameterMetadata,
  type SetMembership,
} from './parameter-metadata.ts';

/** Arguments on their way to parameters: which are bound, and which sets are still possible. */
export class Binding {
  readonly values = new Map<ParameterMetadata, Value>();
  /** Positional arguments that no parameter took. */
  readonly rest: Argument[] = [];
  readonly metadata: CommandMetadata;
  readonly site: BindingSite;
  readonly frame: Frame;
  /** Sets that are still possible; null: the command has none. */
  sets: Set<string> | null;
  /** Where names of objects are looked up, where an argument says it. */
  #names: ResourceScope | undefined;

  constructor(metadata: CommandMetadata, site: BindingSite, frame: Frame) {
    this.metadata = metadata;
    this.site = site;
    this.frame = frame;
    this.sets = metadata.sets.length === 0 ? null : new Set(metadata.sets);
  }

  /** Binds what stands on the command line. Unknown names are errors, or go to `rest` when `lenient`. */
  bindArguments(args: readonly Argument[], lenient: boolean): void {
    const { takesRest } = bindingFacts(this.metadata);
    const positional = this.#bindNamed(args, lenient || takesRest);
    this.#bindPositional(positional, lenient);
  }

  #bindNamed(args: readonly Argument[], lenient: boolean): Argument[] {
    const positional: Argument[] = [];
    const named = new Map<ParameterMetadata, Value>();
    const explicit = new Set(
      args.filter((arg) => arg.name !== null && !arg.fromSplat).map((arg) => arg.name?.toLowerCase()),
    );
    for (let i = 0; i < args.length; i++) {
      const argument = args[i] as Argument;
      if (argument.name === null) {
        positional.push(argument);
        continue;
      }
      if (argument.fromSplat && explicit.has(argument.name.toLowerCase())) continue;
      const parameter = this.#parameterNamed(argument.name, lenient);
      if (parameter === undefined) {
        positional.push(argument);
        continue;
      }
      const next = args[i + 1];
      const takesNext = argument.value === undefined && !parameter.isSwitch;
      if (takesNext && (next === undefined || next.name !== null))
        throw missingArgument(this.site, parameter);
      if (named.has(parameter)) throw boundTwice(this.site, parameter);
      named.set(
        parameter,
        takesNext
          ? given(next, parameter)
          : argument.value === undefined
            ? new SwitchParameter(true)
            : given(argument, parameter),
      );
      if (takesNext) i++;
    }
    const isFirst = ([{ namesWithin }]: [ParameterMetadata, Value]): boolean => namesWithin !== undefined;
    const first = [...named].filter(isFirst);
    for (const [parameter, value] of [...first, ...named])
      if (!this.values.has(parameter)) this.bind(parameter, value);
    return positional;
  }

  #parameterNamed(name: string, lenient: boolean): ParameterMetadata | undefined {
    const key = name.toLowerCase();
    const exact = this.metadata.byName.get(key);
    if (exact !== undefined) return exact;
    const matches = new Set<ParameterMetadata>();
    if (key !== '')
      for (const [known, parameter] of this.metadata.byName)
        if (known.startsWith(key)) matches.add(parameter);
    const own = [...matches].filter((parameter) => !parameter.common);
    const candidates = own.length > 0 ? own : [...matches];
    if (candidates.length === 1) return candidates[0];
    if (candidates.length > 1) throw ambiguousParameter(this.site, name, candidates);
    if (lenient) return undefined;
    throw unknownParameter(this.site, name, this.metadata.parameters);
  }

  #bindPositional(args: readonly Argument[], lenient: boolean): void {
    const pending = [...args];
    while (pending.length > 0) {
      const argument = pending[0] as Argument;
      if (argument.name !== null) {
        if (!lenient) break;
        this.rest.push(argument);
        pending.shift();
        continue;
      }
      const parameter = this.#positionalFor(argument.value ?? null);
      if (parameter === undefined) break;
      this.bind(parameter, given(argument, parameter));
      pending.shift();
    }
    if (pending.length === 0) return;
    const remaining = this.metadata.parameters.find(
      (parameter) => !this.values.has(parameter) && this.memberships(parameter).some((set) => set.remaining),
    );
    if (remaining !== undefined) {
      this.bind(remaining, remainingValue(pending));
      return;
    }
    if (!lenient) throw unexpectedArgument(this.site, toText(pending[0]?.value ?? pending[0]?.text ?? ''));
    this.rest.push(...pending);
  }

  /**
   * The next positional parameter: lowest position in the possible sets. What takes the value as it is comes before
   * what converts it, and among equals the default set decides.
   */
  #positionalFor(value: Value): ParameterMetadata | undefined {
    let lowest = Number.POSITIVE_INFINITY;
    let found: ParameterMetadata[] = [];
    for (const parameter of bindingFacts(this.metadata).positional) {
      if (this.values.has(parameter)) continue;
      const position = this.#position(parameter);
      if (position === undefined || position > lowest) continue;
      if (position < lowest) found = [];
      lowest = position;
      found.push(parameter);
    }
    if (found.length <= 1) return found[0];
    const { defaultSet } = this.metadata;
    const inDefault = found.filter(
      (parameter) =>
        parameter.sets.has(ALL_SETS) || (defaultSet !== undefined && parameter.sets.has(defaultSet)),
    );
    const fits = (parameter: ParameterMetadata): boolean =>
      parameter.type === null || tryConvert(value, parameter.type) !== undefined;
    const takes = (parameter: ParameterMetadata): boolean => isOfType(value, parameter);
    return inDefault.find(takes) ?? found.find(takes) ?? inDefault.find(fits) ?? found.find(fits) ?? found[0];
  }

  #position(parameter: ParameterMetadata): number | undefined {
    const positions = this.memberships(parameter)
      .filter((set) => !set.remaining)
      .map((set) => set.position)
      .filter((position) => position !== undefined);
    return positions.length === 0 ? undefined : Math.min(...positions);
  }

  /** The parameter's roles in the sets that are still possible. */
  memberships(parameter: ParameterMetadata): SetMembership[] {
    const found: SetMembership[] = [];
    for (const [name, membership] of parameter.sets) {
      if (name === ALL_SETS || this.sets?.has(name) === true) found.push(membership);
    }
    return found;
  }

  /** Converts, validates and keeps an argument, and narrows the sets. */
  bind(parameter: ParameterMetadata, value: Value): void {
    this.#narrow(parameter);
    const converted = this.convert(parameter, value);
    this.values.set(parameter, converted);
    if (parameter.namesWithin !== undefined)
      this.#names = parameter.namesWithin(this.frame.runspace.sessionFor(this.frame), converted);
  }

  #narrow(parameter: ParameterMetadata): void {
    if (this.sets === null || parameter.sets.has(ALL_SETS)) return;
    const left = new Set([...this.sets].filter((set) => parameter.sets.has(set)));
    if (left.size === 0) throw ambiguousSet(this.site);
    this.sets = left;
  }

  convert(parameter: ParameterMetadata, value: Value): Value {
    let result: Value = isNull(value) ? null : value;
    try {
      for (const step of parameter.steps) result = step(result, this.frame, this.#names);
    } catch (error) {
      if (
        error instanceof TerminatingError &&
        error.record.exception.exceptionType.name !== 'ParameterBindingException'
      ) {
        throw refusedArgument(this.site, parameter, error);
      }
      if (error instanceof TerminatingError && error.record.invocation === null) {
        error.record.commandSuffix = this.site.commandSuffix;
        error.record.invocation = this.site.info;
      }
      throw error;
    }
    this.#refuseEmpty(parameter, result);
    return result;
  }

  /** Mandatory parameters take no null, empty text or empty list unless they say so. */
  #refuseEmpty(parameter: ParameterMetadata, value: Value): void {
    // A name that stands for no object is reported as that.
    if (this.frame.runspace.unresolvedNames.length > 0) return;
    const mandatory = [...parameter.sets.values()].some((set) => set.mandatory);
    if (!mandatory) return;
    if (isNull(value)) {
      if (!parameter.allowNull) throw refusedEmpty(this.site, parameter, 'Null');
      return;
    }
    if (value === '' && !parameter.allowEmptyString) throw refusedEmpty(this.site, parameter, 'EmptyString');
    if (!parameter.isArray || !isEnumerable(value)) return;
    const items = toArray(value);
    if (items.length === 0 && !parameter.allowEmptyCollection)
      throw refusedEmpty(this.site, parameter, 'EmptyArray');
    if (!parameter.allowNull && items.some(isNull)) throw refusedEmpty(this.site, parameter, 'Null');
    if (!parameter.allowEmptyString && items.includes(''))
      throw refusedEmpty(this.site, parameter, 'EmptyString');
  }

  /** Mandatory parameters of a set that nothing is bound to yet. */
  missing(set: string): ParameterMetadata[] {
    return this.metadata.parameters.filter((parameter) => {
      if (this.values.has(parameter)) return false;
      const membership = parameter.sets.get(set) ?? parameter.sets.get(ALL_SETS);
      return membership?.mandatory === true;
    });
  }

  /**
   * The parameter set in force. With pipeline input to come, parameters that it may bind are not missing.
   * Undefined while input is still to decide between several.
   */
  resolveSet(awaitsInput: boolean): string | undefined {
    if (this.sets === null) return ALL_SETS;
    const open = (set: string): ParameterMetadata[] =>
      this.missing(set).filter((parameter) => !(awaitsInput && this.#fromPipeline(parameter, set)));
    const satisfied = [...this.sets].filter((set) => open(set).length === 0);
    const { defaultSet } = this.metadata;
    if (defaultSet !== undefined && satisfied.includes(defaultSet)) {
      if (!awaitsInput || this.missing(defaultSet).length === 0) return defaultSet;
    }
    if (satisfied.length === 1) return satisfied[0];
    if (satisfied.length > 1) {
      if (awaitsInput) return undefined;
      throw ambiguousSet(this.site);
    }
    if (defaultSet !== undefined && this.sets.has(defaultSet)) return defaultSet;
    if (this.sets.size === 1) return [...this.sets][0];
    throw ambiguousSet(this.site);
  }

  #fromPipeline(parameter: ParameterMetadata, set: string): boolean {
    const membership = parameter.sets.get(set) ?? parameter.sets.get(ALL_SETS);
    return membership !== undefined && (membership.byValue || membership.byName);
  }

  /** Throws (or asks) for what a set still needs. */
  requireMandatory(set: string, awaitsInput: boolean): void {
    const missing = this.missing(set).filter(
      (parameter) => !(awaitsInput && this.#fromPipeline(parameter, set)),
    );
    for (const parameter of missing) {
      const answer = this.frame.runspace.promptFor(parameter.name, this.site.commandName);
      if (answer === undefined) throw missingMandatory(this.site, missing);
      this.bind(parameter, answer);
    }
  }
}

/** What is left of the arguments as one value. A single list stays a list. */
function remainingValue(pending: readonly Argument[]): Value {
  const values = pending.map((argument) =>
    argument.name === null ? (argument.value ?? null) : argument.text,
  );
  const [only] = values;
  return values.length === 1 && only !== undefined && isEnumerable(only) ? only : values;
}

/** True when the value, or each element of it, needs no conversion. */
function isOfType(value: Value, { type, isArray }: ParameterMetadata): boolean {
  if (type === null) return true;
  const wanted = isArray ? (type.declaration.elementType ?? type) : type;
  const values = isArray && isEnumerable(value) ? toArray(value) : [value];
  return values.every((each) => typeOf(each)?.isAssignableTo(wanted) === true);
}

/** An argument's value; a number for a text is what was written, `1.10` and not `1.1`. */
function given(argument: Argument | undefined, { type, isArray, cmdletType }: ParameterMetadata): Value {
  if (argument?.written !== undefined) {
    const single = isArray ? (type?.declaration.elementType ?? null) : type;
    if (cmdletType === 'string' || single === stringType) return argument.written;
  }
  return argument?.value ?? null;
}
