import type {
  Ast,
  ExpressionAst,
  Extent,
  FunctionMemberAst,
  StatementBlockAst,
  SwitchStatementAst,
  TryStatementAst,
  TypeDefinitionAst,
  VariableExpressionAst,
} from '../ast.ts';
import { visitChildren } from '../children.ts';
import { type CheckContext, report } from './context.ts';
import { isImplicitVariable } from './implicit-variables.ts';
import { returnsNothing } from './member-shape.ts';

/** The variables that are surely assigned at a point of the method; null where nothing ever gets. */
type Assigned = Set<string> | null;

/** The statement that `break` and `continue` refer to: the states in which they leave it. */
interface Loop {
  readonly breaks: Assigned[];
  readonly continues: Assigned[];
}

interface Flow {
  readonly context: CheckContext;
  readonly definition: TypeDefinitionAst;
  readonly parameters: ReadonlySet<string>;
  readonly loops: Loop[];
  readonly unassigned: Extent[];
}

/**
 * A method sees no variables but its own: each must be assigned on every way to its use. And unless it returns
 * nothing, every way through it ends in `return` or `throw`.
 */
export function checkMethodBody(
  member: FunctionMemberAst,
  definition: TypeDefinitionAst,
  context: CheckContext,
): void {
  const { endBlock } = member.body;
  if (endBlock === null) return;
  const parameters = new Set(member.parameters.map(({ name }) => name.name.toLowerCase()));
  const flow: Flow = { context, definition, parameters, loops: [], unassigned: [] };
  const end = runBlock(flow, endBlock, new Set(parameters));
  if (end !== null && !returnsNothing(member)) {
    report(context, 'MethodHasCodePathNotReturn', member.nameExtent);
  }
  for (const extent of flow.unassigned) report(context, 'VariableNotLocal', extent);
}

function copy(state: Assigned): Assigned {
  return state === null ? null : new Set(state);
}

/** What is assigned on both ways. */
function join(a: Assigned, b: Assigned): Assigned {
  if (a === null) return copy(b);
  if (b === null) return copy(a);
  return new Set([...a].filter((name) => b.has(name)));
}

function joinAll(states: readonly Assigned[]): Assigned {
  return states.reduce<Assigned>((all, state) => join(all, state), null);
}

function runBlock(
  flow: Flow,
  block: Pick<StatementBlockAst, 'statements' | 'traps'>,
  start: Assigned,
): Assigned {
  for (const trap of block.traps) runBlock(flow, trap.body, copy(start));
  let state = start;
  for (const statement of block.statements) state = run(flow, statement, state);
  return state;
}

function run(flow: Flow, statement: Ast, state: Assigned): Assigned {
  if (state === null) return null;
  switch (statement.kind) {
    case 'AssignmentStatement': {
      const after = run(flow, statement.right, state);
      if (after !== null) assign(flow, statement.left, after);
      return after;
    }
    case 'IfStatement': {
      const ends: Assigned[] = [];
      for (const { condition, body } of statement.clauses) {
        read(flow, condition, state);
        ends.push(runBlock(flow, body, copy(state)));
      }
      ends.push(statement.elseClause === null ? state : runBlock(flow, statement.elseClause, copy(state)));
      return joinAll(ends);
    }
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ExitStatement':
      read(flow, statement, state);
      return null;
    case 'BreakStatement':
      flow.loops.at(-1)?.breaks.push(copy(state));
      return null;
    case 'ContinueStatement':
      flow.loops.at(-1)?.continues.push(copy(state));
      return null;
    case 'TryStatement':
      return runTry(flow, statement, state);
    case 'FunctionDefinition':
    case 'TypeDefinition':
      return state;
    default:
      return runLoop(flow, statement, state);
  }
}

function runLoop(flow: Flow, statement: Ast, state: Set<string>): Assigned {
  switch (statement.kind) {
    case 'WhileStatement':
      read(flow, statement.condition, state);
      inLoop(flow, () => runBlock(flow, statement.body, copy(state)));
      return state;
    case 'ForEachStatement':
      read(flow, statement.condition, state);
      inLoop(flow, () => {
        const inside = new Set(state);
        assign(flow, statement.variable, inside);
        return runBlock(flow, statement.body, inside);
      });
      return state;
    case 'ForStatement': {
      const started = statement.initializer === null ? state : run(flow, statement.initializer, state);
      if (started === null) return null;
      if (statement.condition !== null) read(flow, statement.condition, started);
      const loop = inLoop(flow, () => runBlock(flow, statement.body, copy(started)));
      const again = joinAll([loop.end, ...loop.continues]);
      if (statement.iterator !== null) run(flow, statement.iterator, again);
      return statement.condition === null ? joinAll(loop.breaks) : started;
    }
    case 'DoWhileStatement':
    case 'DoUntilStatement': {
      const loop = inLoop(flow, () => runBlock(flow, statement.body, copy(state)));
      const again = joinAll([loop.end, ...loop.continues]);
      if (again !== null) read(flow, statement.condition, again);
      return joinAll([again, ...loop.breaks]);
    }
    case 'SwitchStatement':
      return runSwitch(flow, statement, state);
    case 'DataStatement':
      if (statement.variable !== null) state.add(statement.variable.toLowerCase());
      return state;
    default:
      read(flow, statement, state);
      return state;
  }
}

function inLoop(flow: Flow, body: () => Assigned): Loop & { end: Assigned } {
  const loop: Loop = { breaks: [], continues: [] };
  flow.loops.push(loop);
  const end = body();
  flow.loops.pop();
  return { ...loop, end };
}

/** A switch runs its clauses for each of many values, or for none. */
function runSwitch(flow: Flow, statement: SwitchStatementAst, state: Set<string>): Assigned {
  read(flow, statement.condition, state);
  for (const { condition, body } of statement.clauses) {
    read(flow, condition, state);
    inLoop(flow, () => runBlock(flow, body, copy(state)));
  }
  const { defaultClause } = statement;
  if (defaultClause !== null) inLoop(flow, () => runBlock(flow, defaultClause, copy(state)));
  return state;
}

/** Any statement of the body may throw, so a catch knows only what was assigned before. */
function runTry(flow: Flow, statement: TryStatementAst, state: Set<string>): Assigned {
  const ends = [runBlock(flow, statement.body, copy(state))];
  let catchesAll = false;
  for (const { catchTypes, body } of statement.catchClauses) {
    catchesAll ||= catchTypes.length === 0;
    ends.push(runBlock(flow, body, copy(state)));
  }
  const after = joinAll(ends);
  if (statement.finally === null) return after;
  const entered = catchesAll && after !== null ? copy(after) : copy(state);
  const finished = runBlock(flow, statement.finally, entered);
  return after === null ? null : finished;
}

function assign(flow: Flow, target: ExpressionAst, state: Set<string>): void {
  switch (target.kind) {
    case 'VariableExpression':
      if (target.qualifier === null) assignVariable(flow, target, state);
      return;
    case 'ConvertExpression':
    case 'AttributedExpression':
      assign(flow, target.child, state);
      return;
    case 'ArrayLiteral':
      for (const element of target.elements) assign(flow, element, state);
      return;
    default:
      read(flow, target, state);
  }
}

/** An assignment to a name that a property has means the property, PowerShell is sure. */
function assignVariable(flow: Flow, target: VariableExpressionAst, state: Set<string>): void {
  const key = target.name.toLowerCase();
  state.add(key);
  if (flow.parameters.has(key)) return;
  const property = flow.definition.members.find(
    (member) => member.kind === 'PropertyMember' && member.name.toLowerCase() === key,
  );
  if (property === undefined) return;
  if (property.isStatic) {
    const prefix = `[${flow.definition.name}]::`;
    report(flow.context, 'MissingTypeInStaticPropertyAssignment', target.extent, prefix, property.name);
  } else {
    report(flow.context, 'MissingThis', target.extent, '$this.', property.name);
  }
}

/** Common parameters that name a variable to be set. */
const SETS_VARIABLE = /^(?:o(?:ut)?v(?:ariable)?|(?:error|warning|information|pipeline)variable|[ewip]v)$/i;

function read(flow: Flow, node: Ast, state: Set<string>): void {
  switch (node.kind) {
    case 'VariableExpression':
      if (node.qualifier !== null || state.has(node.name.toLowerCase())) return;
      if (!isImplicitVariable(node.name)) flow.unassigned.push(node.extent);
      return;
    case 'ScriptBlockExpression':
    case 'UsingExpression':
      return;
    case 'AssignmentStatement':
      run(flow, node, state);
      return;
    case 'SubExpression':
    case 'ArrayExpression':
      runBlock(flow, node.body, state);
      return;
    case 'Command':
      for (const [index, element] of node.commandElements.entries()) {
        if (element.kind !== 'CommandParameter' || !SETS_VARIABLE.test(element.parameterName)) continue;
        const name = element.argument ?? node.commandElements[index + 1];
        if (name?.kind === 'StringConstant') state.add(name.value.replace(/^\+/, '').toLowerCase());
      }
      break;
    default:
  }
  visitChildren(node, readChild, { flow, state });
}

function readChild(child: Ast, _parent: Ast, { flow, state }: { flow: Flow; state: Set<string> }): void {
  read(flow, child, state);
}
