import type {
  ExitingStatementAst,
  StatementBlockAst,
  TrapStatementAst,
  TryStatementAst,
} from '../language/ast.ts';
import { convertTo } from '../values/convert.ts';
import { type ErrorRecord, TerminatingError } from '../values/error-record.ts';
import { int32Type } from '../values/numeric.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { registeredType } from '../values/type-registry.ts';
import { isNull } from '../values/value.ts';
import { saveIt } from './compile-switch.ts';
import type { Compiler } from './compiler.ts';
import { collectRecord, type Evaluate, type Execute, type Frame } from './frame.ts';
import { ExitSignal, RETURN } from './signal.ts';
import { asTerminating } from './stack-overflow.ts';
import { stampPosition } from './statement-error.ts';
import { thrownRecord } from './thrown-record.ts';
import { findType } from './type-lookup.ts';

export interface Handler {
  /** Names of the types caught; empty: everything. */
  readonly types: readonly string[];
  readonly body: Execute;
}

export function compileTry(ast: TryStatementAst, compiler: Compiler): Execute {
  const body = compiler.block(ast.body);
  const handlers: Handler[] = ast.catchClauses.map((clause) => ({
    types: clause.catchTypes.map((type) => type.typeName.name),
    body: compiler.block(clause.body),
  }));
  const last = ast.finally && compiler.block(ast.finally);
  const guarded: Execute = handlers.length === 0 ? body : (frame) => runGuarded(frame, body, handlers);
  if (last === null) return guarded;
  return (frame) => {
    let completion: number;
    try {
      completion = guarded(frame);
    } finally {
      runFinally(frame, last);
    }
    return completion;
  };
}

/** `finally` runs even while an interrupt goes up, so the interrupt must not stop it. */
function runFinally(frame: Frame, last: Execute): void {
  const { runspace } = frame;
  const outer = runspace.interruptsHeld;
  frame.activate();
  runspace.interruptsHeld = true;
  try {
    last(frame);
  } finally {
    runspace.interruptsHeld = outer;
  }
}

function runGuarded(frame: Frame, body: Execute, handlers: readonly Handler[]): number {
  const { runspace, trap } = frame;
  frame.trap = undefined;
  runspace.tryDepth++;
  let caught: TerminatingError;
  try {
    return body(frame);
  } catch (error) {
    const terminating = asTerminating(error);
    if (terminating === undefined) throw error;
    frame.activate();
    caught = terminating;
  } finally {
    runspace.tryDepth--;
    frame.trap = trap;
  }
  const handler = handlers.find(({ types }) => types.length === 0 || catches(frame, types, caught));
  if (handler === undefined) throw caught;
  return runHandler(frame, handler.body, caught.record);
}

/** Runs a catch or trap body with `$_` as the error, which `throw` alone throws again. */
function runHandler(frame: Frame, body: Execute, record: ErrorRecord): number {
  const { runspace } = frame;
  runspace.recordError(record);
  collectRecord(frame, 'error', record);
  runspace.success = false;
  const restore = saveIt(frame);
  const outer = runspace.handled;
  runspace.handled = record;
  frame.scope.define('_', record);
  try {
    return body(frame);
  } finally {
    runspace.handled = outer;
    restore();
  }
}

const AUTOMATION = 'System.Management.Automation.';

/** An exception is caught by its own type, by that of its cause, or as what the clause names. */
function catches(frame: Frame, types: readonly string[], error: TerminatingError): boolean {
  const { record } = error;
  return types.some((name) => {
    const wanted = findType(frame, name) ?? registeredType(name);
    if (wanted === undefined) return false;
    if (error.stopped !== undefined && wanted.fullName === `${AUTOMATION}ActionPreferenceStopException`)
      return true;
    if (error.leftCommand && wanted.fullName === `${AUTOMATION}CmdletInvocationException`) return true;
    for (let at: typeof record.exception | null = record.exception; at !== null; at = at.inner) {
      if (isA(at.exceptionType, wanted)) return true;
    }
    return false;
  });
}

function isA(type: TypeInfo, wanted: TypeInfo): boolean {
  return type.isAssignableTo(wanted);
}

/** A block with traps: an error in it runs the trap, and then the block goes on after the statement. */
export function compileTraps(
  ast: StatementBlockAst | { readonly traps: readonly TrapStatementAst[] },
  compiler: Compiler,
): Handler[] {
  return ast.traps.map((trap) => ({
    types: trap.trapType === null ? [] : [trap.trapType.typeName.name],
    body: compiler.block(trap.body),
  }));
}

/** What the block does after a trap: undefined when none caught the error. */
export function runTrap(
  frame: Frame,
  handlers: readonly Handler[],
  error: TerminatingError,
): number | undefined {
  // A trap for the exact type is preferred to one for everything.
  const handler =
    handlers.find(({ types }) => types.length > 0 && catches(frame, types, error)) ??
    handlers.find(({ types }) => types.length === 0);
  if (handler === undefined) return undefined;
  return runHandler(frame, handler.body, error.record);
}

export function compileThrow(ast: ExitingStatementAst, compiler: Compiler): Execute {
  const value: Evaluate | null = ast.pipeline && compiler.value(ast.pipeline);
  const { extent } = ast;
  return (frame) => {
    const { handled } = frame.runspace;
    if (value === null && handled !== null) throw thrown(handled);
    const record = thrownRecord(value === null ? null : value(frame));
    if (record.invocation === null) stampPosition(frame, record, extent);
    throw thrown(record);
  };
}

function thrown(record: ErrorRecord): TerminatingError {
  const error = new TerminatingError(record, true);
  error.thrown = true;
  return error;
}

export function compileReturn(ast: ExitingStatementAst, compiler: Compiler): Execute {
  const { pipeline } = ast;
  if (pipeline === null) return () => RETURN;
  const statement = compiler.statement(pipeline);
  let value: Evaluate | undefined;
  return (frame) => {
    if (frame.method === undefined) statement(frame);
    else {
      value ??= compiler.value(pipeline);
      frame.method.value = value(frame);
    }
    return RETURN;
  };
}

export function compileExit(ast: ExitingStatementAst, compiler: Compiler): Execute {
  const value = ast.pipeline && compiler.value(ast.pipeline);
  return (frame) => {
    const code = value === null ? frame.runspace.exitCode : value(frame);
    const number = isNull(code) ? 0 : convertTo(code, int32Type);
    throw new ExitSignal(typeof number === 'number' ? number : 0);
  };
}
