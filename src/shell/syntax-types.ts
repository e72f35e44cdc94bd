import type { Ast } from '../language/ast.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { LANGUAGE } from './syntax-extent.ts';
import { syntaxMembers } from './syntax-members.ts';
import { sharedMembers } from './syntax-shared.ts';

/** The classes that are no node by themselves, each with the one above it. */
const ABSTRACT: Readonly<Record<string, string>> = {
  StatementAst: 'Ast',
  CommandElementAst: 'Ast',
  ExpressionAst: 'CommandElementAst',
  AttributeBaseAst: 'Ast',
  RedirectionAst: 'Ast',
  MemberAst: 'Ast',
  CommandBaseAst: 'StatementAst',
  PipelineBaseAst: 'StatementAst',
  ChainableAst: 'PipelineBaseAst',
  LabeledStatementAst: 'StatementAst',
  LoopStatementAst: 'LabeledStatementAst',
};

/** Class names that are not the node's kind with `Ast` after it. */
const CLASS_NAMES: Partial<Record<Ast['kind'], string>> = {
  StringConstant: 'StringConstantExpressionAst',
  ExpandableString: 'ExpandableStringExpressionAst',
};

const BASES: Partial<Record<Ast['kind'], string>> = {
  Attribute: 'AttributeBaseAst',
  TypeConstraint: 'AttributeBaseAst',
  FileRedirection: 'RedirectionAst',
  MergingRedirection: 'RedirectionAst',
  PropertyMember: 'MemberAst',
  FunctionMember: 'MemberAst',
  Command: 'CommandBaseAst',
  CommandExpression: 'CommandBaseAst',
  CommandParameter: 'CommandElementAst',
  Pipeline: 'ChainableAst',
  PipelineChain: 'ChainableAst',
  AssignmentStatement: 'PipelineBaseAst',
  ErrorStatement: 'PipelineBaseAst',
  SwitchStatement: 'LabeledStatementAst',
  ForStatement: 'LoopStatementAst',
  ForEachStatement: 'LoopStatementAst',
  WhileStatement: 'LoopStatementAst',
  DoWhileStatement: 'LoopStatementAst',
  DoUntilStatement: 'LoopStatementAst',
  FunctionDefinition: 'StatementAst',
  TypeDefinition: 'StatementAst',
  ConfigurationDefinition: 'StatementAst',
  StringConstant: 'ConstantExpressionAst',
  ConvertExpression: 'AttributedExpressionAst',
  InvokeMemberExpression: 'MemberExpressionAst',
  ExpandableString: 'ExpressionAst',
  ArrayLiteral: 'ExpressionAst',
  Hashtable: 'ExpressionAst',
};

function baseName(kind: Ast['kind']): string {
  const named = BASES[kind];
  if (named !== undefined) return named;
  if (kind.endsWith('Expression')) return 'ExpressionAst';
  return kind.endsWith('Statement') ? 'StatementAst' : 'Ast';
}

function className(kind: Ast['kind']): string {
  return CLASS_NAMES[kind] ?? `${kind}Ast`;
}

const byName = new Map<string, TypeInfo>();
const byKind = new Map<Ast['kind'], TypeInfo>();

/** The class of a kind of node. */
export function syntaxType(kind: Ast['kind']): TypeInfo {
  const type = byKind.get(kind);
  if (type === undefined) throw new Error(`no class for ${kind}`);
  return type;
}

function named(name: string): TypeInfo {
  const type = byName.get(name);
  if (type === undefined) throw new Error(`no class ${name}`);
  return type;
}

/** Makes PowerShell's classes of syntax nodes known. */
export function defineSyntaxTypes(): void {
  byName.set(
    'Ast',
    defineType({ fullName: `${LANGUAGE}Ast`, base: () => objectTypeInfo, members: sharedMembers }),
  );
  for (const [name, base] of Object.entries(ABSTRACT))
    byName.set(name, defineType({ fullName: `${LANGUAGE}${name}`, base: () => named(base) }));
  for (const [kind, members] of Object.entries(syntaxMembers) as [
    Ast['kind'],
    typeof syntaxMembers.Command,
  ][]) {
    const name = className(kind);
    const type = defineType({ fullName: `${LANGUAGE}${name}`, base: () => named(baseName(kind)), members });
    byName.set(name, type);
    byKind.set(kind, type);
  }
}
