import { terminatingError } from '../cmdlet/error.ts';
import type { ScopeId, SessionVariables, VariableChange, VariableFacts } from '../cmdlet/session.ts';
import type { Value } from '../values/value.ts';
import { variableKey } from './compile-variable.ts';
import type { Runspace } from './runspace.ts';
import { AUTOMATIC, type Scope } from './scope.ts';
import { notWritable, Variable } from './variable.ts';

/** Get-Variable and its relatives, from the frame that is running. */
export class EngineVariables implements SessionVariables {
  readonly #runspace: Runspace;
  constructor(runspace: Runspace) {
    this.#runspace = runspace;
  }

  get(name: string, scope?: ScopeId): Value | undefined {
    return this.#find(name, scope)?.value;
  }

  facts(name: string, scope?: ScopeId): VariableFacts | undefined {
    const found = this.#find(name, scope);
    return found && factsOf(found);
  }

  #find(name: string, scope?: ScopeId): Variable | undefined {
    const { current } = this.#runspace;
    const { key, scope: named } = scoped(name, scope);
    if (key === '?') return new Variable('?', this.#runspace.success);
    if (named === undefined) return current.scope.find(key);
    const at = this.#runspace.scopeOf(current, named);
    return named === 'global' || typeof named === 'number'
      ? at.own(key)
      : (at.own(key) ?? shared(this.#runspace, key));
  }

  set(name: string, value: Value, change: VariableChange = {}): void {
    const { current } = this.#runspace;
    const { key, scope: named, plain } = scoped(name, change.scope);
    const scope =
      named === undefined
        ? (ownerOf(current.scope, key) ?? current.scope)
        : this.#runspace.scopeOf(current, named);
    const existing = scope.own(key) ?? shared(this.#runspace, key);
    if (existing?.options.includes('Constant') === true) throw notWritable(existing.name);
    if (existing?.options.includes('ReadOnly') === true && change.force !== true)
      throw notWritable(existing.name);
    if (existing !== undefined && change.options?.includes('Constant') === true) {
      throw terminatingError({
        message: `Existing variable ${existing.name} cannot be made constant. Variables can be made constant only at creation time.`,
        id: 'VariableCannotBeMadeConstant',
        category: 'WriteError',
        target: existing.name,
        exceptionType: 'System.Management.Automation.SessionStateUnauthorizedAccessException',
      });
    }
    const variable = existing ?? scope.define(plain, null);
    // -Force writes to a read-only variable, which stays one.
    const { options } = variable;
    if (change.force === true) variable.options = [];
    variable.assign(value);
    variable.options = options;
    if (change.options !== undefined) this.#setOptions(variable, change.options);
    else if (named === 'private') variable.options = ['Private'];
    if (change.description !== undefined) variable.description = change.description;
  }

  #setOptions(variable: Variable, options: Variable['options']): void {
    variable.options = options;
    if (options.includes('AllScope')) this.#runspace.shareVariable(variable);
  }

  remove(name: string, scope?: ScopeId, force?: boolean): boolean {
    const { current } = this.#runspace;
    const { key, scope: named } = scoped(name, scope);
    const at = named === undefined ? ownerOf(current.scope, key) : this.#runspace.scopeOf(current, named);
    const variable = at?.own(key);
    if (at === undefined || variable === undefined) return false;
    const { options } = variable;
    if (options.includes('Constant') || (options.includes('ReadOnly') && force !== true)) {
      throw terminatingError({
        message: `Cannot remove variable ${variable.name} because it is constant or read-only. If the variable is read-only, try the operation again specifying the Force option.`,
        id: 'VariableNotRemovable',
        category: 'WriteError',
        target: variable.name,
        exceptionType: 'System.Management.Automation.SessionStateUnauthorizedAccessException',
      });
    }
    return at.remove(key);
  }

  list(scope?: ScopeId): readonly VariableFacts[] {
    const { current } = this.#runspace;
    const found = new Map<string, Variable>();
    const start = scope === undefined ? current.scope : this.#runspace.scopeOf(current, scope);
    for (let at: Scope | null = start; at !== null; at = scope === undefined ? at.parent : null) {
      if (at.automatic !== undefined) for (const name of AUTOMATIC.keys()) at.own(name);
      for (const [key, variable] of at.variables) if (!found.has(key)) found.set(key, variable);
    }
    return [...found.values()]
      .map(factsOf)
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  }
}

function shared(runspace: Runspace, key: string): Variable | undefined {
  return runspace.sharedVariable(key);
}

function ownerOf(scope: Scope, key: string): Scope | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.parent) if (at.own(key) !== undefined) return at;
  return undefined;
}

/** `global:x` names its scope itself. */
function scoped(name: string, scope?: ScopeId): { key: string; plain: string; scope: ScopeId | undefined } {
  const match = /^(global|script|local|private):(.+)$/i.exec(name);
  const [, qualifier, rest] = match ?? [];
  const plain = rest ?? name;
  const named = qualifier === undefined ? scope : (qualifier.toLowerCase() as ScopeId);
  return { key: variableKey(plain), plain, scope: named };
}

function factsOf(variable: Variable): VariableFacts {
  return {
    name: variable.name,
    value: variable.value,
    options: variable.options,
    description: variable.description,
    visibility: 'Public',
  };
}
