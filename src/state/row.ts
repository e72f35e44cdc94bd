import { assert } from '../base/assert.ts';

/**
 * A row: plain JSON with an id that is unique in its table. Rows are never changed in place; a commit
 * replaces them whole. A caller's own row types extend this.
 */
export interface Row {
  readonly id: string;
}

/** Puts `row` into the table under `id` (which is the row's own), or removes that row with null. */
export interface Change {
  readonly table: string;
  readonly id: string;
  readonly row: Row | null;
}

/** Why a text is not the JSON that it should be. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  /** Where in the text it ceases to be JSON, when that is known. */
  readonly position: number | undefined;

  constructor(message: string, position?: number) {
    super(message);
    this.position = position;
  }
}

/**
 * JSON.parse that refuses a member named `__proto__`: copied carelessly into another object it would
 * replace that object's prototype, and no row of ours has one.
 */
export function parseJson(text: string): unknown {
  try {
    // The slow parse only where the text could hold the name, plain or with escapes.
    return text.includes('__proto__') || text.includes('\\u')
      ? JSON.parse(text, refuseProto)
      : JSON.parse(text);
  } catch (error) {
    if (error instanceof JsonError) throw error;
    if (!(error instanceof SyntaxError)) throw error;
    const position = /at position (\d+)/.exec(error.message)?.[1];
    throw new JsonError('it is no JSON', position === undefined ? undefined : Number(position));
  }
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The row that a text holds. Throws JsonError when it is none, or has another id than `id`. */
export function parseRow(text: string, id?: string): Row {
  const value = parseJson(text);
  if (!isPlainObject(value) || typeof value['id'] !== 'string') throw new JsonError('a row has no id');
  if (id !== undefined && value['id'] !== id)
    throw new JsonError(`the row ${id} names itself ${value['id']}`);
  return value as unknown as Row;
}

/** One line of JSON with the id first, so that a file of rows can be indexed without parsing them. */
export function rowText(row: Row): string {
  assert(typeof row.id === 'string' && row.id !== '', 'a row has an id');
  if (Object.keys(row)[0] === 'id') return JSON.stringify(row);
  const { id, ...rest } = row;
  return JSON.stringify({ id, ...rest });
}

/**
 * The order of rows: by the id's stem, then by the number at its end, so that vm-9 comes before vm-10 and
 * new rows come last in a diff.
 */
export function compareIds(a: string, b: string): number {
  const stemA = stemLength(a);
  const stemB = stemLength(b);
  const stems = compare(a.slice(0, stemA), b.slice(0, stemB));
  if (stems !== 0) return stems;
  return a.length - b.length || compare(a, b);
}

function stemLength(id: string): number {
  let end = id.length;
  while (end > 0 && isDigit(id.charCodeAt(end - 1))) end--;
  return end;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function refuseProto(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new JsonError('it has a member named __proto__');
  return value;
}
