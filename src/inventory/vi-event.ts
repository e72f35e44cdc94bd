import { CLASSIC_EVENTS } from '../datacenter/event-types.ts';
import { type EntityReference, type EventRecord, entitiesOf } from '../datacenter/events.ts';
import { convertTo, requiredType } from '../values/convert.ts';
import { localDateTime } from '../values/date-time.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import { moRefText } from './vi-object.ts';

export interface EventItem {
  readonly key: number;
  readonly event: EventRecord;
  /** What a script put in the place of the time: events are its own copies, and reports turn them to local time. */
  createdTime?: Value;
}

/** The VM, the host or the place of an event: `$event.Vm.Name`; by itself it reads as the name. */
const argumentType = (name: string, reference: string): ObjectType<EntityReference> =>
  objectType<EntityReference>()({
    name,
    fullName: `VMware.Vim.${name}`,
    properties: {
      [reference]: {
        type: 'string',
        get: ({ id }: EntityReference) => moRefText(id),
        help: 'Its managed object reference.',
      },
      Name: { type: 'string', get: (entity) => entity.name },
    },
    toString: (entity) => entity.name,
    identity: ({ id }) => id,
  });
const vmArgument = argumentType('VmEventArgument', 'Vm');
const hostArgument = argumentType('HostEventArgument', 'Host');
const computeResourceArgument = argumentType('ComputeResourceEventArgument', 'ComputeResource');
const datacenterArgument = argumentType('DatacenterEventArgument', 'Datacenter');

/** `-is [VMware.Vim.VmEvent]` holds too where that name stands for the API's own type. */
function vimName(name: string): { readonly fullName: string; readonly aliases: readonly string[] } {
  const fullName = `VMware.Vim.${name}`;
  return { fullName, aliases: [fullName] };
}

/** Of a place only the name is kept. */
const datastoreArgument = objectType<{ readonly name: string }>()({
  name: 'DatastoreEventArgument',
  fullName: 'VMware.Vim.DatastoreEventArgument',
  properties: { Name: { type: 'string', get: ({ name }) => name } },
  toString: ({ name }) => name,
});

function datastoreOf({ datastore, place }: EventRecord): Value {
  const name = datastore?.name ?? place?.datastoreName;
  return name === undefined ? null : objectOf(datastoreArgument, { name });
}

const argumentOf = (type: ObjectType<EntityReference>, entity: EntityReference | undefined): Value =>
  entity === undefined ? null : objectOf(type, entity);

/** An event of the datacenter; `EventTypeId` is the vendor's id. */
export const eventType: ObjectType<EventItem> = objectType<EventItem>()({
  name: 'Event',
  ...vimName('Event'),
  properties: {
    Key: { type: 'int', get: ({ key }) => key },
    ChainId: { type: 'int', get: ({ key }) => key, json: 'omit' },
    CreatedTime: {
      type: 'datetime',
      get: ({ event, createdTime }) => createdTime ?? localDateTime(event.atMs),
      set: (item, value) => {
        item.createdTime = convertTo(value, requiredType('datetime'));
      },
    },
    EventTypeId: { type: 'string', get: ({ event }) => event.eventTypeId },
    Severity: { type: 'string', get: ({ event }) => event.severity },
    UserName: { type: 'string', get: ({ event }) => event.user },
    FullFormattedMessage: { type: 'string', get: ({ event }) => event.message },
    Vm: {
      type: 'VmEventArgument',
      get: ({ event }) => argumentOf(vmArgument, event.vm),
      jsonValue: ({ event }) => event.vm?.name ?? null,
    },
    Host: {
      type: 'HostEventArgument',
      get: ({ event }) => argumentOf(hostArgument, event.host ?? event.place?.host),
      jsonValue: ({ event }) => event.host?.name ?? null,
    },
    ComputeResource: {
      type: 'ComputeResourceEventArgument',
      get: ({ event }) => argumentOf(computeResourceArgument, event.place?.computeResource),
      help: 'The cluster that it happened in.',
      json: 'omit',
    },
    Datacenter: {
      type: 'DatacenterEventArgument',
      get: ({ event }) => argumentOf(datacenterArgument, event.datacenter ?? event.place?.datacenter),
      json: 'omit',
    },
    Ds: {
      type: 'DatastoreEventArgument',
      get: ({ event }) => datastoreOf(event),
      help: 'The datastore of the VM, or the one that it is about.',
      json: 'omit',
    },
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

/** Events without a class of their own: those with a dotted id. */
const eventExType = objectType<EventItem>()({
  name: 'EventEx',
  ...vimName('EventEx'),
  base: eventType,
  properties: {
    Message: { type: 'string', get: ({ event }) => event.message, json: 'omit' },
    ObjectName: { type: 'string', get: ({ event }) => entitiesOf(event)[0]?.name ?? null, json: 'omit' },
  },
});

const groups = ['VmEvent', 'HostEvent'].map((name) =>
  objectType<EventItem>()({ name, ...vimName(name), base: eventType, properties: {} }),
);

/** The classic events, each of its own class, so that scripts tell them apart by type. */
const classicTypes: ReadonlyMap<string, ObjectType<EventItem>> = new Map(
  CLASSIC_EVENTS.map((name) => {
    const group = groups.find(({ shortName }) => name.startsWith(shortName.replace('Event', '')));
    return [
      name,
      objectType<EventItem>()({
        name,
        ...vimName(name),
        base: group ?? eventType,
        properties: {},
      }),
    ];
  }),
);

export function eventValue(item: EventItem): TypedObject<EventItem> {
  return objectOf(classicTypes.get(item.event.eventTypeId) ?? eventExType, item);
}
