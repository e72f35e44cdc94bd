import type {
  Ast,
  CommandAst,
  CommandExpressionAst,
  CommandParameterAst,
  ConstantExpressionAst,
  ExpressionAst,
  PipelineAst,
  RedirectionAst,
  StatementBlockAst,
  StringConstantExpressionAst,
  TypeConstraintAst,
  TypeExpressionAst,
  VariableExpressionAst,
} from './ast.ts';

/** Called for each child with its parent; `context` is handed through, so that one function serves a whole walk. */
export type VisitChild<Context> = (child: Ast, parent: Ast, context: Context) => void;

/**
 * Visits the direct children of a node, in the order of the source. A case for each kind, not a table of property
 * names: every script is walked with this when it is checked, and what is named in the code is found at once.
 */
export function visitChildren<Context>(node: Ast, visit: VisitChild<Context>, context: Context): void {
  switch (node.kind) {
    case 'StringConstant':
    case 'VariableExpression':
    case 'ConstantExpression':
    case 'TypeExpression':
    case 'TypeConstraint':
    case 'MergingRedirection':
      return;
    case 'Pipeline':
      visitAll(node.elements, node, visit, context);
      return;
    case 'CommandExpression':
      visit(node.expression, node, context);
      visitAll(node.redirections, node, visit, context);
      return;
    case 'Command':
      visitAll(node.commandElements, node, visit, context);
      visitAll(node.redirections, node, visit, context);
      return;
    case 'CommandParameter':
      visitOne(node.argument, node, visit, context);
      return;
    case 'FileRedirection':
      visit(node.location, node, context);
      return;
    default:
      visitExpressionChildren(node, visit, context);
  }
}

type Leaf =
  | StringConstantExpressionAst
  | VariableExpressionAst
  | ConstantExpressionAst
  | TypeExpressionAst
  | TypeConstraintAst;
type InPipeline = PipelineAst | CommandAst | CommandExpressionAst | CommandParameterAst | RedirectionAst;
type Inner = Exclude<Ast, Leaf | InPipeline>;
type Statement = Exclude<Inner, ExpressionAst>;

function visitExpressionChildren<Context>(node: Inner, visit: VisitChild<Context>, context: Context): void {
  switch (node.kind) {
    case 'ParenExpression':
      visit(node.pipeline, node, context);
      return;
    case 'MemberExpression':
      visit(node.target, node, context);
      visit(node.member, node, context);
      return;
    case 'InvokeMemberExpression':
      visit(node.target, node, context);
      visit(node.member, node, context);
      visitAll(node.arguments, node, visit, context);
      return;
    case 'BinaryExpression':
      visit(node.left, node, context);
      visit(node.right, node, context);
      return;
    case 'ExpandableString':
      for (const part of node.parts) if (typeof part !== 'string') visit(part, node, context);
      return;
    case 'ArrayLiteral':
      visitAll(node.elements, node, visit, context);
      return;
    case 'IndexExpression':
      visit(node.target, node, context);
      visit(node.index, node, context);
      return;
    case 'Hashtable':
      for (const { key, value } of node.pairs) {
        visit(key, node, context);
        visit(value, node, context);
      }
      return;
    case 'ScriptBlockExpression':
      visit(node.scriptBlock, node, context);
      return;
    case 'ConvertExpression':
      visit(node.type, node, context);
      visit(node.child, node, context);
      return;
    case 'SubExpression':
    case 'ArrayExpression':
      visit(node.body, node, context);
      return;
    case 'UnaryExpression':
      visit(node.child, node, context);
      return;
    case 'TernaryExpression':
      visit(node.condition, node, context);
      visit(node.ifTrue, node, context);
      visit(node.ifFalse, node, context);
      return;
    case 'UsingExpression':
      visit(node.expression, node, context);
      return;
    case 'AttributedExpression':
      visit(node.attribute, node, context);
      visit(node.child, node, context);
      return;
    case 'ErrorExpression':
      visitAll(node.nested, node, visit, context);
      return;
    default:
      visitStatementChildren(node, visit, context);
  }
}

function visitStatementChildren<Context>(
  node: Statement,
  visit: VisitChild<Context>,
  context: Context,
): void {
  switch (node.kind) {
    case 'AssignmentStatement':
    case 'PipelineChain':
      visit(node.left, node, context);
      visit(node.right, node, context);
      return;
    case 'StatementBlock':
    case 'NamedBlock':
      visitAll(node.statements, node, visit, context);
      visitAll(node.traps, node, visit, context);
      return;
    case 'IfStatement':
      visitClauses(node.clauses, node, visit, context);
      visitOne(node.elseClause, node, visit, context);
      return;
    case 'SwitchStatement':
      visit(node.condition, node, context);
      visitClauses(node.clauses, node, visit, context);
      visitOne(node.defaultClause, node, visit, context);
      return;
    case 'ForStatement':
      visitOne(node.initializer, node, visit, context);
      visitOne(node.condition, node, visit, context);
      visitOne(node.iterator, node, visit, context);
      visit(node.body, node, context);
      return;
    case 'ForEachStatement':
      visit(node.variable, node, context);
      visit(node.condition, node, context);
      visit(node.body, node, context);
      return;
    case 'WhileStatement':
      visit(node.condition, node, context);
      visit(node.body, node, context);
      return;
    case 'DoWhileStatement':
    case 'DoUntilStatement':
      visit(node.body, node, context);
      visit(node.condition, node, context);
      return;
    case 'BreakStatement':
    case 'ContinueStatement':
      visitOne(node.label, node, visit, context);
      return;
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ExitStatement':
      visitOne(node.pipeline, node, visit, context);
      return;
    case 'TryStatement':
      visit(node.body, node, context);
      visitAll(node.catchClauses, node, visit, context);
      visitOne(node.finally, node, visit, context);
      return;
    case 'CatchClause':
      visitAll(node.catchTypes, node, visit, context);
      visit(node.body, node, context);
      return;
    case 'TrapStatement':
      visitOne(node.trapType, node, visit, context);
      visit(node.body, node, context);
      return;
    case 'ErrorStatement':
      visitAll(node.nested, node, visit, context);
      return;
    default:
      visitDefinitionChildren(node, visit, context);
  }
}

type Definition = Extract<
  Statement,
  {
    kind:
      | 'ScriptBlock'
      | 'ParamBlock'
      | 'Parameter'
      | 'Attribute'
      | 'NamedAttributeArgument'
      | 'FunctionDefinition'
      | 'TypeDefinition'
      | 'PropertyMember'
      | 'FunctionMember'
      | 'UsingStatement'
      | 'ConfigurationDefinition'
      | 'DataStatement';
  }
>;

function visitDefinitionChildren<Context>(
  node: Definition,
  visit: VisitChild<Context>,
  context: Context,
): void {
  switch (node.kind) {
    case 'ScriptBlock':
      visitAll(node.usingStatements, node, visit, context);
      visitOne(node.paramBlock, node, visit, context);
      visitOne(node.dynamicParamBlock, node, visit, context);
      visitOne(node.beginBlock, node, visit, context);
      visitOne(node.processBlock, node, visit, context);
      visitOne(node.endBlock, node, visit, context);
      visitOne(node.cleanBlock, node, visit, context);
      return;
    case 'ParamBlock':
      visitAll(node.attributes, node, visit, context);
      visitAll(node.parameters, node, visit, context);
      return;
    case 'Parameter':
      visitAll(node.attributes, node, visit, context);
      visit(node.name, node, context);
      visitOne(node.defaultValue, node, visit, context);
      return;
    case 'Attribute':
      visitAll(node.positionalArguments, node, visit, context);
      visitAll(node.namedArguments, node, visit, context);
      return;
    case 'NamedAttributeArgument':
      visit(node.argument, node, context);
      return;
    case 'FunctionDefinition':
      if (node.parameters !== null) visitAll(node.parameters, node, visit, context);
      visit(node.body, node, context);
      return;
    case 'TypeDefinition':
      visitAll(node.attributes, node, visit, context);
      visitAll(node.baseTypes, node, visit, context);
      visitAll(node.members, node, visit, context);
      return;
    case 'PropertyMember':
      visitAll(node.attributes, node, visit, context);
      visitOne(node.propertyType, node, visit, context);
      visitOne(node.initialValue, node, visit, context);
      return;
    case 'FunctionMember':
      visitAll(node.attributes, node, visit, context);
      visitOne(node.returnType, node, visit, context);
      visitAll(node.parameters, node, visit, context);
      if (node.baseArguments !== null) visitAll(node.baseArguments, node, visit, context);
      visit(node.body, node, context);
      return;
    case 'UsingStatement':
      visitOne(node.moduleSpecification, node, visit, context);
      return;
    case 'ConfigurationDefinition':
      visit(node.name, node, context);
      visit(node.body, node, context);
      return;
    case 'DataStatement':
      visitAll(node.commandsAllowed, node, visit, context);
      visit(node.body, node, context);
      return;
  }
}

type Clauses = readonly { readonly condition: Ast; readonly body: StatementBlockAst }[];

function visitClauses<Context>(
  clauses: Clauses,
  parent: Ast,
  visit: VisitChild<Context>,
  context: Context,
): void {
  for (const { condition, body } of clauses) {
    visit(condition, parent, context);
    visit(body, parent, context);
  }
}

function visitAll<Context>(
  children: readonly Ast[],
  parent: Ast,
  visit: VisitChild<Context>,
  context: Context,
): void {
  for (const child of children) visit(child, parent, context);
}

function visitOne<Context>(
  child: Ast | null,
  parent: Ast,
  visit: VisitChild<Context>,
  context: Context,
): void {
  if (child !== null) visit(child, parent, context);
}
