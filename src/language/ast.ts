import type { CommentHelp, ScriptRequirements } from './ast-comment.ts';
import type { ExpressionAst, HashtableAst, VariableExpressionAst } from './ast-expression.ts';
import type { MemberAst, TypeDefinitionAst } from './ast-type.ts';

export type * from './ast-comment.ts';
export type * from './ast-expression.ts';
export type * from './ast-type.ts';

/**
 * The syntax tree of PowerShell, named after PowerShell's own Ast classes. Nodes are plain data and never
 * change after the parse. `extent` is in UTF-16 offsets of the parsed text, end exclusive. A tree that came
 * with errors may hold `ErrorStatement` and `ErrorExpression` where nothing better was there; one without errors never does.
 */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

// ---- script blocks -------------------------------------------------------------------------------------

export interface ScriptBlockAst {
  readonly kind: 'ScriptBlock';
  readonly extent: Extent;
  readonly usingStatements: readonly UsingStatementAst[];
  readonly paramBlock: ParamBlockAst | null;
  readonly dynamicParamBlock: NamedBlockAst | null;
  readonly beginBlock: NamedBlockAst | null;
  readonly processBlock: NamedBlockAst | null;
  /** A block without begin/process/end words is all `endBlock` (`unnamed`), or `processBlock` in a filter. */
  readonly endBlock: NamedBlockAst | null;
  readonly cleanBlock: NamedBlockAst | null;
  /** Of the whole script only: what its `#requires` lines ask for. */
  readonly requirements: ScriptRequirements | null;
  /** Comment-based help of a script file; a function's is on its definition. */
  readonly help: CommentHelp | null;
}

export interface NamedBlockAst {
  readonly kind: 'NamedBlock';
  readonly extent: Extent;
  readonly blockKind: 'begin' | 'process' | 'end' | 'clean' | 'dynamicparam';
  readonly unnamed: boolean;
  readonly statements: readonly StatementAst[];
  readonly traps: readonly TrapStatementAst[];
}

export interface ParamBlockAst {
  readonly kind: 'ParamBlock';
  readonly extent: Extent;
  readonly attributes: readonly AttributeBaseAst[];
  readonly parameters: readonly ParameterAst[];
}

export interface ParameterAst {
  readonly kind: 'Parameter';
  readonly extent: Extent;
  readonly name: VariableExpressionAst;
  readonly attributes: readonly AttributeBaseAst[];
  readonly defaultValue: ExpressionAst | null;
}

export interface AttributeAst {
  readonly kind: 'Attribute';
  readonly extent: Extent;
  readonly typeName: TypeName;
  readonly positionalArguments: readonly ExpressionAst[];
  readonly namedArguments: readonly NamedAttributeArgumentAst[];
}

export interface TypeConstraintAst {
  readonly kind: 'TypeConstraint';
  readonly extent: Extent;
  readonly typeName: TypeName;
}

export type AttributeBaseAst = AttributeAst | TypeConstraintAst;

export interface NamedAttributeArgumentAst {
  readonly kind: 'NamedAttributeArgument';
  readonly extent: Extent;
  readonly argumentName: string;
  /** With `expressionOmitted` ([Parameter(Mandatory)]) the argument is `$true`. */
  readonly argument: ExpressionAst;
  readonly expressionOmitted: boolean;
}

/** `name` is what was written, without spaces and assembly: `int`, `System.IO.Path`, `List[string]`, `int[,]`. */
export type TypeName =
  | {
      readonly kind: 'TypeName';
      readonly extent: Extent;
      readonly name: string;
      readonly assembly: string | null;
    }
  | {
      readonly kind: 'GenericTypeName';
      readonly extent: Extent;
      readonly name: string;
      readonly definition: TypeName;
      readonly arguments: readonly TypeName[];
    }
  | {
      readonly kind: 'ArrayTypeName';
      readonly extent: Extent;
      readonly name: string;
      readonly element: TypeName;
      readonly rank: number;
    };

// ---- statements ----------------------------------------------------------------------------------------

export interface StatementBlockAst {
  readonly kind: 'StatementBlock';
  readonly extent: Extent;
  readonly statements: readonly StatementAst[];
  readonly traps: readonly TrapStatementAst[];
}

/** Elements in order; only the first may be a CommandExpression. A bare expression is a pipeline of one. */
export interface PipelineAst {
  readonly kind: 'Pipeline';
  readonly extent: Extent;
  readonly elements: readonly (CommandAst | CommandExpressionAst)[];
  /** Ended by `&`. */
  readonly background: boolean;
}

export interface PipelineChainAst {
  readonly kind: 'PipelineChain';
  readonly extent: Extent;
  readonly left: PipelineAst | PipelineChainAst;
  readonly operator: '&&' | '||';
  readonly right: PipelineAst;
  readonly background: boolean;
}

export interface CommandAst {
  readonly kind: 'Command';
  readonly extent: Extent;
  readonly invocationOperator: '' | '&' | '.';
  /** The first is the command's name, a `StringConstant` when it is a plain word; then parameters and arguments. */
  readonly commandElements: readonly CommandElementAst[];
  readonly redirections: readonly RedirectionAst[];
}

export type CommandElementAst = CommandParameterAst | ExpressionAst;

/**
 * `-Name`, or `-Name:value` with its argument. The text after `--%` is one too: parameterName `--%`, argument
 * the rest of the line as a bare word.
 */
export interface CommandParameterAst {
  readonly kind: 'CommandParameter';
  readonly extent: Extent;
  /** Without dash and colon. */
  readonly parameterName: string;
  readonly argument: ExpressionAst | null;
}

export interface CommandExpressionAst {
  readonly kind: 'CommandExpression';
  readonly extent: Extent;
  readonly expression: ExpressionAst;
  readonly redirections: readonly RedirectionAst[];
}

export type RedirectionStream = 'output' | 'error' | 'warning' | 'verbose' | 'debug' | 'information' | 'all';

export interface FileRedirectionAst {
  readonly kind: 'FileRedirection';
  readonly extent: Extent;
  readonly fromStream: RedirectionStream;
  readonly append: boolean;
  readonly location: ExpressionAst;
}

export interface MergingRedirectionAst {
  readonly kind: 'MergingRedirection';
  readonly extent: Extent;
  readonly fromStream: RedirectionStream;
  readonly toStream: RedirectionStream;
}

export type RedirectionAst = FileRedirectionAst | MergingRedirectionAst;

export type AssignmentOperator = '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '??=';

/** `left` is a variable, member, index, array literal of these, or one of them behind casts and attributes. */
export interface AssignmentStatementAst {
  readonly kind: 'AssignmentStatement';
  readonly extent: Extent;
  readonly left: ExpressionAst;
  readonly operator: AssignmentOperator;
  readonly right: StatementAst;
}

export interface IfStatementAst {
  readonly kind: 'IfStatement';
  readonly extent: Extent;
  readonly clauses: readonly { readonly condition: StatementAst; readonly body: StatementBlockAst }[];
  readonly elseClause: StatementBlockAst | null;
}

export interface SwitchStatementAst {
  readonly kind: 'SwitchStatement';
  readonly extent: Extent;
  readonly label: string | null;
  readonly matching: 'exact' | 'wildcard' | 'regex';
  readonly caseSensitive: boolean;
  /** `condition` names a file whose lines are switched on. */
  readonly file: boolean;
  readonly condition: StatementAst;
  readonly clauses: readonly { readonly condition: ExpressionAst; readonly body: StatementBlockAst }[];
  readonly defaultClause: StatementBlockAst | null;
}

export interface ForStatementAst {
  readonly kind: 'ForStatement';
  readonly extent: Extent;
  readonly label: string | null;
  readonly initializer: StatementAst | null;
  readonly condition: StatementAst | null;
  readonly iterator: StatementAst | null;
  readonly body: StatementBlockAst;
}

export interface ForEachStatementAst {
  readonly kind: 'ForEachStatement';
  readonly extent: Extent;
  readonly label: string | null;
  readonly variable: VariableExpressionAst;
  readonly condition: StatementAst;
  readonly body: StatementBlockAst;
}

export interface WhileStatementAst {
  readonly kind: 'WhileStatement';
  readonly extent: Extent;
  readonly label: string | null;
  readonly condition: StatementAst;
  readonly body: StatementBlockAst;
}

export interface DoStatementAst {
  readonly kind: 'DoWhileStatement' | 'DoUntilStatement';
  readonly extent: Extent;
  readonly label: string | null;
  readonly condition: StatementAst;
  readonly body: StatementBlockAst;
}

/** `break` or `continue`, with a label expression (a bare word is a StringConstant). */
export interface LoopExitStatementAst {
  readonly kind: 'BreakStatement' | 'ContinueStatement';
  readonly extent: Extent;
  readonly label: ExpressionAst | null;
}

export interface ExitingStatementAst {
  readonly kind: 'ReturnStatement' | 'ThrowStatement' | 'ExitStatement';
  readonly extent: Extent;
  readonly pipeline: StatementAst | null;
}

export interface TryStatementAst {
  readonly kind: 'TryStatement';
  readonly extent: Extent;
  readonly body: StatementBlockAst;
  readonly catchClauses: readonly CatchClauseAst[];
  readonly finally: StatementBlockAst | null;
}

export interface CatchClauseAst {
  readonly kind: 'CatchClause';
  readonly extent: Extent;
  /** Empty: catches everything. */
  readonly catchTypes: readonly TypeConstraintAst[];
  readonly body: StatementBlockAst;
}

export interface TrapStatementAst {
  readonly kind: 'TrapStatement';
  readonly extent: Extent;
  readonly trapType: TypeConstraintAst | null;
  readonly body: StatementBlockAst;
}

export interface DataStatementAst {
  readonly kind: 'DataStatement';
  readonly extent: Extent;
  /** The variable that the section sets, or null when its value is output. */
  readonly variable: string | null;
  readonly commandsAllowed: readonly ExpressionAst[];
  readonly body: StatementBlockAst;
}

export interface FunctionDefinitionAst {
  readonly kind: 'FunctionDefinition';
  readonly extent: Extent;
  readonly name: string;
  readonly nameExtent: Extent;
  readonly isFilter: boolean;
  /** Of `function f($a, $b) {…}`; null when there are no parentheses. Those of `param(…)` are in `body.paramBlock`. */
  readonly parameters: readonly ParameterAst[] | null;
  readonly body: ScriptBlockAst;
  readonly help: CommentHelp | null;
}

export interface UsingStatementAst {
  readonly kind: 'UsingStatement';
  readonly extent: Extent;
  readonly usingKind: 'assembly' | 'command' | 'module' | 'namespace' | 'type';
  readonly name: string | null;
  /** Of the name or module specification. */
  readonly nameExtent: Extent;
  readonly alias: string | null;
  readonly moduleSpecification: HashtableAst | null;
}

/** `configuration Name { … }` of DSC: parsed, so that a file with one is read to its end. */
export interface ConfigurationDefinitionAst {
  readonly kind: 'ConfigurationDefinition';
  readonly extent: Extent;
  readonly name: ExpressionAst;
  readonly body: ScriptBlockAst;
}

/** Text that could not be read as a statement; `nested` is what could be read inside it. */
export interface ErrorStatementAst {
  readonly kind: 'ErrorStatement';
  readonly extent: Extent;
  readonly nested: readonly Ast[];
}

export type StatementAst =
  | PipelineAst
  | PipelineChainAst
  | AssignmentStatementAst
  | IfStatementAst
  | SwitchStatementAst
  | ForStatementAst
  | ForEachStatementAst
  | WhileStatementAst
  | DoStatementAst
  | LoopExitStatementAst
  | ExitingStatementAst
  | TryStatementAst
  | DataStatementAst
  | FunctionDefinitionAst
  | TypeDefinitionAst
  | UsingStatementAst
  | ConfigurationDefinitionAst
  | ErrorStatementAst;

// ---- everything ----------------------------------------------------------------------------------------

export type Ast =
  | ScriptBlockAst
  | NamedBlockAst
  | ParamBlockAst
  | ParameterAst
  | AttributeBaseAst
  | NamedAttributeArgumentAst
  | StatementBlockAst
  | StatementAst
  | CatchClauseAst
  | TrapStatementAst
  | MemberAst
  | CommandAst
  | CommandExpressionAst
  | CommandParameterAst
  | RedirectionAst
  | ExpressionAst;
