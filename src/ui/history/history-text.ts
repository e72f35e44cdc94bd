/**
 * The history file's text: one entry a line, oldest first; an entry of several lines has a backtick before
 * each line end, as PSReadLine writes it.
 */
export function formatEntry(line: string): string {
  return `${line.replaceAll('\n', '`\n')}\n`;
}

/** The entries of a file's text. A last line without its end, cut by a crash or being written, is left out. */
export function parseEntries(text: string): string[] {
  const entries: string[] = [];
  let open = '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  for (const line of whole.split('\n').slice(0, -1)) {
    if (line.endsWith('`')) open += `${line.slice(0, -1)}\n`;
    else {
      if (open + line !== '') entries.push(open + line);
      open = '';
    }
  }
  return entries;
}

/** Each line once, at its latest place, and not more than `limit`. */
export function deduplicated(entries: readonly string[], limit: number): string[] {
  const seen = new Set<string>();
  const kept: string[] = [];
  for (let at = entries.length - 1; at >= 0 && kept.length < limit; at--) {
    const entry = entries[at] ?? '';
    if (seen.has(entry)) continue;
    seen.add(entry);
    kept.push(entry);
  }
  return kept.reverse();
}
