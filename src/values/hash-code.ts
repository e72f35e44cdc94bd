import { toText } from './to-text.ts';
import { typeNameOf } from './type-of.ts';
import type { Value } from './value.ts';

/** GetHashCode: equal values have equal codes; not .NET's own numbers, which are not stable either. */
export function hashCodeOf(value: Value): number {
  if (typeof value === 'number') return value | 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = typeof value === 'string' ? value : `${typeNameOf(value)}:${toText(value)}`;
  let code = 5381;
  for (let i = 0; i < text.length; i++) code = (Math.imul(code, 33) ^ text.charCodeAt(i)) | 0;
  return code;
}
