import { matcher } from './context.ts';

/**
 * The alphabetically first names that match what is typed; when none begins with it, those that hold it.
 * One pass over any number of names, sorting no more than twice `limit` at a time.
 */
export function firstNames(
  namesThat: (wanted: (name: string) => boolean) => Iterable<string>,
  typed: string,
  limit: number,
): string[] {
  const begin = smallest(namesThat, matcher(typed), limit);
  if (begin.length > 0 || typed.length < 2) return begin;
  const lowered = typed.toLowerCase();
  return smallest(namesThat, (name) => name.toLowerCase().includes(lowered), limit);
}

function smallest(
  namesThat: (wanted: (name: string) => boolean) => Iterable<string>,
  matches: (name: string) => boolean,
  limit: number,
): string[] {
  let kept: string[] = [];
  let bound: string | undefined;
  const cut = (): void => {
    kept = [...new Set(kept)].sort(byName).slice(0, limit);
    bound = kept.length === limit ? kept.at(-1)?.toLowerCase() : undefined;
  };
  const wanted = (name: string): boolean =>
    matches(name) && (bound === undefined || name.toLowerCase() < bound);
  for (const name of namesThat(wanted)) {
    kept.push(name);
    if (kept.length >= 2 * limit) cut();
  }
  cut();
  return kept;
}

function byName(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}
