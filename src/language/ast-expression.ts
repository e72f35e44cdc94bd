import type {
  Ast,
  AttributeAst,
  Extent,
  ScriptBlockAst,
  StatementAst,
  StatementBlockAst,
  TypeConstraintAst,
  TypeName,
} from './ast.ts';

/** The nodes that have a value; see ast.ts for the rest of the tree. */
/** A number as its type holds it: 64-bit and larger as bigint, a decimal as `mantissa / 10 ** scale`. */
export type ConstantValue =
  | {
      readonly type: 'sbyte' | 'byte' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'double';
      readonly value: number;
    }
  | { readonly type: 'int64' | 'uint64' | 'biginteger'; readonly value: bigint }
  | { readonly type: 'decimal'; readonly mantissa: bigint; readonly scale: number };

export interface ConstantExpressionAst {
  readonly kind: 'ConstantExpression';
  readonly extent: Extent;
  readonly value: ConstantValue;
}

export type StringQuote = 'bare' | 'single' | 'double' | 'singleHere' | 'doubleHere';

export interface StringConstantExpressionAst {
  readonly kind: 'StringConstant';
  readonly extent: Extent;
  /** Escapes already resolved. */
  readonly value: string;
  readonly quote: StringQuote;
}

/** A string with variables or sub-expressions in it; a bare word with variables is one too (quote `bare`). */
export interface ExpandableStringExpressionAst {
  readonly kind: 'ExpandableString';
  readonly extent: Extent;
  readonly quote: 'bare' | 'double' | 'doubleHere';
  /** A string is literal text, escapes resolved. */
  readonly parts: readonly (string | VariableExpressionAst | SubExpressionAst | UsingExpressionAst)[];
}

/**
 * `$name`, `${any text}`, `$scope:name`, `@name`. `qualifier` is the part before the colon in lower case (a scope
 * such as `global` or a drive such as `env`) or null; `name` keeps its case.
 */
export interface VariableExpressionAst {
  readonly kind: 'VariableExpression';
  readonly extent: Extent;
  readonly qualifier: string | null;
  readonly name: string;
  readonly splatted: boolean;
}

/** `$using:name`. */
export interface UsingExpressionAst {
  readonly kind: 'UsingExpression';
  readonly extent: Extent;
  readonly expression: VariableExpressionAst;
}

export type UnaryOperator =
  | '+'
  | '-'
  | '-not'
  | '-bnot'
  | '++x'
  | '--x'
  | 'x++'
  | 'x--'
  | '-isplit'
  | '-csplit'
  | '-join';

export interface UnaryExpressionAst {
  readonly kind: 'UnaryExpression';
  readonly extent: Extent;
  /** `!` is `-not`; a plain `-split` is `-isplit`. */
  readonly operator: UnaryOperator;
  readonly child: ExpressionAst;
}

/** Operators without a case letter in the source stand here with `i`: `-eq` is `-ieq`. */
export type CaseOperator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'ge'
  | 'lt'
  | 'le'
  | 'like'
  | 'notlike'
  | 'match'
  | 'notmatch'
  | 'replace'
  | 'contains'
  | 'notcontains'
  | 'in'
  | 'notin'
  | 'split';

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '..'
  | '??'
  | '-f'
  | '-and'
  | '-or'
  | '-xor'
  | '-band'
  | '-bor'
  | '-bxor'
  | '-shl'
  | '-shr'
  | '-join'
  | '-is'
  | '-isnot'
  | '-as'
  | `-${'i' | 'c'}${CaseOperator}`;

export interface BinaryExpressionAst {
  readonly kind: 'BinaryExpression';
  readonly extent: Extent;
  readonly operator: BinaryOperator;
  readonly operatorExtent: Extent;
  readonly left: ExpressionAst;
  readonly right: ExpressionAst;
}

export interface TernaryExpressionAst {
  readonly kind: 'TernaryExpression';
  readonly extent: Extent;
  readonly condition: ExpressionAst;
  readonly ifTrue: ExpressionAst;
  readonly ifFalse: ExpressionAst;
}

/** `a.b`, `[t]::b`, `a?.b`. The member is a StringConstant for a plain name, else an expression that names it. */
export interface MemberExpressionAst {
  readonly kind: 'MemberExpression';
  readonly extent: Extent;
  readonly target: ExpressionAst;
  readonly member: ExpressionAst;
  readonly isStatic: boolean;
  readonly nullConditional: boolean;
}

/** `a.b(…)`; also `a.ForEach{…}` and `a.Where{…}`, whose block is the one argument. */
export interface InvokeMemberExpressionAst {
  readonly kind: 'InvokeMemberExpression';
  readonly extent: Extent;
  readonly target: ExpressionAst;
  readonly member: ExpressionAst;
  readonly isStatic: boolean;
  readonly nullConditional: boolean;
  readonly genericArguments: readonly TypeName[];
  readonly arguments: readonly ExpressionAst[];
}

export interface IndexExpressionAst {
  readonly kind: 'IndexExpression';
  readonly extent: Extent;
  readonly target: ExpressionAst;
  readonly index: ExpressionAst;
  readonly nullConditional: boolean;
}

/** `[type]expression`. */
export interface ConvertExpressionAst {
  readonly kind: 'ConvertExpression';
  readonly extent: Extent;
  readonly type: TypeConstraintAst;
  readonly child: ExpressionAst;
}

/** `[ValidateRange(1, 2)]$x = …`: an attribute with arguments before an expression. */
export interface AttributedExpressionAst {
  readonly kind: 'AttributedExpression';
  readonly extent: Extent;
  readonly attribute: AttributeAst;
  readonly child: ExpressionAst;
}

export interface TypeExpressionAst {
  readonly kind: 'TypeExpression';
  readonly extent: Extent;
  readonly typeName: TypeName;
}

/** `a, b`; also unary `,a` with one element. */
export interface ArrayLiteralAst {
  readonly kind: 'ArrayLiteral';
  readonly extent: Extent;
  readonly elements: readonly ExpressionAst[];
}

/** `@( … )`. */
export interface ArrayExpressionAst {
  readonly kind: 'ArrayExpression';
  readonly extent: Extent;
  readonly body: StatementBlockAst;
}

/** `$( … )`. */
export interface SubExpressionAst {
  readonly kind: 'SubExpression';
  readonly extent: Extent;
  readonly body: StatementBlockAst;
}

export interface ParenExpressionAst {
  readonly kind: 'ParenExpression';
  readonly extent: Extent;
  readonly pipeline: StatementAst;
}

export interface HashtableAst {
  readonly kind: 'Hashtable';
  readonly extent: Extent;
  readonly pairs: readonly { readonly key: ExpressionAst; readonly value: StatementAst }[];
}

export interface ScriptBlockExpressionAst {
  readonly kind: 'ScriptBlockExpression';
  readonly extent: Extent;
  readonly scriptBlock: ScriptBlockAst;
}

export interface ErrorExpressionAst {
  readonly kind: 'ErrorExpression';
  readonly extent: Extent;
  readonly nested: readonly Ast[];
}

export type ExpressionAst =
  | ConstantExpressionAst
  | StringConstantExpressionAst
  | ExpandableStringExpressionAst
  | VariableExpressionAst
  | UsingExpressionAst
  | UnaryExpressionAst
  | BinaryExpressionAst
  | TernaryExpressionAst
  | MemberExpressionAst
  | InvokeMemberExpressionAst
  | IndexExpressionAst
  | ConvertExpressionAst
  | AttributedExpressionAst
  | TypeExpressionAst
  | ArrayLiteralAst
  | ArrayExpressionAst
  | SubExpressionAst
  | ParenExpressionAst
  | HashtableAst
  | ScriptBlockExpressionAst
  | ErrorExpressionAst;
