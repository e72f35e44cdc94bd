import type { VariableExpressionAst } from '../language/ast.ts';
import { runtimeError } from '../values/error-record.ts';
import type { Value } from '../values/value.ts';
import { driveItem, setDriveItem } from './drive-variable.ts';
import type { Evaluate, Frame } from './frame.ts';
import { folderOf } from './own-file.ts';
import type { Scope } from './scope.ts';
import { AUTOMATIC } from './scope.ts';
import { notWritable, type Variable, type VariableConstraint } from './variable.ts';

export type Assign = (frame: Frame, value: Value) => void;

/** Names that are no variables at all. */
const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

/** `$PSItem` is `$_`. */
export function variableKey(name: string): string {
  const key = name.toLowerCase();
  return key === 'psitem' ? '_' : key;
}

/** The value of a variable; `$null` where there is none, or an error in strict mode. */
export function compileVariable(ast: VariableExpressionAst): Evaluate {
  const key = variableKey(ast.name);
  if (ast.qualifier === null) return compileUnqualified(ast.name, key);
  const { qualifier } = ast;
  switch (qualifier) {
    case 'global':
    case 'script':
    case 'local':
    case 'private':
      return (frame) => {
        if (CONSTANTS.has(key)) return CONSTANTS.get(key) ?? null;
        const found = startScope(frame, qualifier).find(key);
        return found === undefined ? missing(frame, `${qualifier}:${ast.name}`) : found.value;
      };
    case 'using':
      return compileUnqualified(ast.name, key);
    case 'variable':
      return compileUnqualified(ast.name, key);
    default:
      return (frame) => driveItem(frame, qualifier, ast.name);
  }
}

function compileUnqualified(name: string, key: string): Evaluate {
  const constant = CONSTANTS.get(key);
  if (constant !== undefined) return () => constant;
  if (key === '?') return (frame) => frame.runspace.success;
  if (key === 'psscriptroot' || key === 'pscommandpath') return compileOwnFile(key);
  let cachedScope: Scope | null = null;
  let cached: Variable | null = null;
  return (frame) => {
    const { scope } = frame;
    if (scope === cachedScope && cached !== null && !cached.removed) return cached.value;
    const own = scope.variables.get(key);
    if (own !== undefined) {
      cachedScope = scope;
      cached = own;
      return own.value;
    }
    const found = scope.find(key);
    return found === undefined ? missing(frame, name) : found.value;
  };
}

/** The file in which the code stands, or what a script assigned: a block that is dot-sourced has its own file. */
function compileOwnFile(key: 'psscriptroot' | 'pscommandpath'): Evaluate {
  return (frame) => {
    const found = frame.scope.find(key);
    if (found?.automatic === false) return found.value;
    const { file } = frame.source;
    return key === 'psscriptroot' ? folderOf(file) : (file ?? '');
  };
}

function missing(frame: Frame, name: string): Value {
  if (frame.scope.strictVersion === 0) return null;
  throw runtimeError({
    message: `The variable '$${name}' cannot be retrieved because it has not been set.`,
    id: 'VariableIsUndefined',
    target: name,
  });
}

function startScope(frame: Frame, qualifier: 'global' | 'script' | 'local' | 'private'): Scope {
  if (qualifier === 'global') return frame.runspace.globalScope;
  return qualifier === 'script' ? frame.scope.script : frame.scope;
}

/** Sets a variable where an assignment to it would: in the current scope unless it names another. */
export function compileVariableTarget(ast: VariableExpressionAst): Assign {
  const key = variableKey(ast.name);
  if (CONSTANTS.has(key) || key === '?') {
    return () => {
      if (key === 'null') return;
      throw notWritable(ast.name);
    };
  }
  const { qualifier } = ast;
  if (qualifier === null || qualifier === 'local' || qualifier === 'variable')
    return localTarget(ast.name, key);
  if (qualifier === 'private') {
    return (frame, value) => {
      assignIn(frame, frame.scope, ast.name, value).options = ['Private'];
    };
  }
  if (qualifier === 'global' || qualifier === 'script') {
    return (frame, value) => void assignIn(frame, startScope(frame, qualifier), ast.name, value);
  }
  return (frame, value) => setDriveItem(frame, qualifier, ast.name, value);
}

function localTarget(name: string, key: string): Assign {
  let cachedScope: Scope | null = null;
  let cached: Variable | null = null;
  return (frame, value) => {
    const { scope } = frame;
    if (scope === cachedScope && cached !== null && !cached.removed) {
      cached.assign(value);
      return;
    }
    cached = assignIn(frame, scope, name, value, key);
    cachedScope = scope.variables.get(key) === cached ? scope : null;
  };
}

/** Assigns in one scope, making the variable there; variables that all scopes share are set where they are. */
export function assignIn(
  frame: Frame,
  scope: Scope,
  name: string,
  value: Value,
  key = variableKey(name),
): Variable {
  const own = AUTOMATIC.has(key) ? scope.own(key) : scope.variables.get(key);
  if (own !== undefined) {
    own.assign(value);
    return own;
  }
  const shared = frame.runspace.sharedVariable(key);
  if (shared !== undefined) {
    shared.assign(value);
    return shared;
  }
  // A plain assignment to what a caller's scope holds as a constant is refused, as PowerShell does for AllScope ones only.
  return scope.define(key === '_' ? '_' : name, value);
}

/** Gives the variable of an assignment target a type or validation from now on. */
export function constrain(frame: Frame, ast: VariableExpressionAst, constraint: VariableConstraint): void {
  const scope =
    ast.qualifier === 'global' || ast.qualifier === 'script' ? startScope(frame, ast.qualifier) : frame.scope;
  const variable = scope.variables.get(variableKey(ast.name));
  if (variable !== undefined) variable.constraint = constraint;
}
