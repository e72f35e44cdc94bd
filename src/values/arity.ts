import { runtimeError } from './error-record.ts';
import type { MethodMember } from './type-info.ts';

interface Arity {
  readonly least: number;
  readonly most: number;
}

const known = new WeakMap<MethodMember, readonly Arity[]>();

/** Throws PowerShell's error when no signature takes so many arguments. */
export function checkArity(member: MethodMember, count: number): void {
  let arities = known.get(member);
  if (arities === undefined) {
    arities = member.signatures.map(arityOf);
    known.set(member, arities);
  }
  if (arities.length === 0 || arities.some(({ least, most }) => count >= least && count <= most)) return;
  throw runtimeError({
    message: `Cannot find an overload for "${member.name}" and the argument count: "${count}".`,
    id: 'MethodCountCouldNotFindBest',
    category: 'NotSpecified',
    exceptionType: 'System.Management.Automation.MethodException',
  });
}

/** Counted from a signature such as `string Join(string separator, Params string[] values)`. */
function arityOf(signature: string): Arity {
  const inside = signature.slice(signature.indexOf('(') + 1, signature.lastIndexOf(')')).trim();
  if (inside === '') return { least: 0, most: 0 };
  const parameters = inside.split(/,(?![^[]*\])/);
  const optional = parameters.filter((parameter) => parameter.includes('=')).length;
  const open = /\bparams\b/i.test(inside);
  return {
    least: parameters.length - optional - (open ? 1 : 0),
    most: open ? Number.POSITIVE_INFINITY : parameters.length,
  };
}
