import type { PSCredential, SecureString } from '../values/credential.ts';
import type { DateTime, TimeSpan } from '../values/date-time.ts';
import type { Decimal } from '../values/decimal.ts';
import type { EnumType } from '../values/enum-type.ts';
import type { Dictionary } from '../values/hashtable.ts';
import type { ObjectType, TypedObject } from '../values/object-type.ts';
import type { ResourceScope } from '../values/resource.ts';
import type { ScriptBlock } from '../values/script-block.ts';
import type { TypeInfo } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import type { Session } from './session.ts';

/** The named parameter types and what a cmdlet's code gets for each. */
export interface ParameterTypes {
  string: string;
  int: number;
  long: bigint;
  double: number;
  decimal: Decimal;
  bool: boolean;
  switch: boolean;
  datetime: DateTime;
  timespan: TimeSpan;
  scriptblock: ScriptBlock;
  /** A Hashtable or an ordered dictionary. */
  hashtable: Dictionary;
  securestring: SecureString;
  credential: PSCredential;
  type: TypeInfo;
  /** Any value; a single `$null` too when `allowNull`. */
  object: Value;
}

export type ParameterType = keyof ParameterTypes | ObjectType<unknown> | EnumType;

export type PipelineBinding = 'value' | 'name' | 'both';

/** What completion and the binder ask for beyond the declaration. */
export interface CompletionQuery {
  readonly session: Session;
  /** What is typed so far, quotes removed. */
  readonly word: string;
  /** Arguments already given, by parameter name, where they are constants. */
  readonly bound: ReadonlyMap<string, Value>;
}

export interface CompletionItem {
  readonly text: string;
  /** Shown in the menu's second column. */
  readonly help?: string;
}

export interface ParameterDefinition {
  /**
   * A named type, an `ObjectType` (which also accepts a name with wildcards on the command line when
   * it has a resolver), or an `EnumType` (the code gets the name).
   */
  readonly type: ParameterType;
  /** Accepts several; the code gets an array. */
  readonly array?: boolean;
  /** In every set, or in the sets named. */
  readonly mandatory?: boolean | readonly string[];
  /** From 0; or per set. */
  readonly position?: number | Readonly<Record<string, number>>;
  /** By value, by property name, or both; or per set. */
  readonly pipeline?: PipelineBinding | Readonly<Record<string, PipelineBinding>>;
  readonly aliases?: readonly string[];
  /** The sets it belongs to; not given: all. */
  readonly sets?: readonly string[];
  /** Allowed texts without regard to case; the code gets the spelling given here. */
  readonly validateSet?: readonly string[];
  /** Least and greatest. */
  readonly validateRange?: readonly [number | bigint, number | bigint];
  readonly validatePattern?: RegExp;
  /** Least and greatest number of elements of an array. */
  readonly validateCount?: readonly [number, number];
  readonly validateLength?: readonly [number, number];
  /** Refuses `$null`, `''` and `@()`, and lists that hold one, as ValidateNotNullOrEmpty does. */
  readonly notEmpty?: boolean;
  /** Returns the reason why the value is refused, or undefined. */
  validate?(value: Value): string | undefined;
  /** Takes what is left of the positional arguments. */
  readonly remaining?: boolean;
  /** `type: 'object'` or mandatory: `$null` may be given. */
  readonly allowNull?: boolean;
  /** Mandatory strings: `''` may be given. Mandatory arrays: `@()` may be given. */
  readonly allowEmpty?: boolean;
  /** What it is given says where the names that stand for objects of other parameters are looked up. */
  namesWithin?(scope: ResourceScope, value: Value): ResourceScope;
  /** Says in help that wildcards are accepted. */
  readonly wildcard?: boolean;
  /** What the code gets when nothing is bound. */
  readonly preset?: string | number | boolean;
  readonly completer?: (query: CompletionQuery) => Iterable<string | CompletionItem>;
  /** One sentence. */
  readonly help: string;
  /** The vSphere version that brought the parameter, where the cmdlet is older. */
  readonly since?: string;
  /** The same for values of `validateSet`; an enumeration says it itself. */
  readonly valuesSince?: Readonly<Record<string, string>>;
  /** Accepted, but not listed in help or completion. */
  readonly hidden?: boolean;
}

export type ParameterDefinitions = Readonly<Record<string, ParameterDefinition>>;

/** What a single value of the parameter is to the code. */
type Single<P extends ParameterDefinition> =
  P['type'] extends ObjectType<infer T>
    ? TypedObject<T>
    : P['type'] extends EnumType<infer N>
      ? N
      : P['type'] extends keyof ParameterTypes
        ? P extends { readonly validateSet: readonly (infer S)[] }
          ? P['type'] extends 'string'
            ? S
            : ParameterTypes[P['type']]
          : ParameterTypes[P['type']]
        : never;

type Bound<P extends ParameterDefinition> = P extends { readonly array: true } ? Single<P>[] : Single<P>;

/** What the code gets for the parameter: undefined unless mandatory in every set, preset, or a switch. */
export type Argument<P extends ParameterDefinition> = P extends { readonly mandatory: true }
  ? Bound<P>
  : P extends { readonly type: 'switch' }
    ? boolean
    : P extends { readonly preset: string | number | boolean }
      ? Bound<P>
      : Bound<P> | undefined;

/** The arguments object of a cmdlet, from its parameter declarations. */
export type Arguments<P extends ParameterDefinitions> = { readonly [K in keyof P]: Argument<P[K]> };
