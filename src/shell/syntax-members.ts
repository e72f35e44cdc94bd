import type { Ast, FunctionMemberAst, PropertyMemberAst } from '../language/ast.ts';
import { method } from '../values/net/define.ts';
import { toText } from '../values/to-text.ts';
import type { TypeMember } from '../values/type-info.ts';
import { constantValue } from './compile-literal.ts';
import { expressionMembers } from './syntax-expression-members.ts';
import {
  child,
  children,
  clausePairs,
  flag,
  type Node,
  nodeOf,
  right,
  text,
  typeNameObject,
} from './syntax-property.ts';
import type { SyntaxObject } from './syntax-tree.ts';

type Members = Readonly<Record<Ast['kind'], () => readonly TypeMember[]>>;

const labelled = [text('Label', (node: { readonly label: string | null }) => node.label)];

const loop =
  (...rest: readonly TypeMember[]): (() => readonly TypeMember[]) =>
  () => [...labelled, ...rest];

const block = [children('Statements', 'statements'), children('Traps', 'traps')];

const member = [
  text('Name', (node: PropertyMemberAst | FunctionMemberAst) => node.name),
  flag('IsStatic', (node: PropertyMemberAst | FunctionMemberAst) => node.isStatic),
  flag('IsHidden', (node: PropertyMemberAst | FunctionMemberAst) => node.isHidden),
  flag('IsPublic', (node: PropertyMemberAst | FunctionMemberAst) => !node.isHidden),
  children('Attributes', 'attributes'),
];

const exiting = (): readonly TypeMember[] => [child('Pipeline', 'pipeline')];
const leavingLoop = (): readonly TypeMember[] => [child('Label', 'label')];

/** The properties of each class, beside those of every node, named as PowerShell names them. */
export const syntaxMembers: Members = {
  ...expressionMembers,
  ScriptBlock: () => [
    children('UsingStatements', 'usingStatements'),
    child('ParamBlock', 'paramBlock'),
    child('DynamicParamBlock', 'dynamicParamBlock'),
    child('BeginBlock', 'beginBlock'),
    child('ProcessBlock', 'processBlock'),
    child('EndBlock', 'endBlock'),
    child('CleanBlock', 'cleanBlock'),
  ],
  NamedBlock: () => [
    text('BlockKind', (node: Node<'NamedBlock'>) => capital(node.blockKind)),
    flag('Unnamed', (node: Node<'NamedBlock'>) => node.unnamed),
    ...block,
  ],
  StatementBlock: () => block,
  ParamBlock: () => [children('Attributes', 'attributes'), children('Parameters', 'parameters')],
  Parameter: () => [
    child('Name', 'name'),
    children('Attributes', 'attributes'),
    child('DefaultValue', 'defaultValue'),
  ],
  Attribute: () => [
    typeNameObject,
    children('PositionalArguments', 'positionalArguments'),
    children('NamedArguments', 'namedArguments'),
  ],
  TypeConstraint: () => [typeNameObject],
  NamedAttributeArgument: () => [
    text('ArgumentName', (node: Node<'NamedAttributeArgument'>) => node.argumentName),
    child('Argument', 'argument'),
    flag('ExpressionOmitted', (node: Node<'NamedAttributeArgument'>) => node.expressionOmitted),
  ],
  Pipeline: () => [
    children('PipelineElements', 'elements'),
    flag('Background', (node: Node<'Pipeline'>) => node.background),
    method('ExpressionAst GetPureExpression()', pureExpression),
  ],
  PipelineChain: () => [
    child('LhsPipelineChain', 'left'),
    child('RhsPipeline', 'right'),
    text('Operator', (node: Node<'PipelineChain'>) => (node.operator === '&&' ? 'AndAnd' : 'OrOr')),
    flag('Background', (node: Node<'PipelineChain'>) => node.background),
  ],
  Command: () => [
    children('CommandElements', 'commandElements'),
    text('InvocationOperator', (node: Node<'Command'>) => INVOCATION[node.invocationOperator]),
    children('Redirections', 'redirections'),
    method('string GetCommandName()', commandName),
  ],
  CommandExpression: () => [child('Expression', 'expression'), children('Redirections', 'redirections')],
  CommandParameter: () => [
    text('ParameterName', (node: Node<'CommandParameter'>) => node.parameterName),
    child('Argument', 'argument'),
  ],
  FileRedirection: () => [
    text('FromStream', (node: Node<'FileRedirection'>) => capital(node.fromStream)),
    flag('Append', (node: Node<'FileRedirection'>) => node.append),
    child('Location', 'location'),
  ],
  MergingRedirection: () => [
    text('FromStream', (node: Node<'MergingRedirection'>) => capital(node.fromStream)),
    text('ToStream', (node: Node<'MergingRedirection'>) => capital(node.toStream)),
  ],
  AssignmentStatement: () => [
    child('Left', 'left'),
    text('Operator', (node: Node<'AssignmentStatement'>) => ASSIGNMENT[node.operator]),
    right,
  ],
  IfStatement: () => [clausePairs('Clauses', 'clauses'), child('ElseClause', 'elseClause')],
  SwitchStatement: loop(
    child('Condition', 'condition'),
    clausePairs('Clauses', 'clauses'),
    child('Default', 'defaultClause'),
    text('Flags', switchFlags),
  ),
  ForStatement: loop(
    child('Initializer', 'initializer'),
    child('Condition', 'condition'),
    child('Iterator', 'iterator'),
    child('Body', 'body'),
  ),
  ForEachStatement: loop(
    child('Variable', 'variable'),
    child('Condition', 'condition'),
    child('Body', 'body'),
  ),
  WhileStatement: loop(child('Condition', 'condition'), child('Body', 'body')),
  DoWhileStatement: loop(child('Condition', 'condition'), child('Body', 'body')),
  DoUntilStatement: loop(child('Condition', 'condition'), child('Body', 'body')),
  BreakStatement: leavingLoop,
  ContinueStatement: leavingLoop,
  ReturnStatement: exiting,
  ThrowStatement: exiting,
  ExitStatement: exiting,
  TryStatement: () => [
    child('Body', 'body'),
    children('CatchClauses', 'catchClauses'),
    child('Finally', 'finally'),
  ],
  CatchClause: () => [
    children('CatchTypes', 'catchTypes'),
    flag('IsCatchAll', (node: Node<'CatchClause'>) => node.catchTypes.length === 0),
    child('Body', 'body'),
  ],
  TrapStatement: () => [child('TrapType', 'trapType'), child('Body', 'body')],
  DataStatement: () => [
    text('Variable', (node: Node<'DataStatement'>) => node.variable),
    children('CommandsAllowed', 'commandsAllowed'),
    child('Body', 'body'),
  ],
  FunctionDefinition: () => [
    text('Name', (node: Node<'FunctionDefinition'>) => node.name),
    flag('IsFilter', (node: Node<'FunctionDefinition'>) => node.isFilter),
    flag('IsWorkflow', () => false),
    children('Parameters', 'parameters'),
    child('Body', 'body'),
  ],
  UsingStatement: () => [
    text('UsingStatementKind', (node: Node<'UsingStatement'>) => capital(node.usingKind)),
    text('Name', (node: Node<'UsingStatement'>) => node.name),
    text('Alias', (node: Node<'UsingStatement'>) => node.alias),
    child('ModuleSpecification', 'moduleSpecification'),
  ],
  ConfigurationDefinition: () => [child('InstanceName', 'name'), child('Body', 'body')],
  TypeDefinition: () => [
    text('Name', (node: Node<'TypeDefinition'>) => node.name),
    children('Attributes', 'attributes'),
    children('BaseTypes', 'baseTypes'),
    children('Members', 'members'),
    flag('IsClass', (node: Node<'TypeDefinition'>) => node.typeKind === 'class'),
    flag('IsEnum', (node: Node<'TypeDefinition'>) => node.typeKind === 'enum'),
    flag('IsInterface', () => false),
  ],
  PropertyMember: () => [
    ...member,
    child('PropertyType', 'propertyType'),
    child('InitialValue', 'initialValue'),
  ],
  FunctionMember: () => [
    ...member,
    flag('IsConstructor', (node: Node<'FunctionMember'>) => node.isConstructor),
    children('Parameters', 'parameters'),
    child('ReturnType', 'returnType'),
    child('Body', 'body'),
  ],
  ErrorStatement: () => [children('NestedAst', 'nested')],
};

const INVOCATION = { '': 'Unknown', '&': 'Ampersand', '.': 'Dot' } as const;

const ASSIGNMENT = {
  '=': 'Equals',
  '+=': 'PlusEquals',
  '-=': 'MinusEquals',
  '*=': 'MultiplyEquals',
  '/=': 'DivideEquals',
  '%=': 'RemainderEquals',
  '??=': 'QuestionQuestionEquals',
} as const;

function capital(word: string): string {
  return word === 'dynamicparam' ? 'Dynamicparam' : word.charAt(0).toUpperCase() + word.slice(1);
}

/** The name, or null where an expression gives it. */
function commandName(self: SyntaxObject): string | null {
  const [name] = nodeOf<'Command'>(self).commandElements;
  if (name?.kind === 'StringConstant') return name.value;
  return name?.kind === 'ConstantExpression' ? toText(constantValue(name)) : null;
}

function pureExpression(self: SyntaxObject): SyntaxObject | null {
  const [only, more] = nodeOf<'Pipeline'>(self).elements;
  if (more !== undefined || only?.kind !== 'CommandExpression' || only.redirections.length > 0) return null;
  return self.tree.object(only.expression);
}

function switchFlags(node: Node<'SwitchStatement'>): string {
  const flags: string[] = [];
  if (node.file) flags.push('File');
  if (node.matching !== 'exact') flags.push(capital(node.matching));
  if (node.caseSensitive) flags.push('CaseSensitive');
  return flags.length === 0 ? 'None' : flags.join(', ');
}
