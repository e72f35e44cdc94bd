/**
 * "Did you mean …?" for a name that nothing has: the names that are spelled most like it, then those that begin
 * with it; undefined when none comes near.
 */
export function didYouMean(wanted: string, names: Iterable<string>): string | undefined {
  const all = [...new Set(names)];
  const start = wanted.toLowerCase();
  const longer = start.length < 3 ? [] : all.filter((name) => name.toLowerCase().startsWith(start)).sort();
  const offered = [...new Set([...nearest(wanted, all), ...longer])].slice(0, MOST_OFFERED);
  const last = offered.pop();
  if (last === undefined) return undefined;
  return `Did you mean ${offered.length === 0 ? '' : `${offered.join(', ')} or `}${last}?`;
}

const MOST_OFFERED = 3;

/** Those of the smallest distance. */
function nearest(wanted: string, names: readonly string[]): string[] {
  const scored = scoredNames(wanted, names);
  return scored.filter(({ distance }) => distance === scored[0]?.distance).map(({ name }) => name);
}

interface ScoredName {
  readonly name: string;
  readonly distance: number;
}

function scoredNames(wanted: string, names: readonly string[]): ScoredName[] {
  const target = wanted.toLowerCase();
  const most = Math.max(1, Math.floor(target.length / 3));
  const scored: ScoredName[] = [];
  for (const name of new Set(names)) {
    const own = name.toLowerCase();
    if (Math.abs(own.length - target.length) > most) continue;
    const distance = editDistance(target, own, most);
    if (distance <= most) scored.push({ name, distance });
  }
  return scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
}

/** Insertions, deletions, changes and swaps of neighbours that make one text the other; gives up past `most`. */
export function editDistance(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_unused, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    if (Math.min(...current) > most) return most + 1;
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
