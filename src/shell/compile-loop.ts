import type {
  DoStatementAst,
  ExpressionAst,
  Extent,
  ForEachStatementAst,
  ForStatementAst,
  StatementAst,
  WhileStatementAst,
} from '../language/ast.ts';
import { Collection } from '../values/collection.ts';
import { enumerate, toArray } from '../values/enumerate.ts';
import { runtimeError } from '../values/error-record.ts';
import { Enumerator } from '../values/net/enumerator.ts';
import { LazyRange } from '../values/range.ts';
import { isTrue } from '../values/truth.ts';
import { isNull, type Value } from '../values/value.ts';
import { compileCondition } from './compile-condition.ts';
import { type Assign, compileVariableTarget } from './compile-variable.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Execute, Frame } from './frame.ts';
import { characterEnds, lazyRange, makeRange } from './make-range.ts';
import { BREAK, CONTINUE, GO_ON, LoopExit } from './signal.ts';
import { asTerminating } from './stack-overflow.ts';
import { stampPosition } from './statement-error.ts';

/** What a loop does after its body: go on, leave with a completion, or leave normally. */
const LEAVE = -1;

/** Runs a loop's body once; `break` and `continue` for this loop become LEAVE and GO_ON. */
function bodyRunner(body: Execute, label: string | null): Execute {
  const own = label?.toLowerCase() ?? '';
  return (frame) => {
    let completion: number;
    try {
      completion = body(frame);
    } catch (error) {
      if (!(error instanceof LoopExit)) throw error;
      completion = error.completion;
      frame.activate();
      frame.label = error.label;
    }
    if (completion === GO_ON) return GO_ON;
    if (completion !== BREAK && completion !== CONTINUE) return completion;
    if (frame.label !== '' && frame.label !== own) return completion;
    frame.label = '';
    return completion === BREAK ? LEAVE : GO_ON;
  };
}

export function compileWhile(ast: WhileStatementAst, compiler: Compiler): Execute {
  const condition = compileCondition(ast.condition, compiler);
  const body = bodyRunner(compiler.block(ast.body), ast.label);
  return (frame) => {
    while (isTrue(condition(frame))) {
      const completion = body(frame);
      if (completion !== GO_ON) return completion === LEAVE ? GO_ON : completion;
      frame.runspace.tick();
    }
    return GO_ON;
  };
}

export function compileDo(ast: DoStatementAst, compiler: Compiler): Execute {
  const condition = placed(compileCondition(ast.condition, compiler), ast.condition.extent);
  const body = bodyRunner(compiler.block(ast.body), ast.label);
  const until = ast.kind === 'DoUntilStatement';
  return (frame) => {
    do {
      const completion = body(frame);
      if (completion !== GO_ON) return completion === LEAVE ? GO_ON : completion;
      frame.runspace.tick();
    } while (isTrue(condition(frame)) !== until);
    return GO_ON;
  };
}

/** An error in the condition after a body stands where the condition does, not at the head of the statement. */
function placed(condition: Evaluate, extent: Extent): Evaluate {
  return (frame) => {
    try {
      return condition(frame);
    } catch (error) {
      const terminating = asTerminating(error);
      if (terminating !== undefined) stampPosition(frame, terminating.record, extent);
      throw terminating ?? error;
    }
  };
}

export function compileFor(ast: ForStatementAst, compiler: Compiler): Execute {
  const initializer = ast.initializer && quiet(ast.initializer, compiler);
  const condition = ast.condition && compileCondition(ast.condition, compiler);
  const iterator = ast.iterator && quiet(ast.iterator, compiler);
  const body = bodyRunner(compiler.block(ast.body), ast.label);
  return (frame) => {
    initializer?.(frame);
    while (condition === null || isTrue(condition(frame))) {
      const completion = body(frame);
      if (completion !== GO_ON) return completion === LEAVE ? GO_ON : completion;
      iterator?.(frame);
      frame.runspace.tick();
    }
    return GO_ON;
  };
}

/** The initializer and iterator of `for` write nothing. */
function quiet(ast: StatementAst, compiler: Compiler): Evaluate {
  return compiler.value(ast);
}

export function compileForEach(ast: ForEachStatementAst, compiler: Compiler): Execute {
  const assign = compileVariableTarget(ast.variable);
  const range = rangeOf(ast.condition);
  const list = range === undefined ? compiler.value(ast.condition) : compileRange(range, compiler);
  const body = bodyRunner(compiler.block(ast.body), ast.label);
  // `$foreach` can move the loop on by itself, which needs an enumerator; few loops ask for it.
  if (/\$foreach\b/i.test(compiler.source.slice(ast.body.extent))) return enumeratorLoop(list, assign, body);
  return (frame) => {
    const value = list(frame);
    if (value instanceof LazyRange) return runRange(frame, value, assign, body);
    if (isNull(value)) return GO_ON;
    const count = value instanceof Collection ? value.items.length : -1;
    for (const item of enumerate(value)) {
      if (count >= 0 && (value as Collection).items.length !== count) throw modified();
      assign(frame, item);
      const completion = body(frame);
      if (completion !== GO_ON) return completion === LEAVE ? GO_ON : completion;
      frame.runspace.tick();
    }
    return GO_ON;
  };
}

function enumeratorLoop(list: Evaluate, assign: Assign, body: Execute): Execute {
  return (frame) => {
    const value = list(frame);
    if (isNull(value)) return GO_ON;
    const enumerator = new Enumerator(toArray(value));
    frame.scope.define('foreach', enumerator);
    try {
      while (enumerator.moveNext()) {
        assign(frame, enumerator.current);
        const completion = body(frame);
        if (completion !== GO_ON) return completion === LEAVE ? GO_ON : completion;
        frame.runspace.tick();
      }
      return GO_ON;
    } finally {
      frame.scope.remove('foreach');
    }
  };
}

function runRange(frame: Frame, range: LazyRange, assign: Assign, body: Execute): number {
  const step = range.first <= range.last ? 1 : -1;
  for (let at = range.first; ; at += step) {
    assign(frame, at);
    const completion = body(frame);
    if (completion !== GO_ON) return completion === LEAVE ? GO_ON : completion;
    frame.runspace.tick();
    if (at === range.last) return GO_ON;
  }
}

function modified(): Error {
  return runtimeError({
    message: 'Collection was modified; enumeration operation may not execute.',
    id: 'BadEnumeration',
    category: 'NotSpecified',
    innerType: 'System.InvalidOperationException',
  });
}

/** `a..b` alone as what is enumerated: it is counted, not stored. */
export function rangeOf(ast: StatementAst): Extract<ExpressionAst, { kind: 'BinaryExpression' }> | undefined {
  if (ast.kind !== 'Pipeline' || ast.elements.length !== 1) return undefined;
  const [element] = ast.elements;
  return element?.kind === 'CommandExpression' ? rangeExpression(element.expression) : undefined;
}

export function rangeExpression(
  ast: ExpressionAst,
): Extract<ExpressionAst, { kind: 'BinaryExpression' }> | undefined {
  if (ast.kind === 'BinaryExpression' && ast.operator === '..') return ast;
  return ast.kind === 'ParenExpression' ? rangeOf(ast.pipeline) : undefined;
}

export function compileRange(
  ast: Extract<ExpressionAst, { kind: 'BinaryExpression' }>,
  compiler: Compiler,
): (frame: Frame) => Value {
  const first = compiler.expression(ast.left);
  const last = compiler.expression(ast.right);
  return (frame) => {
    const a = first(frame);
    const b = last(frame);
    return characterEnds(a, b) === undefined ? lazyRange(a, b) : makeRange(a, b);
  };
}
