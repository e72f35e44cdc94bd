import type { Ast } from './ast.ts';

/** Called for each child with its parent; `context` is handed through, so that one function serves a whole walk. */
export type VisitChild<Context> = (child: Ast, parent: Ast, context: Context) => void;

type ChildrenByKind = {
  readonly [Kind in Ast['kind']]: readonly (keyof Extract<Ast, { kind: Kind }> & string)[];
};

/** Where each kind of node holds its children, in the order of the source. */
const CHILDREN: ChildrenByKind = {
  ArrayExpression: ['body'],
  ArrayLiteral: ['elements'],
  AssignmentStatement: ['left', 'right'],
  Attribute: ['positionalArguments', 'namedArguments'],
  AttributedExpression: ['attribute', 'child'],
  BinaryExpression: ['left', 'right'],
  BreakStatement: ['label'],
  CatchClause: ['catchTypes', 'body'],
  Command: ['commandElements', 'redirections'],
  CommandExpression: ['expression', 'redirections'],
  CommandParameter: ['argument'],
  ConfigurationDefinition: ['name', 'body'],
  ConstantExpression: [],
  ContinueStatement: ['label'],
  ConvertExpression: ['type', 'child'],
  DataStatement: ['commandsAllowed', 'body'],
  DoUntilStatement: ['body', 'condition'],
  DoWhileStatement: ['body', 'condition'],
  ErrorExpression: ['nested'],
  ErrorStatement: ['nested'],
  ExitStatement: ['pipeline'],
  ExpandableString: ['parts'],
  FileRedirection: ['location'],
  ForEachStatement: ['variable', 'condition', 'body'],
  ForStatement: ['initializer', 'condition', 'iterator', 'body'],
  FunctionDefinition: ['parameters', 'body'],
  FunctionMember: ['attributes', 'returnType', 'parameters', 'baseArguments', 'body'],
  Hashtable: ['pairs'],
  IfStatement: ['clauses', 'elseClause'],
  IndexExpression: ['target', 'index'],
  InvokeMemberExpression: ['target', 'member', 'arguments'],
  MemberExpression: ['target', 'member'],
  MergingRedirection: [],
  NamedAttributeArgument: ['argument'],
  NamedBlock: ['statements', 'traps'],
  ParamBlock: ['attributes', 'parameters'],
  Parameter: ['attributes', 'name', 'defaultValue'],
  ParenExpression: ['pipeline'],
  Pipeline: ['elements'],
  PipelineChain: ['left', 'right'],
  PropertyMember: ['attributes', 'propertyType', 'initialValue'],
  ReturnStatement: ['pipeline'],
  ScriptBlock: [
    'usingStatements',
    'paramBlock',
    'dynamicParamBlock',
    'beginBlock',
    'processBlock',
    'endBlock',
    'cleanBlock',
  ],
  ScriptBlockExpression: ['scriptBlock'],
  StatementBlock: ['statements', 'traps'],
  StringConstant: [],
  SubExpression: ['body'],
  SwitchStatement: ['condition', 'clauses', 'defaultClause'],
  TernaryExpression: ['condition', 'ifTrue', 'ifFalse'],
  ThrowStatement: ['pipeline'],
  TrapStatement: ['trapType', 'body'],
  TryStatement: ['body', 'catchClauses', 'finally'],
  TypeConstraint: [],
  TypeDefinition: ['attributes', 'baseTypes', 'members'],
  TypeExpression: [],
  UnaryExpression: ['child'],
  UsingExpression: ['expression'],
  UsingStatement: ['moduleSpecification'],
  VariableExpression: [],
  WhileStatement: ['condition', 'body'],
};

/** What a child property may hold; clauses and hashtable pairs are plain objects of two nodes. */
type Held = Ast | string | Readonly<Record<string, Ast>> | null;

/** Visits the direct children of a node, in the order of the source. */
export function visitChildren<Context>(node: Ast, visit: VisitChild<Context>, context: Context): void {
  const holder = node as unknown as Readonly<Record<string, Held | readonly Held[]>>;
  for (const property of CHILDREN[node.kind]) {
    const held = holder[property];
    if (held === null || held === undefined) continue;
    if (Array.isArray(held)) {
      for (const item of held as readonly Held[]) visitHeld(item, node, visit, context);
    } else {
      visitHeld(held as Held, node, visit, context);
    }
  }
}

function visitHeld<Context>(held: Held, parent: Ast, visit: VisitChild<Context>, context: Context): void {
  if (held === null || typeof held === 'string') return;
  if (isNode(held)) visit(held, parent, context);
  else for (const part of Object.values(held)) visit(part, parent, context);
}

function isNode(held: Ast | Readonly<Record<string, Ast>>): held is Ast {
  return typeof held.kind === 'string';
}
