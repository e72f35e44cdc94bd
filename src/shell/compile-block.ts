import type { NamedBlockAst, StatementBlockAst } from '../language/ast.ts';
import type { TerminatingError } from '../values/error-record.ts';
import { compileTraps, runTrap } from './compile-try.ts';
import type { Compiler } from './compiler.ts';
import type { Execute, Frame } from './frame.ts';
import { BREAK, CONTINUE, GO_ON } from './signal.ts';
import { asTerminating } from './stack-overflow.ts';
import { handleStatementError, stampPosition } from './statement-error.ts';

/** Statements one after the other; an error that is not caught ends the statement, not the block. */
export function compileBlock(ast: StatementBlockAst | NamedBlockAst, compiler: Compiler): Execute {
  const definitions = ast.statements.filter((statement) => statement.kind === 'TypeDefinition');
  const rest = ast.statements.filter((statement) => statement.kind !== 'TypeDefinition');
  const ordered = [...definitions, ...rest];
  const statements = ordered.map((statement) => compiler.statement(statement));
  const extents = ordered.map((statement) => statement.extent);
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
    for (const [index, statement] of statements.entries()) {
      const { runspace } = frame;
      runspace.tryDepth++;
      try {
        const completion = statement(frame);
        if (completion !== GO_ON) return completion;
      } catch (error) {
        const terminating = asTerminating(error);
        if (terminating === undefined) throw error;
        stampPosition(frame, terminating.record, ast.statements[index]?.extent ?? ast.extent);
        runspace.tryDepth--;
        try {
          const completion = runTrap(frame, traps, terminating);
          if (completion === undefined || completion === BREAK) throw terminating;
          if (completion === CONTINUE) continue;
          if (completion !== GO_ON) return completion;
          reportTrapped(frame, terminating);
        } finally {
          runspace.tryDepth++;
        }
      } finally {
        runspace.tryDepth--;
      }
    }
    return GO_ON;
  };
}

/** A trap that neither breaks nor continues: the error is reported and the block goes on. */
function reportTrapped(frame: Frame, error: TerminatingError): void {
  frame.streams.error(error.record);
}
