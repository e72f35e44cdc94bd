import { drivesOf, splitDrive } from '../../src/cmdlet/drives.ts';
import type { Place, Session } from '../../src/cmdlet/session.ts';
import { factsOf, type Location } from './location.ts';

/** The place that a path means, where it is one to be at: a folder, or a drive of another kind. */
export function placeOf(session: Session, given: string, found: Location): Place | undefined {
  if (found.kind === 'item') return found.name === '' ? { drive: found.drive.name, path: '' } : undefined;
  if (factsOf(session, found.path)?.folder !== true) return undefined;
  const named = splitDrive(session, given)?.drive;
  const here = drivesOf(session).get(session.place().drive.toLowerCase());
  const drive = named ?? (/^[/\\~]/.test(given) ? undefined : here);
  const isOnIt =
    drive?.provider === 'FileSystem' &&
    (found.path === drive.root || found.path.startsWith(`${drive.root}/`));
  return { drive: isOnIt ? drive.name : '/', path: found.path };
}

interface Visited {
  readonly stacks: Map<string, Place[]>;
  readonly back: Place[];
  readonly forward: Place[];
}

const visited = new WeakMap<Session, Visited>();

function visitedBy(session: Session): Visited {
  const known = visited.get(session) ?? { stacks: new Map(), back: [], forward: [] };
  visited.set(session, known);
  return known;
}

/** The places that Push-Location remembers under a name; the default stack has an empty one. */
export function locationStack(session: Session, name: string): Place[] {
  const { stacks } = visitedBy(session);
  const key = name.toLowerCase() === 'default' ? '' : name.toLowerCase();
  const stack = stacks.get(key) ?? [];
  stacks.set(key, stack);
  return stack;
}

/** How many places `Set-Location -` can go back to. */
const HISTORY_LIMIT = 20;

/** Goes to a place and remembers the one left. */
export function moveTo(session: Session, place: Place): void {
  const { back, forward } = visitedBy(session);
  const from = session.place();
  session.goTo(place);
  back.push(from);
  if (back.length > HISTORY_LIMIT) back.shift();
  forward.length = 0;
}

/** Goes where `Set-Location -` or `+` goes; false when there is nowhere. */
export function moveInHistory(session: Session, direction: '-' | '+'): boolean {
  const { back, forward } = visitedBy(session);
  const [take, put] = direction === '-' ? [back, forward] : [forward, back];
  const place = take.pop();
  if (place === undefined) return false;
  put.push(session.place());
  session.goTo(place);
  return true;
}
