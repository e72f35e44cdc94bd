import type { Ast, ExpressionAst, TypeDefinitionAst } from '../ast.ts';
import { visitChildren } from '../children.ts';
import { isConstant } from './constant.ts';
import { type CheckContext, report } from './context.ts';

const LIMITS = new Map<string, readonly [bigint, bigint]>([
  ['byte', [0n, 255n]],
  ['sbyte', [-128n, 127n]],
  ['short', [-32768n, 32767n]],
  ['int16', [-32768n, 32767n]],
  ['ushort', [0n, 65535n]],
  ['uint16', [0n, 65535n]],
  ['int', [-2147483648n, 2147483647n]],
  ['int32', [-2147483648n, 2147483647n]],
  ['uint', [0n, 4294967295n]],
  ['uint32', [0n, 4294967295n]],
  ['long', [-(2n ** 63n), 2n ** 63n - 1n]],
  ['int64', [-(2n ** 63n), 2n ** 63n - 1n]],
  ['ulong', [0n, 2n ** 64n - 1n]],
  ['uint64', [0n, 2n ** 64n - 1n]],
]);

/** The values of an enum's names are constants that fit its type. */
export function checkEnum(node: TypeDefinitionAst, context: CheckContext): void {
  if (isInCycle(node, context)) {
    report(context, 'CycleInEnumInitializers', node.extent);
    return;
  }
  const typeName = (node.baseTypes[0]?.typeName.name ?? 'int').toLowerCase().replace(/^system\./, '');
  const limits = LIMITS.get(typeName);
  if (limits === undefined) return;
  const flags = node.attributes.some(({ typeName: { name } }) => /^(?:system\.)?flags/i.test(name));
  let next: bigint | null = 0n;
  for (const member of node.members) {
    if (member.kind !== 'PropertyMember') continue;
    const { initialValue } = member;
    const extent = initialValue?.extent ?? member.extent;
    if (initialValue !== null) {
      if (initialValue.kind === 'StringConstant') {
        report(context, 'CannotConvertValue', extent, typeName);
      } else if (!isConstant(initialValue, false)) {
        report(context, 'EnumeratorValueMustBeConstant', extent);
      }
      next = integerValue(initialValue);
    }
    if (next !== null && (next < limits[0] || next > limits[1])) {
      report(context, 'EnumeratorValueTooLarge', extent, typeName);
      next = null;
    }
    if (next !== null) next = flags && next > 0n ? next * 2n : next + 1n;
  }
}

/** The value of a constant expression as far as it is cheap to know, or null. */
function integerValue(expression: ExpressionAst): bigint | null {
  switch (expression.kind) {
    case 'ConstantExpression':
      if (expression.value.type === 'decimal') return null;
      return Number.isInteger(Number(expression.value.value)) ? BigInt(expression.value.value) : null;
    case 'MemberExpression':
      return staticLimit(expression.target, expression.member);
    case 'UnaryExpression': {
      const child = integerValue(expression.child);
      return child !== null && expression.operator === '-' ? -child : null;
    }
    case 'BinaryExpression': {
      const left = integerValue(expression.left);
      const right = integerValue(expression.right);
      if (left === null || right === null) return null;
      if (expression.operator === '+') return left + right;
      return expression.operator === '-' ? left - right : null;
    }
    default:
      return null;
  }
}

/** `[int]::MaxValue` and its like. */
function staticLimit(target: ExpressionAst, member: ExpressionAst): bigint | null {
  if (target.kind !== 'TypeExpression' || member.kind !== 'StringConstant') return null;
  const limits = LIMITS.get(target.typeName.name.toLowerCase());
  const name = member.value.toLowerCase();
  if (name === 'maxvalue') return limits?.[1] ?? null;
  return name === 'minvalue' ? (limits?.[0] ?? null) : null;
}

/** Whether the enum's values need, through other enums of the script, the enum itself. */
function isInCycle(node: TypeDefinitionAst, context: CheckContext): boolean {
  const seen = new Set<TypeDefinitionAst>();
  const waiting = neededEnums(node, context);
  for (;;) {
    const next = waiting.pop();
    if (next === undefined) return false;
    if (next === node) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...neededEnums(next, context));
  }
}

function neededEnums(node: TypeDefinitionAst, context: CheckContext): TypeDefinitionAst[] {
  const found: TypeDefinitionAst[] = [];
  const collect = (ast: Ast): void => {
    if (ast.kind === 'TypeExpression') {
      const definition = context.definitions.get(ast.typeName.name.toLowerCase())?.at(-1);
      if (definition?.typeKind === 'enum' && definition !== node) found.push(definition);
    }
    visitChildren(ast, collect, null);
  };
  visitChildren(node, collect, null);
  return found;
}
