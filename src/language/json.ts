import type { Ast } from './ast.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The tree as plain JSON: the fields of ast.ts as they are, 64-bit and larger integers as decimal strings. */
export function toJson(ast: Ast): Json {
  return plain(ast);
}

function plain(value: unknown): Json {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}
