import { type EventRecord, entitiesOf } from '../datacenter/events.ts';
import { localDateTime } from '../values/date-time.ts';
import { objectType } from '../values/object-type.ts';

export interface EventItem {
  readonly key: number;
  readonly event: EventRecord;
}

/** An event of the datacenter; `EventTypeId` is the vendor's id. */
export const eventType = objectType<EventItem>()({
  name: 'Event',
  fullName: 'VMware.Vim.EventEx',
  aliases: ['VMware.Vim.Event'],
  properties: {
    Key: { type: 'int', get: ({ key }) => key },
    CreatedTime: { type: 'datetime', get: ({ event }) => localDateTime(event.atMs) },
    EventTypeId: { type: 'string', get: ({ event }) => event.eventTypeId },
    Severity: { type: 'string', get: ({ event }) => event.severity },
    UserName: { type: 'string', get: ({ event }) => event.user },
    FullFormattedMessage: { type: 'string', get: ({ event }) => event.message },
    Vm: { type: 'string', get: ({ event }) => event.vm?.name ?? null },
    Host: { type: 'string', get: ({ event }) => event.host?.name ?? null },
    Entity: {
      type: 'string',
      get: ({ event }) => entitiesOf(event)[0]?.name ?? null,
      help: 'What it is about.',
    },
    Arguments: {
      type: 'string',
      get: ({ event }) =>
        Object.entries(event.arguments ?? {})
          .map(([name, value]) => `${name}=${value}`)
          .join('; '),
    },
  },
  view: {
    table: [
      { property: 'CreatedTime', width: 19, format: 'yyyy-MM-dd HH:mm:ss' },
      { property: 'UserName', width: 28 },
      { property: 'EventTypeId', width: 38 },
      { property: 'FullFormattedMessage' },
    ],
  },
  toString: ({ event }) => event.message,
});
