import { parse } from '../language/parse.ts';

/** False while a text only needs more lines to be right: an open bracket, string or pipe. */
export function isComplete(text: string): boolean {
  const { errors } = parse(text);
  return !errors.some((error) => error.incomplete);
}
