import type { SwitchStatementAst } from '../language/ast.ts';
import { valuesEqual } from '../values/compare.ts';
import { enumerate } from '../values/enumerate.ts';
import { matchTable } from '../values/match-groups.ts';
import { Enumerator } from '../values/net/enumerator.ts';
import { matchOperand, regexOperand } from '../values/text-operators.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import { isNull, type Value } from '../values/value.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Execute, Frame } from './frame.ts';
import { readLines } from './read-lines.ts';
import { BREAK, CONTINUE, GO_ON, LoopExit } from './signal.ts';

interface Clause {
  readonly matches: (frame: Frame, item: Value) => boolean;
  readonly body: Execute;
}

export function compileSwitch(ast: SwitchStatementAst, compiler: Compiler): Execute {
  const condition = compiler.value(ast.condition);
  const clauses: Clause[] = ast.clauses.map((clause) => ({
    matches: compileMatch(ast, clause.condition, compiler),
    body: compiler.block(clause.body),
  }));
  const otherwise = ast.defaultClause && compiler.block(ast.defaultClause);
  const label = ast.label?.toLowerCase() ?? '';
  return (frame) => {
    const value = condition(frame);
    const items = ast.file
      ? readLines(frame, toText(value))
      : isNull(value)
        ? [null]
        : Array.from(enumerate(value));
    const enumerator = new Enumerator(items);
    frame.scope.define('switch', enumerator);
    const restore = saveIt(frame);
    try {
      while (enumerator.moveNext()) {
        const item = enumerator.current;
        const completion = runItem(frame, item, clauses, otherwise);
        if (completion !== GO_ON) {
          if (completion !== BREAK && completion !== CONTINUE) return completion;
          if (frame.label !== '' && frame.label !== label) return completion;
          frame.label = '';
          if (completion === BREAK) return GO_ON;
        }
        frame.runspace.tick();
      }
      return GO_ON;
    } finally {
      frame.scope.remove('switch');
      restore();
    }
  };
}

/** `$_` of the switch does not outlive it. */
export function saveIt(frame: Frame): () => void {
  const value = frame.scope.variables.get('_')?.value ?? null;
  return () => void frame.scope.define('_', value);
}

function runItem(frame: Frame, item: Value, clauses: readonly Clause[], otherwise: Execute | null): number {
  let matched = false;
  frame.scope.define('_', item);
  for (const clause of clauses) {
    if (!clause.matches(frame, item)) continue;
    matched = true;
    const completion = guarded(frame, clause.body);
    if (completion !== GO_ON) return completion;
    frame.scope.define('_', item);
  }
  if (matched || otherwise === null) return GO_ON;
  return guarded(frame, otherwise);
}

function guarded(frame: Frame, body: Execute): number {
  try {
    return body(frame);
  } catch (error) {
    if (!(error instanceof LoopExit)) throw error;
    frame.label = error.label;
    return error.completion;
  }
}

function compileMatch(
  ast: SwitchStatementAst,
  condition: SwitchStatementAst['clauses'][number]['condition'],
  compiler: Compiler,
): (frame: Frame, item: Value) => boolean {
  if (condition.kind === 'ScriptBlockExpression') {
    const block = compiler.expression(condition);
    return (frame) => isTrue(frame.runspace.runInPlace(frame, block(frame)));
  }
  const pattern: Evaluate = compiler.expression(condition);
  const { matching, caseSensitive } = ast;
  return (frame, item) => {
    const wanted = pattern(frame);
    if (matching === 'wildcard') return matchesWildcard(toText(item), toText(wanted), caseSensitive);
    if (matching === 'regex') {
      const regex = regexOperand(wanted, caseSensitive);
      const match = matchOperand(item, regex);
      if (match !== null) frame.scope.define('Matches', matchTable(match, regex));
      return match !== null;
    }
    return valuesEqual(item, wanted, caseSensitive);
  };
}
