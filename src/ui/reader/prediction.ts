/** What the history suggests for a line that has been begun. */
const MAX_LISTED = 10;

/** The rest of the newest line that begins with `text`, or undefined. Case does not matter. */
export function inlineSuggestion(text: string, history: readonly string[]): string | undefined {
  if (text.trim() === '' || text.includes('\n')) return undefined;
  const lowered = text.toLowerCase();
  for (let at = history.length - 1; at >= 0; at--) {
    const line = history[at] ?? '';
    if (line.length > text.length && line.slice(0, text.length).toLowerCase() === lowered) {
      return line.slice(text.length);
    }
  }
  return undefined;
}

/** The newest lines that begin with `text`, then those that hold it. */
export function listSuggestions(text: string, history: readonly string[]): string[] {
  const lowered = text.trim().toLowerCase();
  if (lowered === '') return [];
  const begin: string[] = [];
  const hold: string[] = [];
  for (let at = history.length - 1; at >= 0 && begin.length < MAX_LISTED; at--) {
    const line = history[at] ?? '';
    if (line === text) continue;
    const found = line.toLowerCase().indexOf(lowered);
    if (found === 0) begin.push(line);
    else if (found > 0 && hold.length < MAX_LISTED) hold.push(line);
  }
  return [...new Set([...begin, ...hold])].slice(0, MAX_LISTED);
}
