import { Hashtable } from './hashtable.ts';
import type { CompiledRegex } from './regex.ts';

/** `$Matches` of a successful match: groups by number and by name; groups that took no part are left out. */
export function matchTable(match: RegExpExecArray, regex: CompiledRegex): Hashtable {
  const table = new Hashtable();
  for (const [number, name] of regex.groupNames.entries()) {
    const text = match[regex.groupIndexes[number] ?? 0];
    if (text !== undefined) table.set(/^\d+$/.test(name) ? Number(name) : name, text);
  }
  return table;
}
