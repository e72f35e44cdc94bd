import type { FunctionMemberAst, TypeDefinitionAst } from '../ast.ts';
import { type CheckContext, report } from './context.ts';
import { returnsNothing } from './member-shape.ts';

/** A member that a class derived from .NET's has to have: with how many parameters, and what it returns. */
interface Required {
  readonly name: string;
  readonly parameters: number;
  /** Not given: anything but nothing. */
  readonly returns?: 'int' | 'nothing';
}

/** .NET's interfaces and abstract classes, by name in lower case and without `System.`. */
const REQUIRED: ReadonlyMap<string, readonly Required[]> = new Map([
  ['icomparable', [{ name: 'CompareTo', parameters: 1, returns: 'int' }]],
  ['idisposable', [{ name: 'Dispose', parameters: 0, returns: 'nothing' }]],
  ['icloneable', [{ name: 'Clone', parameters: 0 }]],
  ['collections.ienumerable', [{ name: 'GetEnumerator', parameters: 0 }]],
  [
    'io.filesysteminfo',
    [
      { name: 'get_Exists', parameters: 0 },
      { name: 'get_Name', parameters: 0 },
      { name: 'Delete', parameters: 0, returns: 'nothing' },
    ],
  ],
  // Abstract, with more members than a script could write.
  ['type', [{ name: 'GetConstructorImpl', parameters: 5 }]],
] as const);

const NO_DEFAULT_CONSTRUCTOR = /^(?:system\.)?collections\.objectmodel\.readonlycollection(?:\[|$)/;

/** What PowerShell finds when it makes the type: members that a base wants, and a constructor that it can call. */
export function checkInheritance(node: TypeDefinitionAst, context: CheckContext): void {
  for (const { typeName } of node.baseTypes) {
    const name = typeName.name.toLowerCase().replace(/^system\./, '');
    if (context.definitions.has(typeName.name.toLowerCase())) continue;
    const missing = REQUIRED.get(name)?.find((required) => !has(node, required, context, 0));
    if (missing === undefined) continue;
    report(context, 'TypeCreationError', node.extent, node.name, missing.name);
    return;
  }
  const [base] = node.baseTypes;
  if (base === undefined || constructorsOf(node).length > 0) return;
  const name = base.typeName.name.toLowerCase();
  const above = context.definitions.get(name)?.filter(({ extent }) => extent.start < node.extent.start);
  // Which of several of that name is meant is known only when the script runs.
  const needsArguments =
    above === undefined ? NO_DEFAULT_CONSTRUCTOR.test(name) : above.length > 0 && above.every(wantsArguments);
  if (needsArguments) report(context, 'BaseClassNoDefaultCtor', node.extent, base.typeName.name);
}

function wantsArguments(node: TypeDefinitionAst): boolean {
  const constructors = constructorsOf(node);
  return constructors.length > 0 && constructors.every(({ parameters }) => parameters.length > 0);
}

function constructorsOf(node: TypeDefinitionAst): FunctionMemberAst[] {
  return node.members.filter(
    (member): member is FunctionMemberAst =>
      member.kind === 'FunctionMember' && member.isConstructor && !member.isStatic,
  );
}

/** Classes above it count too; the depth ends a circle of them. */
function has(node: TypeDefinitionAst, required: Required, context: CheckContext, depth: number): boolean {
  const name = required.name.toLowerCase();
  const own = node.members.some((member) => {
    if (member.kind === 'PropertyMember') return `get_${member.name.toLowerCase()}` === name;
    if (member.name.toLowerCase() !== name || member.parameters.length !== required.parameters) return false;
    if (required.returns === 'nothing') return returnsNothing(member);
    if (returnsNothing(member)) return false;
    return (
      required.returns === undefined ||
      /^(?:system\.)?int(?:32)?$/i.test(member.returnType?.typeName.name ?? '')
    );
  });
  if (own || depth > MAX_DEPTH) return own;
  return node.baseTypes.some(({ typeName }) =>
    context.definitions
      .get(typeName.name.toLowerCase())
      ?.some((above) => above !== node && has(above, required, context, depth + 1)),
  );
}

const MAX_DEPTH = 100;
