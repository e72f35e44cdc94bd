import { isWithin, parentsOf } from '../datacenter/access/authorization.ts';
import { type EventRecord, entitiesOf } from '../datacenter/events.ts';
import type { VCenterRow } from '../datacenter/rows.ts';
import { DateTime, toUtc, unixMs } from '../values/date-time.ts';
import { typeNamesOf } from '../values/intrinsic-member.ts';
import type { Value } from '../values/value.ts';
import { methods } from './invoke.ts';
import { MANAGERS, single } from './service-views.ts';
import { flagIn, idIn, numberIn, objectIn, required, textIn, textsIn } from './spec.ts';
import { defineView } from './view.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** An event of the log as the shell shows it. */
export type EventToValue = (item: { readonly key: number; readonly event: EventRecord }) => Value;

let toValue: EventToValue = () => {
  throw new Error('nobody said how an event is shown');
};

/** The API's events are the objects that Get-VIEvent gives: the program says how they are made. */
export function setEventToValue(made: EventToValue): void {
  toValue = made;
}

/** QueryEvents of a vCenter gives so many, the latest. */
const LIMIT_EVENTS = 1000;

defineView<VCenterRow>({
  ...single(...MANAGERS.eventManager),
  properties: {
    latestEvent: (_, session) => eventsOf(session, () => true, 1)[0] ?? null,
    maxCollector: () => 0,
  },
});

methods('EventManager', [
  {
    name: 'QueryEvents',
    parameters: ['EventFilterSpec filter'],
    returns: 'VMware.Vim.Event[]',
    run: ({ session }, args) => {
      const filter = required(args, 0, 'filter');
      const most = Math.min(numberIn(filter, 'maxCount') ?? LIMIT_EVENTS, LIMIT_EVENTS);
      return eventsOf(session, testOf(filter, session), most);
    },
  },
]);

/** The latest events that pass, the oldest first. */
function eventsOf(
  { datacenter }: VimSession,
  isWanted: (event: EventRecord, value: Value) => boolean,
  most: number,
): Value[] {
  const found: Value[] = [];
  for (const { key, entry } of datacenter.readLog()) {
    if (found.length >= most) break;
    if (entry.type !== 'event') continue;
    const value = toValue({ key, event: entry });
    if (isWanted(entry, value)) found.push(value);
  }
  return found.reverse();
}

function testOf(filter: VimObject, session: VimSession): (event: EventRecord, value: Value) => boolean {
  const time = objectIn(filter, 'time');
  const beginMs = time && msIn(time, 'beginTime');
  const endMs = time && msIn(time, 'endTime');
  const categories = textsIn(filter, 'category');
  const types = [...textsIn(filter, 'type'), ...textsIn(filter, 'eventTypeId')];
  const isByUser = userTest(objectIn(filter, 'userName'));
  const isAbout = entityTest(objectIn(filter, 'entity'), session);
  return (event, value) =>
    (beginMs === undefined || event.atMs >= beginMs) &&
    (endMs === undefined || event.atMs <= endMs) &&
    (categories.length === 0 || categories.includes(event.severity)) &&
    (types.length === 0 || types.some((type) => isOfType(event, value, type))) &&
    isByUser(event) &&
    isAbout(event);
}

function msIn(spec: VimObject, name: string): number | undefined {
  const value = spec.field(name);
  return value instanceof DateTime ? unixMs(toUtc(value)) : undefined;
}

/** By the event's id, `vim.event.` before it or not, by its class, or by a class that it inherits: `VmEvent`. */
function isOfType({ eventTypeId }: EventRecord, value: Value, type: string): boolean {
  const name = type.replace(/^vim\.event\./, '');
  return eventTypeId === name || typeNamesOf(value).includes(`VMware.Vim.${name}`);
}

function userTest(userName: VimObject | undefined): (event: EventRecord) => boolean {
  if (userName === undefined) return () => true;
  const users = new Set(textsIn(userName, 'userList').map((user) => user.toLowerCase()));
  const isSystemToo = flagIn(userName, 'systemUser');
  return ({ user }) => users.has(user.toLowerCase()) || (isSystemToo && user === '');
}

function entityTest(
  about: VimObject | undefined,
  { datacenter }: VimSession,
): (event: EventRecord) => boolean {
  const id = about && idIn(about, 'entity');
  if (about === undefined || id === undefined) return () => true;
  const recursion = textIn(about, 'recursion');
  const isMeant = (each: string): boolean => {
    if (recursion === 'all') return isWithin(datacenter, each, id);
    return recursion === 'children' ? parentsOf(datacenter, each).includes(id) : each === id;
  };
  return (event) => entitiesOf(event).some((entity) => isMeant(entity.id));
}
