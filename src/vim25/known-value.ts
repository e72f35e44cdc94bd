import { vcenterRelease } from '../datacenter/capabilities.ts';
import { isSince, type Release, releaseOf } from '../datacenter/releases.ts';
import { typeFacts } from './type-table.ts';
import type { VimSession } from './vim-session.ts';

export function valuesOf(typeName: string): readonly string[] {
  const facts = typeFacts(typeName);
  return facts?.kind === 'enum' ? facts.values : [];
}

/** The release that brought a value of an enumeration of the API. */
export function sinceOf(typeName: string, value: string): Release {
  const facts = typeFacts(typeName);
  return releaseOf((facts?.kind === 'enum' ? facts.since[value] : undefined) ?? '6.5');
}

/** A value that the API hands out as text; null under a release that does not have it yet. */
export function knownValue({ datacenter }: VimSession, typeName: string, value: string): string | null {
  return isSince(vcenterRelease(datacenter), sinceOf(typeName, value)) ? value : null;
}
