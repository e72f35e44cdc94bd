import type { CompletionItem, CompletionQuery, ParameterType } from '../cmdlet/parameter.ts';
import type { ResourceScope } from '../values/resource.ts';
import type { TypeInfo } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import type { Frame } from './frame.ts';

export const ALL_SETS = '__AllParameterSets';

/** A parameter in one set. */
export interface SetMembership {
  readonly mandatory: boolean;
  readonly position: number | undefined;
  readonly byValue: boolean;
  readonly byName: boolean;
  readonly remaining: boolean;
  readonly helpMessage: string;
}

/** Converts or refuses an argument, whose names stand for what `names` has; throws a terminating error that the binder words. */
export type ArgumentStep = (value: Value, frame: Frame, names?: ResourceScope) => Value;

/** A parameter as the binder sees it, of a cmdlet or of a function. */
export interface ParameterMetadata {
  readonly name: string;
  readonly key: string;
  readonly aliases: readonly string[];
  /** Null: anything. */
  readonly type: TypeInfo | null;
  readonly isSwitch: boolean;
  readonly sets: ReadonlyMap<string, SetMembership>;
  /** Conversion, transformations and validations, in order. */
  readonly steps: readonly ArgumentStep[];
  readonly allowNull: boolean;
  readonly allowEmptyString: boolean;
  readonly allowEmptyCollection: boolean;
  readonly hidden: boolean;
  readonly help: string;
  readonly validateSet: readonly string[];
  readonly wildcard: boolean;
  /** The declared type of a cmdlet's parameter, for object by name and native arguments. */
  readonly cmdletType?: ParameterType;
  readonly isArray: boolean;
  /** Bound before the others, whose names it narrows. */
  readonly namesWithin?: (scope: ResourceScope, value: Value) => ResourceScope;
  /** A function parameter's default, evaluated in the function's scope. */
  readonly preset?: ((frame: Frame) => Value) | undefined;
  readonly presetText: string;
  readonly completer?: (query: CompletionQuery) => Iterable<string | CompletionItem>;
  /** For -Verbose and the like. */
  readonly common: boolean;
  /** The attributes as objects, for Get-Command. */
  readonly attributes?: (frame: Frame) => Value[];
  /** From a dynamicparam block: no variable is set for it. */
  readonly dynamic?: boolean;
}

/** All that the binder needs to know of a command. */
export interface CommandMetadata {
  readonly parameters: readonly ParameterMetadata[];
  /** By lower-cased name and alias. */
  readonly byName: ReadonlyMap<string, ParameterMetadata>;
  readonly sets: readonly string[];
  readonly defaultSet: string | undefined;
  /** False: positional arguments only where a position is declared, unknown names are errors. */
  readonly positionalBinding: boolean;
}

/** A function's parameters and the attributes of its param block. */
export interface FunctionParameters extends CommandMetadata {
  /** Has [CmdletBinding] or a [Parameter] attribute: common parameters, no `$args`. */
  readonly advanced: boolean;
  readonly supportsShouldProcess: boolean;
  readonly confirmImpact: 'None' | 'Low' | 'Medium' | 'High';
  readonly outputTypes: readonly string[];
}
