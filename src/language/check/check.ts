import type { Ast, ScriptBlockAst, TypeDefinitionAst } from '../ast.ts';
import { visitChildren } from '../children.ts';
import type { ParseError } from '../parse-error.ts';
import { checkAssignment, checkStep } from './assignment.ts';
import { checkAttribute } from './attribute.ts';
import { type CheckContext, report, type TypeKnowledge } from './context.ts';
import { checkAttributed, checkConvert } from './convert.ts';
import { checkDataSection } from './data-section.ts';
import { checkLoopExit, checkReturn } from './flow.ts';
import { isKnownType } from './known-types.ts';
import { checkCatches, checkHashtable, checkParameter, checkParameters, checkVariable } from './names.ts';
import { checkMember, checkType } from './type-definition.ts';
import { checkUsing } from './using.ts';

export type { TypeKnowledge } from './context.ts';

/** What is left of reading a script: its text, the types that it defines, and what could not be read. */
interface ReadScript {
  readonly text: string;
  readonly definitions: readonly TypeDefinitionAst[];
  readonly errors: readonly ParseError[];
}

/**
 * What PowerShell refuses in a script: assignments to what is no variable, duplicates, broken classes. The types
 * themselves are made, and found wanting, only where all of the script could be read.
 */
export function checkScript(
  { text, definitions, errors }: ReadScript,
  ast: ScriptBlockAst,
  types: TypeKnowledge | undefined,
): ParseError[] {
  const isType = types?.isType ?? isKnownType;
  const context: CheckContext = {
    text,
    errors: [],
    ancestors: [],
    members: [null],
    definitions: byName(definitions),
    isReadable: errors.length === 0,
    isType: ast.usingStatements.length > 0 ? null : isType,
  };
  check(ast, ast, context);
  return context.errors.slice(0, MAX_ERRORS);
}

const MAX_ERRORS = 1_000;

function byName(definitions: readonly TypeDefinitionAst[]): Map<string, TypeDefinitionAst[]> {
  const found = new Map<string, TypeDefinitionAst[]>();
  for (const definition of definitions) {
    const name = definition.name.toLowerCase();
    const known = found.get(name);
    if (known === undefined) found.set(name, [definition]);
    else known.push(definition);
  }
  return found;
}

function check(node: Ast, parent: Ast, context: CheckContext): void {
  // The two kinds that most nodes are of have no children.
  if (node.kind === 'StringConstant') return;
  if (node.kind === 'VariableExpression') {
    checkVariable(node, parent, context);
    return;
  }
  const scoped = checkNode(node, parent, context);
  context.ancestors.push(node);
  visitChildren(node, check, context);
  context.ancestors.pop();
  if (scoped) context.members.pop();
}

/** Checks one node; true when it opened a member scope. */
function checkNode(node: Ast, parent: Ast, context: CheckContext): boolean {
  switch (node.kind) {
    case 'AssignmentStatement':
      checkAssignment(node, context);
      return false;
    case 'UnaryExpression':
      checkStep(node, context);
      return false;
    case 'Hashtable':
      checkHashtable(node, context);
      return false;
    case 'ConvertExpression':
      checkConvert(node, context);
      return false;
    case 'AttributedExpression':
      checkAttributed(node, context);
      return false;
    case 'Attribute':
      checkAttribute(node, parent, context);
      return false;
    case 'Parameter':
      checkParameter(node, parent, context);
      return false;
    case 'ParamBlock':
      checkParameters(node.parameters, context);
      return false;
    case 'ScriptBlockExpression':
      context.members.push(null);
      return true;
    default:
      return checkStatement(node, context);
  }
}

function checkStatement(node: Ast, context: CheckContext): boolean {
  switch (node.kind) {
    case 'ScriptBlock':
      checkDuplicateTypes(node, context);
      return false;
    case 'FunctionDefinition':
      if (node.parameters === null) return false;
      if (node.body.paramBlock !== null) {
        report(context, 'OnlyOneParameterListAllowed', node.body.paramBlock.extent);
      } else {
        checkParameters(node.parameters, context);
      }
      return false;
    case 'BreakStatement':
    case 'ContinueStatement':
      checkLoopExit(node, context);
      return false;
    case 'ReturnStatement':
      checkReturn(node, context);
      return false;
    case 'TryStatement':
      checkCatches(node, context);
      return false;
    case 'DataStatement':
      checkDataSection(node, context);
      return false;
    case 'UsingStatement':
      checkUsing(node, context);
      return false;
    case 'TypeDefinition':
      checkType(node, context);
      return false;
    case 'PropertyMember':
    case 'FunctionMember':
      checkMember(node, context);
      context.members.push(node);
      return true;
    default:
      return false;
  }
}

/** Two types of one name in one script block. */
function checkDuplicateTypes(node: ScriptBlockAst, context: CheckContext): void {
  if (context.definitions.size < 1) return;
  const seen = new Set<string>();
  for (const block of [node.beginBlock, node.processBlock, node.endBlock]) {
    for (const statement of block?.statements ?? []) {
      if (statement.kind !== 'TypeDefinition') continue;
      const name = statement.name.toLowerCase();
      if (seen.has(name)) report(context, 'MemberAlreadyDefined', statement.extent, statement.name);
      seen.add(name);
    }
  }
}
