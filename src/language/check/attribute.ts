import type { Ast, AttributeAst } from '../ast.ts';
import { isConstant } from './constant.ts';
import { type CheckContext, report } from './context.ts';
import { isKnownType } from './known-types.ts';

/** What an attribute may stand on, in .NET's words, and which of its arguments may be named. */
interface AttributeRule {
  readonly targets: readonly string[];
  readonly writable?: readonly string[];
  readonly readable?: readonly string[];
}

const MEMBER_ONLY: AttributeRule = { targets: ['Property', 'Field'] };
const CLASS_ONLY: AttributeRule = { targets: ['Class'] };

const RULES = new Map<string, AttributeRule>([
  ['flags', { targets: ['Enum'] }],
  ['parameter', MEMBER_ONLY],
  ['validateset', MEMBER_ONLY],
  ['validaterange', MEMBER_ONLY],
  ['validatepattern', MEMBER_ONLY],
  ['validatescript', MEMBER_ONLY],
  ['validatecount', MEMBER_ONLY],
  ['validatelength', MEMBER_ONLY],
  ['validatenotnull', MEMBER_ONLY],
  ['validatenotnullorempty', MEMBER_ONLY],
  ['dscproperty', MEMBER_ONLY],
  ['dscresource', CLASS_ONLY],
  ['cmdletbinding', CLASS_ONLY],
  [
    'cmdlet',
    {
      targets: ['Class'],
      writable: [
        'DefaultParameterSetName',
        'SupportsShouldProcess',
        'SupportsPaging',
        'SupportsTransactions',
        'ConfirmImpact',
        'HelpUri',
        'RemotingCapability',
      ],
      readable: ['NounName', 'VerbName', 'TypeId'],
    },
  ],
]);

function ruleOf(name: string): AttributeRule | undefined {
  const short = name
    .toLowerCase()
    .replace(/^(?:system\.)?(?:management\.automation\.)?/, '')
    .replace(/attribute$/, '');
  return RULES.get(short);
}

/** The .NET target of an attribute on a class, an enum or one of their members; null elsewhere. */
function targetOf(parent: Ast, context: CheckContext): readonly string[] | null {
  switch (parent.kind) {
    case 'TypeDefinition':
      return [parent.typeKind === 'enum' ? 'Enum' : 'Class'];
    case 'PropertyMember':
      return ['Property', 'Field'];
    case 'FunctionMember':
      return [parent.isConstructor ? 'Constructor' : 'Method'];
    case 'Parameter':
      return context.ancestors.at(-2)?.kind === 'FunctionMember' ? ['Parameter'] : null;
    default:
      return null;
  }
}

export function checkAttribute(node: AttributeAst, parent: Ast, context: CheckContext): void {
  const target = targetOf(parent, context);
  if (target !== null) checkOnClass(node, target, context);
  const blocks = target === null;
  const id = blocks
    ? 'ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock'
    : 'ParameterAttributeArgumentNeedsToBeConstant';
  for (const { argument, expressionOmitted } of node.namedArguments) {
    if (!expressionOmitted && !isConstant(argument, blocks)) report(context, id, argument.extent);
  }
  for (const argument of node.positionalArguments) {
    if (!isConstant(argument, blocks)) report(context, id, argument.extent);
  }
}

function checkOnClass(node: AttributeAst, target: readonly string[], context: CheckContext): void {
  const { name } = node.typeName;
  const rule = ruleOf(name);
  if (rule === undefined) {
    checkExists(node, context);
    return;
  }
  if (!rule.targets.some((allowed) => target.includes(allowed))) {
    report(context, 'AttributeNotAllowedOnDeclaration', node.extent, name, rule.targets.join(', '));
  }
  if (rule.writable === undefined) return;
  checkCmdletArguments(node, context);
  for (const { argumentName, extent } of node.namedArguments) {
    const is = (known: string): boolean => known.toLowerCase() === argumentName.toLowerCase();
    if (rule.writable.some(is)) continue;
    if (rule.readable?.some(is) === true) report(context, 'ReadOnlyProperty', extent, argumentName);
    else {
      report(context, 'PropertyNotFoundForAttribute', extent, argumentName, name, rule.writable.join(', '));
    }
  }
}

const IMPACTS = new Set(['none', 'low', 'medium', 'high']);

/** `[Cmdlet('Get', 'Thing')]` takes a verb and a noun; the impact is one of four. */
function checkCmdletArguments(node: AttributeAst, context: CheckContext): void {
  const { length } = node.positionalArguments;
  if (length !== 2) report(context, 'MethodCountCouldNotFindBest', node.extent, '.ctor', length);
  for (const { argumentName, argument } of node.namedArguments) {
    if (argumentName.toLowerCase() !== 'confirmimpact' || argument.kind !== 'StringConstant') continue;
    if (IMPACTS.has(argument.value.toLowerCase())) continue;
    report(context, 'CannotConvertValue', argument.extent, 'System.Management.Automation.ConfirmImpact');
  }
}

function checkExists(node: AttributeAst, context: CheckContext): void {
  const { name, extent } = node.typeName;
  const { isType, definitions } = context;
  const lower = name.toLowerCase();
  if (isType === null || isKnownType(name) || isType(name) || STANDARD.has(lower)) return;
  if (definitions.has(lower) || definitions.has(`${lower}attribute`)) return;
  report(context, 'CustomAttributeTypeNotFound', extent, name);
}

/** Attributes of the System namespace that the list of types does not have. */
const STANDARD = new Set(['obsolete', 'serializable', 'nonserialized', 'browsable', 'hidden']);
