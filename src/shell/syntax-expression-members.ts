import type { BinaryOperator, ExpressionAst, StringQuote, UnaryOperator } from '../language/ast.ts';
import { method, property } from '../values/net/define.ts';
import { customObject } from '../values/ps-custom-object.ts';
import type { TypeMember } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';
import { constantValue } from './compile-literal.ts';
import { LANGUAGE } from './syntax-extent.ts';
import { child, children, flag, type Node, nodeOf, pairs, text, typeNameObject } from './syntax-property.ts';
import type { SyntaxObject } from './syntax-tree.ts';

type Members = Readonly<Record<ExpressionAst['kind'], () => readonly TypeMember[]>>;

const accessed = (): TypeMember[] => [
  child('Expression', 'target'),
  child('Member', 'member'),
  flag('Static', (node: Node<'MemberExpression'>) => node.isStatic),
  flag('NullConditional', (node: Node<'MemberExpression'>) => node.nullConditional),
];

/** The properties of the expression classes. */
export const expressionMembers: Members = {
  ConstantExpression: () => [
    property('Value', 'object', (self: SyntaxObject) =>
      self.node.kind === 'StringConstant'
        ? self.node.value
        : constantValue(nodeOf<'ConstantExpression'>(self)),
    ),
  ],
  StringConstant: () => [
    text('Value', (node: Node<'StringConstant'>) => node.value),
    text('StringConstantType', (node: Node<'StringConstant'>) => STRING_TYPES[node.quote]),
  ],
  ExpandableString: () => [
    text('StringConstantType', (node: Node<'ExpandableString'>) => STRING_TYPES[node.quote]),
    property('Value', 'string', expandableText),
    property('NestedExpressions', 'ReadOnlyCollection[ExpressionAst]', (self: SyntaxObject) =>
      self.tree.children(self),
    ),
  ],
  VariableExpression: () => [
    property('VariablePath', 'VariablePath', (self: SyntaxObject) =>
      variablePath(nodeOf<'VariableExpression'>(self)),
    ),
    flag('Splatted', (node: Node<'VariableExpression'>) => node.splatted),
    method('bool IsConstantVariable()', (self: SyntaxObject) =>
      /^(?:true|false|null)$/i.test(nodeOf<'VariableExpression'>(self).name),
    ),
  ],
  UsingExpression: () => [child('SubExpression', 'expression')],
  UnaryExpression: () => [
    text('TokenKind', (node: Node<'UnaryExpression'>) => UNARY[node.operator]),
    child('Child', 'child'),
  ],
  BinaryExpression: () => [
    text('Operator', (node: Node<'BinaryExpression'>) => binaryKind(node.operator)),
    child('Left', 'left'),
    child('Right', 'right'),
  ],
  TernaryExpression: () => [
    child('Condition', 'condition'),
    child('IfTrue', 'ifTrue'),
    child('IfFalse', 'ifFalse'),
  ],
  MemberExpression: accessed,
  InvokeMemberExpression: () => [...accessed(), children('Arguments', 'arguments')],
  IndexExpression: () => [
    child('Target', 'target'),
    child('Index', 'index'),
    flag('NullConditional', (node: Node<'IndexExpression'>) => node.nullConditional),
  ],
  ConvertExpression: () => [child('Type', 'type'), child('Attribute', 'type'), child('Child', 'child')],
  AttributedExpression: () => [child('Attribute', 'attribute'), child('Child', 'child')],
  TypeExpression: () => [typeNameObject],
  ArrayLiteral: () => [children('Elements', 'elements')],
  ArrayExpression: () => [child('SubExpression', 'body')],
  SubExpression: () => [child('SubExpression', 'body')],
  ParenExpression: () => [child('Pipeline', 'pipeline')],
  Hashtable: () => [
    pairs('KeyValuePairs', (self) =>
      nodeOf<'Hashtable'>(self).pairs.map(({ key, value }) => [key, value] as const),
    ),
  ],
  ScriptBlockExpression: () => [child('ScriptBlock', 'scriptBlock')],
  ErrorExpression: () => [children('NestedAst', 'nested')],
};

const STRING_TYPES: Readonly<Record<StringQuote, string>> = {
  bare: 'BareWord',
  single: 'SingleQuoted',
  double: 'DoubleQuoted',
  singleHere: 'SingleQuotedHereString',
  doubleHere: 'DoubleQuotedHereString',
};

/** The text between the quotes, as it was written. */
function expandableText(self: SyntaxObject): string {
  const { quote } = nodeOf<'ExpandableString'>(self);
  if (quote === 'bare') return self.text;
  return quote === 'double'
    ? self.text.slice(1, -1)
    : self.text.replace(/^@"[^\n]*\n/, '').replace(/\r?\n"@$/, '');
}

function variablePath(node: Node<'VariableExpression'>): Value {
  const path = node.qualifier === null ? node.name : `${node.qualifier}:${node.name}`;
  const scoped = node.qualifier !== null && /^(?:global|local|script|private|variable)$/.test(node.qualifier);
  const value = customObject(
    [
      ['UserPath', path],
      ['IsGlobal', node.qualifier === 'global'],
      ['IsLocal', node.qualifier === 'local'],
      ['IsPrivate', node.qualifier === 'private'],
      ['IsScript', node.qualifier === 'script'],
      ['IsUnqualified', node.qualifier === null],
      ['IsUnscopedVariable', node.qualifier === null],
      ['IsVariable', node.qualifier === null || scoped],
      ['IsDriveQualified', node.qualifier !== null && !scoped],
      ['DriveName', node.qualifier !== null && !scoped ? node.qualifier : null],
    ],
    `${LANGUAGE}VariablePath`,
  );
  value.added = new Map([
    [
      'tostring',
      { name: 'ToString', kind: 'ScriptMethod', typeName: 'string', hidden: true, invoke: () => path },
    ],
  ]);
  return value;
}

const UNARY: Readonly<Record<UnaryOperator, string>> = {
  '+': 'Plus',
  '-': 'Minus',
  '-not': 'Not',
  '-bnot': 'Bnot',
  '++x': 'PlusPlus',
  '--x': 'MinusMinus',
  'x++': 'PostfixPlusPlus',
  'x--': 'PostfixMinusMinus',
  '-isplit': 'Isplit',
  '-csplit': 'Csplit',
  '-join': 'Join',
};

const SYMBOLS: Readonly<Record<string, string>> = {
  '+': 'Plus',
  '-': 'Minus',
  '*': 'Multiply',
  '/': 'Divide',
  '%': 'Rem',
  '..': 'DotDot',
  '??': 'QuestionQuestion',
  '-f': 'Format',
  '-isnot': 'IsNot',
};

/** PowerShell's TokenKind of an operator: `-ieq` is `Ieq`. */
function binaryKind(operator: BinaryOperator): string {
  return SYMBOLS[operator] ?? operator.charAt(1).toUpperCase() + operator.slice(2);
}
