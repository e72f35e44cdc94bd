import { isWithin, parentsOf } from '../datacenter/access/authorization.ts';
import { DateTime, toUtc, unixMs } from '../values/date-time.ts';
import { flagIn, idIn, textIn, textsIn } from './spec.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** What the filters of events and of tasks have in common; a part that is not set lets everything pass. */

export function timeTest(time: VimObject | undefined): (atMs: number) => boolean {
  const beginMs = time && msIn(time, 'beginTime');
  const endMs = time && msIn(time, 'endTime');
  return (atMs) => (beginMs === undefined || atMs >= beginMs) && (endMs === undefined || atMs <= endMs);
}

function msIn(spec: VimObject, name: string): number | undefined {
  const value = spec.field(name);
  return value instanceof DateTime ? unixMs(toUtc(value)) : undefined;
}

export function userTest(userName: VimObject | undefined): (user: string) => boolean {
  if (userName === undefined) return () => true;
  const users = new Set(textsIn(userName, 'userList').map((user) => user.toLowerCase()));
  const isSystemToo = flagIn(userName, 'systemUser');
  return (user) => users.has(user.toLowerCase()) || (isSystemToo && user === '');
}

/**
 * Whether one of these is the entity that is meant, is right below it, or lies anywhere below it; `around` is what
 * they lay in when it happened.
 */
export function entityTest(
  about: VimObject | undefined,
  { datacenter }: VimSession,
): (ids: readonly string[], around?: readonly string[]) => boolean {
  const id = about && idIn(about, 'entity');
  if (about === undefined || id === undefined) return () => true;
  const recursion = textIn(about, 'recursion');
  const isMeant = (each: string): boolean => {
    if (recursion === 'all') return isWithin(datacenter, each, id);
    return recursion === 'children' ? parentsOf(datacenter, each).includes(id) : each === id;
  };
  return (ids, around = []) => ids.some(isMeant) || (recursion === 'all' && around.includes(id));
}
