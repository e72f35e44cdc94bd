import type {
  ExpressionAst,
  NamedBlockAst,
  ScriptBlockAst,
  StatementAst,
  StatementBlockAst,
} from '../language/ast.ts';
import { runtimeError } from '../values/error-record.ts';
import { isTrue } from '../values/truth.ts';
import { collectOutput, outputValue } from './collect.ts';
import { compileIncrement } from './compile-assignment.ts';
import { compileBlock } from './compile-block.ts';
import { compileParameters } from './compile-function.ts';
import {
  compileArrayLiteral,
  compileConvert,
  compileExpandable,
  compileHashtable,
  constantValue,
} from './compile-literal.ts';
import { compileIndex, compileInvoke, compileMember } from './compile-member.ts';
import { compileBinary, compileUnary } from './compile-operator.ts';
import { compileStages, isIncrement } from './compile-pipeline.ts';
import { compileStatement, compileValue } from './compile-statement.ts';
import { compileVariable } from './compile-variable.ts';
import { CompiledBlock } from './compiled-block.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Execute } from './frame.ts';
import { CompiledScriptBlock } from './script-block-value.ts';
import type { SourceText } from './source-text.ts';
import { typeReference } from './type-lookup.ts';
import { validationOf } from './validation.ts';

/** The code of a parsed script. Blocks inside it are compiled when they are first run. */
export function compileScript(ast: ScriptBlockAst, source: SourceText): CompiledBlock {
  return new SourceCompiler(source).scriptBlock(ast);
}

class SourceCompiler implements Compiler {
  readonly source: SourceText;
  readonly #blocks = new Map<ScriptBlockAst, CompiledBlock>();
  constructor(source: SourceText) {
    this.source = source;
  }

  statement(ast: StatementAst): Execute {
    return compileStatement(ast, this);
  }

  value(ast: StatementAst): Evaluate {
    return compileValue(ast, this);
  }

  block(ast: StatementBlockAst | NamedBlockAst): Execute {
    return compileBlock(ast, this);
  }

  scriptBlock(ast: ScriptBlockAst): CompiledBlock {
    let block = this.#blocks.get(ast);
    if (block === undefined) {
      const named = (part: NamedBlockAst | null) => (): Execute | undefined =>
        part === null ? undefined : this.block(part);
      block = new CompiledBlock(ast, this.source, {
        begin: named(ast.beginBlock),
        process: named(ast.processBlock),
        end: named(ast.endBlock),
        clean: named(ast.cleanBlock),
        dynamicParameters: named(ast.dynamicParamBlock),
        usings: () => ast.usingStatements.map((statement) => this.statement(statement)),
        parameters: () => compileParameters(ast.paramBlock, ast.paramBlock?.parameters ?? [], this),
        stages: () => compileStages(ast, this),
      });
      this.#blocks.set(ast, block);
    }
    return block;
  }

  expression(ast: ExpressionAst): Evaluate {
    switch (ast.kind) {
      case 'ConstantExpression': {
        const value = constantValue(ast);
        return () => value;
      }
      case 'StringConstant': {
        const { value } = ast;
        return () => value;
      }
      case 'ExpandableString':
        return compileExpandable(ast, this);
      case 'VariableExpression':
        return compileVariable(ast);
      case 'UsingExpression':
        return compileVariable(ast.expression);
      case 'UnaryExpression':
        return isIncrement(ast) ? compileIncrement(ast, this) : compileUnary(ast, this);
      case 'BinaryExpression':
        return compileBinary(ast, this);
      case 'MemberExpression':
        return compileMember(ast, this);
      case 'InvokeMemberExpression':
        return compileInvoke(ast, this);
      case 'IndexExpression':
        return compileIndex(ast, this);
      case 'ConvertExpression':
        return compileConvert(ast, this);
      case 'ArrayLiteral':
        return compileArrayLiteral(ast, this);
      case 'Hashtable':
        return compileHashtable(ast, this);
      default:
        return this.#compound(ast);
    }
  }

  #compound(
    ast: Extract<
      ExpressionAst,
      {
        kind:
          | 'TernaryExpression'
          | 'AttributedExpression'
          | 'TypeExpression'
          | 'ArrayExpression'
          | 'SubExpression'
          | 'ParenExpression'
          | 'ScriptBlockExpression'
          | 'ErrorExpression';
      }
    >,
  ): Evaluate {
    switch (ast.kind) {
      case 'TernaryExpression': {
        const condition = this.expression(ast.condition);
        const ifTrue = this.expression(ast.ifTrue);
        const ifFalse = this.expression(ast.ifFalse);
        return (frame) => (isTrue(condition(frame)) ? ifTrue(frame) : ifFalse(frame));
      }
      case 'AttributedExpression': {
        const validate = validationOf(ast.attribute, this);
        const child = this.expression(ast.child);
        return (frame) => validate(frame)(child(frame));
      }
      case 'TypeExpression': {
        const type = typeReference(ast.typeName);
        return (frame) => type(frame);
      }
      case 'ArrayExpression': {
        const body = this.block(ast.body);
        return (frame) => collectOutput(frame, body);
      }
      case 'SubExpression': {
        const body = this.block(ast.body);
        return (frame) => outputValue(collectOutput(frame, body));
      }
      case 'ParenExpression':
        return this.value(ast.pipeline);
      case 'ScriptBlockExpression': {
        const code = this.scriptBlock(ast.scriptBlock);
        return (frame) => new CompiledScriptBlock(code, frame.runspace, frame.state);
      }
      case 'ErrorExpression':
        throw runtimeError({
          message: 'The text has a syntax error.',
          id: 'ParserError',
          category: 'ParserError',
        });
    }
  }
}
