import type { AliasFacts } from '../cmdlet/session.ts';
import type { TypeInfo } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import type { FunctionCommand } from './command.ts';
import { Variable } from './variable.ts';

/** Makes an automatic variable (`$args`, `$PSCmdlet`) the first time it is asked for. */
export type AutomaticVariables = (name: string) => Value | undefined;

/**
 * Names to variables, functions and aliases. A command's scope has the caller's as its parent, so a
 * look-up sees what the callers set; a module's scopes end in the module's own.
 */
export class Scope {
  readonly parent: Scope | null;
  readonly variables = new Map<string, Variable>();
  functions: Map<string, FunctionCommand> | undefined;
  #aliases: Map<string, AliasFacts> | (() => Map<string, AliasFacts>) | undefined;
  /** The scope of a script file, a module or the session: what `$script:` means. */
  readonly isScript: boolean;
  automatic: AutomaticVariables | undefined;
  /** The classes and enumerations that the block of this scope defined, by lower-cased name. */
  types: Map<string, TypeInfo> | undefined;
  /** Of a method: the scope in which its class was defined, where types are looked for next. */
  typesFrom: Scope | undefined;
  /** Set-StrictMode holds for the scope that it was called in and for what that calls. */
  #strictVersion: number | undefined;

  constructor(parent: Scope | null, isScript = false) {
    this.parent = parent;
    this.isScript = isScript;
  }

  get aliases(): Map<string, AliasFacts> | undefined {
    if (typeof this.#aliases === 'function') this.#aliases = this.#aliases();
    return this.#aliases;
  }

  /** A function is called when somebody first asks: a session's own aliases take the index of all cmdlets. */
  set aliases(aliases: Map<string, AliasFacts> | (() => Map<string, AliasFacts>) | undefined) {
    this.#aliases = aliases;
  }

  /** The variable a name means here; `name` in lower case. */
  find(name: string): Variable | undefined {
    return findVariable(this, name);
  }

  /** The variable of this very scope; `name` in lower case. */
  own(name: string): Variable | undefined {
    const found = this.variables.get(name);
    if (found !== undefined || this.automatic === undefined || !AUTOMATIC.has(name)) return found;
    const value = this.automatic(name);
    if (value === undefined) return undefined;
    const made = this.define(AUTOMATIC.get(name) ?? name, value);
    made.automatic = true;
    return made;
  }

  /** Sets or makes the variable of this very scope, without looking at its options. */
  define(name: string, value: Value): Variable {
    const key = name.toLowerCase();
    const existing = this.variables.get(key);
    if (existing !== undefined) {
      existing.value = value;
      return existing;
    }
    const variable = new Variable(name, value);
    this.variables.set(key, variable);
    return variable;
  }

  /** The type that a script gave this name, in this scope or one above it; `name` in lower case. */
  findType(name: string): TypeInfo | undefined {
    const own = this.types?.get(name);
    if (own !== undefined) return own;
    return (this.typesFrom ?? this.parent)?.findType(name);
  }

  defineType(type: TypeInfo): void {
    this.types ??= new Map();
    this.types.set(type.fullName.toLowerCase(), type);
  }

  remove(name: string): boolean {
    const key = name.toLowerCase();
    const variable = this.variables.get(key);
    if (variable === undefined) return false;
    variable.removed = true;
    return this.variables.delete(key);
  }

  get strictVersion(): number {
    return this.#strictVersion ?? this.parent?.strictVersion ?? 0;
  }

  set strictVersion(version: number) {
    this.#strictVersion = version;
  }

  /** The nearest scope that `$script:` means. */
  get script(): Scope {
    return this.isScript || this.parent === null ? this : this.parent.script;
  }

  get global(): Scope {
    return this.parent === null ? this : this.parent.global;
  }

  /** The scope so many levels up, or undefined. */
  ancestor(levels: number): Scope | undefined {
    return levels === 0 ? this : this.parent?.ancestor(levels - 1);
  }
}

function findVariable(start: Scope, name: string): Variable | undefined {
  for (let scope: Scope | null = start; scope !== null; scope = scope.parent) {
    const found = scope.variables.get(name);
    if (found !== undefined && (scope === start || !found.options.includes('Private'))) return found;
    if (scope.automatic !== undefined && AUTOMATIC.has(name)) {
      const made = scope.own(name);
      if (made !== undefined) return made;
    }
  }
  return undefined;
}

/** Variables that a call brings with it, by lower-cased name. */
export const AUTOMATIC: ReadonlyMap<string, string> = new Map(
  ['args', 'input', 'MyInvocation', 'PSBoundParameters', 'PSCmdlet', 'PSScriptRoot', 'PSCommandPath'].map(
    (name) => [name.toLowerCase(), name],
  ),
);
