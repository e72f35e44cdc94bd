import type {
  DataStatementAst,
  IfStatementAst,
  LoopExitStatementAst,
  StatementAst,
} from '../language/ast.ts';
import { runtimeError } from '../values/error-record.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import { collectOutput, outputValue } from './collect.ts';
import { compileAssignment } from './compile-assignment.ts';
import { compileTypeDefinition } from './compile-class.ts';
import { compileCondition } from './compile-condition.ts';
import { compileFunction } from './compile-function.ts';
import { compileDo, compileFor, compileForEach, compileWhile } from './compile-loop.ts';
import { compileChain, compilePipeline, pipelineValue } from './compile-pipeline.ts';
import { compileSwitch } from './compile-switch.ts';
import { compileExit, compileReturn, compileThrow, compileTry } from './compile-try.ts';
import { compileUsing } from './compile-using.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Execute } from './frame.ts';
import { BREAK, CONTINUE, GO_ON } from './signal.ts';

export function compileStatement(ast: StatementAst, compiler: Compiler): Execute {
  switch (ast.kind) {
    case 'Pipeline':
      return compilePipeline(ast, compiler);
    case 'PipelineChain':
      return compileChain(ast, compiler);
    case 'AssignmentStatement': {
      const assign = compileAssignment(ast, compiler);
      return (frame) => {
        assign(frame);
        return GO_ON;
      };
    }
    case 'IfStatement':
      return compileIf(ast, compiler);
    case 'SwitchStatement':
      return compileSwitch(ast, compiler);
    case 'ForStatement':
      return compileFor(ast, compiler);
    case 'ForEachStatement':
      return compileForEach(ast, compiler);
    case 'WhileStatement':
      return compileWhile(ast, compiler);
    case 'DoWhileStatement':
    case 'DoUntilStatement':
      return compileDo(ast, compiler);
    case 'BreakStatement':
    case 'ContinueStatement':
      return compileLoopExit(ast, compiler);
    case 'ReturnStatement':
      return compileReturn(ast, compiler);
    case 'ThrowStatement':
      return compileThrow(ast, compiler);
    case 'ExitStatement':
      return compileExit(ast, compiler);
    case 'TryStatement':
      return compileTry(ast, compiler);
    default:
      return compileDefinition(ast, compiler);
  }
}

function compileDefinition(
  ast: Extract<
    StatementAst,
    {
      kind:
        | 'DataStatement'
        | 'FunctionDefinition'
        | 'TypeDefinition'
        | 'UsingStatement'
        | 'ConfigurationDefinition'
        | 'ErrorStatement';
    }
  >,
  compiler: Compiler,
): Execute {
  switch (ast.kind) {
    case 'DataStatement':
      return compileData(ast, compiler);
    case 'FunctionDefinition':
      return compileFunction(ast, compiler);
    case 'TypeDefinition':
      return compileTypeDefinition(ast, compiler);
    case 'UsingStatement':
      return compileUsing(ast);
    case 'ConfigurationDefinition':
    case 'ErrorStatement':
      return () => {
        throw runtimeError({
          message: 'Configurations (DSC) are not offered by this shell.',
          id: 'ConfigurationNotSupported',
          category: 'NotImplemented',
        });
      };
  }
}

/** A statement for its value. */
export function compileValue(ast: StatementAst, compiler: Compiler): Evaluate {
  if (ast.kind === 'Pipeline') return pipelineValue(ast, compiler);
  if (ast.kind === 'AssignmentStatement') return compileAssignment(ast, compiler);
  const run = compiler.statement(ast);
  return (frame) => outputValue(collectOutput(frame, run));
}

function compileIf(ast: IfStatementAst, compiler: Compiler): Execute {
  const clauses = ast.clauses.map((clause) => ({
    condition: compileCondition(clause.condition, compiler),
    body: compiler.block(clause.body),
  }));
  const otherwise = ast.elseClause && compiler.block(ast.elseClause);
  const [only] = clauses;
  if (clauses.length === 1 && only !== undefined) {
    const { condition, body } = only;
    return (frame) => {
      if (isTrue(condition(frame))) return body(frame);
      return otherwise === null ? GO_ON : otherwise(frame);
    };
  }
  return (frame) => {
    for (const { condition, body } of clauses) if (isTrue(condition(frame))) return body(frame);
    return otherwise === null ? GO_ON : otherwise(frame);
  };
}

function compileLoopExit(ast: LoopExitStatementAst, compiler: Compiler): Execute {
  const completion = ast.kind === 'BreakStatement' ? BREAK : CONTINUE;
  if (ast.label === null) {
    return (frame) => {
      frame.label = '';
      return completion;
    };
  }
  const label = compiler.expression(ast.label);
  return (frame) => {
    frame.label = toText(label(frame)).toLowerCase();
    return completion;
  };
}

/** `data { … }`: evaluated as it stands, its value stored or written. */
function compileData(ast: DataStatementAst, compiler: Compiler): Execute {
  const body = compiler.block(ast.body);
  const { variable } = ast;
  if (variable === null) return body;
  return (frame) => {
    frame.scope.define(variable, outputValue(collectOutput(frame, body)));
    return GO_ON;
  };
}
