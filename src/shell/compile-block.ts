import type { Extent, NamedBlockAst, StatementBlockAst } from '../language/ast.ts';
import type { TerminatingError } from '../values/error-record.ts';
import { defineTypes } from './compile-class.ts';
import { compileTraps, type Handler, runTrap } from './compile-try.ts';
import type { Compiler } from './compiler.ts';
import type { Execute, Frame } from './frame.ts';
import { BREAK, CONTINUE, GO_ON } from './signal.ts';
import { asTerminating } from './stack-overflow.ts';
import { handleStatementError, stampPosition } from './statement-error.ts';

/** Statements one after the other; an error that is not caught ends the statement, not the block. */
export function compileBlock(ast: StatementBlockAst | NamedBlockAst, compiler: Compiler): Execute {
  const definitions = ast.statements.filter((statement) => statement.kind === 'TypeDefinition');
  const rest = ast.statements.filter((statement) => statement.kind !== 'TypeDefinition');
  const types = definitions.map((statement) => compiler.statement(statement));
  const statements = [
    ...(types.length > 1 ? [defineTypes(types)] : types),
    ...rest.map((statement) => compiler.statement(statement)),
  ];
  const extents = [...definitions.slice(0, 1), ...rest].map((statement) => statement.extent);
  if (ast.traps.length > 0) return compileTrapped(ast, statements, compiler);
  const [only] = statements;
  const [extent] = extents;
  if (statements.length === 1 && only !== undefined && extent !== undefined) {
    return (frame) => {
      try {
        return only(frame);
      } catch (error) {
        const terminating = asTerminating(error);
        if (terminating === undefined) throw error;
        handleStatementError(frame, terminating, extent);
        return GO_ON;
      }
    };
  }
  return (frame) => {
    for (let i = 0; i < statements.length; i++) {
      try {
        const completion = (statements[i] as Execute)(frame);
        if (completion !== GO_ON) return completion;
      } catch (error) {
        const terminating = asTerminating(error);
        if (terminating === undefined) throw error;
        handleStatementError(frame, terminating, extents[i] ?? ast.extent);
      }
    }
    return GO_ON;
  };
}

function compileTrapped(
  ast: StatementBlockAst | NamedBlockAst,
  statements: readonly Execute[],
  compiler: Compiler,
): Execute {
  const traps = compileTraps(ast, compiler);
  return (frame) => {
    const outer = frame.trap;
    frame.trap = (error, extent) => trapError(frame, traps, error, extent);
    try {
      for (const [index, statement] of statements.entries()) {
        const completion = runTrapped(frame, statement, ast.statements[index]?.extent ?? ast.extent);
        if (completion !== GO_ON) return completion;
      }
    } finally {
      frame.trap = outer;
    }
    return GO_ON;
  };
}

function runTrapped(frame: Frame, statement: Execute, extent: Extent): number {
  const { runspace, trap } = frame;
  runspace.tryDepth++;
  try {
    return statement(frame);
  } catch (error) {
    const terminating = asTerminating(error);
    if (terminating === undefined || trap === undefined) throw error;
    return trap(terminating, extent);
  } finally {
    runspace.tryDepth--;
  }
}

/** What the block does after the error: a trap that neither breaks nor continues reports it and goes on. */
function trapError(frame: Frame, traps: readonly Handler[], error: TerminatingError, extent: Extent): number {
  const { runspace } = frame;
  stampPosition(frame, error.record, extent);
  // The trap is outside of what it guards.
  runspace.tryDepth--;
  try {
    const completion = runTrap(frame, traps, error);
    if (completion === undefined || completion === BREAK) throw error;
    if (completion === GO_ON) frame.streams.error(error.record);
    return completion === CONTINUE ? GO_ON : completion;
  } finally {
    runspace.tryDepth++;
  }
}
