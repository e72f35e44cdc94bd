import { type EntityReference, type EventRecord, entitiesOf, placesOf } from '../datacenter/events.ts';
import type { VCenterRow } from '../datacenter/rows.ts';
import { typeNamesOf } from '../values/intrinsic-member.ts';
import type { Value } from '../values/value.ts';
import { createCollector, MAX_COLLECTORS } from './history-collector.ts';
import { entityTest, timeTest, userTest } from './history-filter.ts';
import { methods } from './invoke.ts';
import { MANAGERS, single } from './service-views.ts';
import { numberIn, objectIn, required, textsIn } from './spec.ts';
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
    maxCollector: () => MAX_COLLECTORS,
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
  {
    name: 'CreateCollectorForEvents',
    parameters: ['EventFilterSpec filter'],
    returns: 'VMware.Vim.ManagedObjectReference',
    run: ({ session }, args) => {
      const filter = required(args, 0, 'filter');
      const isWanted = testOf(filter, session);
      let lastKey = -1;
      const newOnes = (): readonly Value[] => {
        const after = lastKey;
        for (const { key } of session.datacenter.readLog()) {
          lastKey = key;
          break;
        }
        return eventsOf(session, isWanted, Number.POSITIVE_INFINITY, after);
      };
      return createCollector(session, { typeName: 'EventHistoryCollector', filter, newOnes });
    },
  },
]);

/** The latest events that pass, the oldest first; none of those up to the key `after`. */
function eventsOf(
  { datacenter }: VimSession,
  isWanted: (event: EventRecord, value: Value) => boolean,
  most: number,
  after = -1,
): Value[] {
  const found: Value[] = [];
  for (const { key, entry } of datacenter.readLog()) {
    if (found.length >= most || key <= after) break;
    if (entry.type !== 'event') continue;
    const value = toValue({ key, event: entry });
    if (isWanted(entry, value)) found.push(value);
  }
  return found.reverse();
}

function testOf(filter: VimObject, session: VimSession): (event: EventRecord, value: Value) => boolean {
  const isInTime = timeTest(objectIn(filter, 'time'));
  const categories = textsIn(filter, 'category');
  const types = [...textsIn(filter, 'type'), ...textsIn(filter, 'eventTypeId')];
  const isByUser = userTest(objectIn(filter, 'userName'));
  const isAbout = entityTest(objectIn(filter, 'entity'), session);
  return (event, value) =>
    isInTime(event.atMs) &&
    (categories.length === 0 || categories.includes(event.severity)) &&
    (types.length === 0 || types.some((type) => isOfType(event, value, type))) &&
    isByUser(event.user) &&
    isAbout(idsOf(entitiesOf(event)), idsOf(placesOf(event)));
}

const idsOf = (entities: readonly EntityReference[]): string[] => entities.map(({ id }) => id);

/** By the event's id, `vim.event.` before it or not, by its class, or by a class that it inherits: `VmEvent`. */
function isOfType({ eventTypeId }: EventRecord, value: Value, type: string): boolean {
  const name = type.replace(/^vim\.event\./, '');
  return eventTypeId === name || typeNamesOf(value).includes(`VMware.Vim.${name}`);
}
