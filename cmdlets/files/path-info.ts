import type { Session } from '../../src/cmdlet/session.ts';
import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';

/** A folder, as Get-Location and Resolve-Path return it. */
export const pathInfoType = objectType<{ readonly path: string }>()({
  name: 'PathInfo',
  fullName: 'System.Management.Automation.PathInfo',
  properties: {
    Drive: { type: 'psdriveinfo', get: () => '/', json: 'omit' },
    Provider: { type: 'ProviderInfo', get: () => 'Microsoft.PowerShell.Core\\FileSystem', json: 'omit' },
    ProviderPath: { type: 'string', get: ({ path }) => path },
    Path: { type: 'string', get: ({ path }) => path },
  },
  view: { table: [{ property: 'Path' }] },
  toString: ({ path }) => path,
});

export function pathInfo(path: string): TypedObject<{ readonly path: string }> {
  return objectOf(pathInfoType, { path });
}

interface Visited {
  readonly stacks: Map<string, string[]>;
  readonly back: string[];
  readonly forward: string[];
}

const visited = new WeakMap<Session, Visited>();

function visitedBy(session: Session): Visited {
  const known = visited.get(session) ?? { stacks: new Map(), back: [], forward: [] };
  visited.set(session, known);
  return known;
}

/** The folders that Push-Location remembers under a name; the default stack has an empty one. */
export function locationStack(session: Session, name: string): string[] {
  const { stacks } = visitedBy(session);
  const key = name.toLowerCase() === 'default' ? '' : name.toLowerCase();
  const stack = stacks.get(key) ?? [];
  stacks.set(key, stack);
  return stack;
}

/** How many folders `Set-Location -` can go back to. */
const HISTORY_LIMIT = 20;

/** Goes to a folder and remembers the one left. */
export function moveTo(session: Session, path: string): void {
  const { back, forward } = visitedBy(session);
  const from = session.location();
  session.setLocation(path);
  back.push(from);
  if (back.length > HISTORY_LIMIT) back.shift();
  forward.length = 0;
}

/** Goes where `Set-Location -` or `+` goes; false when there is nowhere. */
export function moveInHistory(session: Session, direction: '-' | '+'): boolean {
  const { back, forward } = visitedBy(session);
  const [take, put] = direction === '-' ? [back, forward] : [forward, back];
  const path = take.pop();
  if (path === undefined) return false;
  put.push(session.location());
  session.setLocation(path);
  return true;
}
