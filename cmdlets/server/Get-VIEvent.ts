import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { allAbove } from '../../src/datacenter/access/authorization.ts';
import { type EventRecord, entitiesOf, placesOf } from '../../src/datacenter/events.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { type EntityItem, entitiesGiven, entityParameter, idsOn } from '../../src/inventory/entity.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { eventType, eventValue } from '../../src/inventory/vi-event.ts';
import { toUtc, unixMs } from '../../src/values/date-time.ts';
import { defineEnum } from '../../src/values/enum-type.ts';
import type { Value } from '../../src/values/value.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

const eventCategory = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Events.EventCategory',
  values: ['Info', 'Warning', 'Error'],
});

export default defineCmdlet({
  name: 'Get-VIEvent',
  synopsis: 'Gets the events of the datacenter, newest first.',
  parameters: {
    Entity: { ...entityParameter, help: 'Only events about these objects and what lies in them.' },
    Start: { type: 'datetime', help: 'Only events from then on.' },
    Finish: { type: 'datetime', help: 'Only events until then.' },
    Username: { type: 'string', wildcard: true, help: 'Only events of this user.' },
    Types: { type: eventCategory, array: true, help: 'Only events of these categories.' },
    EventTypeId: {
      type: 'string',
      array: true,
      wildcard: true,
      help: 'Only events with these ids, such as *Crypto*.',
    },
    MaxSamples: {
      type: 'int',
      validateRange: [1, 2_147_483_647],
      help: 'At most so many; 100 unless given.',
    },
    Server: serverParameter,
  },
  output: [eventType],
  impact: 'none',
  privileges: ['System.View'],
  examples: [
    { title: 'The latest events', code: 'Get-VIEvent -MaxSamples 20' },
    {
      title: 'What was refused, and to whom',
      code: 'Get-VIEvent -EventTypeId *NoPermission | Select-Object CreatedTime, UserName, Arguments',
    },
  ],
  begin: (): Asked[] => [],
  process(args, invocation, asked) {
    const entities = args.Entity && entitiesGiven(invocation, args.Entity, args.Server);
    const connections = serversOf(
      invocation.session,
      args.Server,
      entities?.map((data) => ({ data })),
    );
    asked.push({ connections, entities, left: args.MaxSamples ?? 100, found: [] });
  },
  // Each object of a pipeline has its events, and the log is read once for all.
  end(args, invocation, asked) {
    const startMs = args.Start && unixMs(toUtc(args.Start));
    const finishMs = args.Finish && unixMs(toUtc(args.Finish));
    const isWanted = (event: EventRecord): boolean =>
      (finishMs === undefined || event.atMs <= finishMs) &&
      (args.Username === undefined || matchesWildcard(event.user, args.Username)) &&
      (args.Types?.some((type) => type.toLowerCase() === event.severity) ?? true) &&
      (args.EventTypeId?.some((pattern) => matchesWildcard(event.eventTypeId, pattern)) ?? true);

    const servers = new Map(asked.flatMap((each) => each.connections).map((each) => [each.datacenter, each]));
    for (const connection of servers.values()) {
      const { datacenter } = connection;
      const askedBy = whoAsked(connection, asked);
      for (const { key, entry } of datacenter.readLog()) {
        if (entry.type !== 'event') continue;
        if (!askedBy.isOpen() || (startMs !== undefined && entry.atMs < startMs)) break;
        if (!isWanted(entry)) continue;
        for (const each of askedBy.about(entry)) {
          each.found.push(eventValue({ key, event: entry }));
          each.left--;
        }
      }
    }
    for (const { found } of asked) for (const event of found) invocation.write(event);
  },
});

/** One object of the pipeline, or the one call without one: what it asks for and has got. */
interface Asked {
  readonly connections: readonly Connection[];
  readonly entities: readonly EntityItem[] | undefined;
  left: number;
  readonly found: Value[];
}

/** Who of those that ask a server wants which event still. */
function whoAsked(connection: Connection, asked: readonly Asked[]) {
  const { datacenter } = connection;
  const here = asked.filter(({ connections }) => connections.some((each) => each.datacenter === datacenter));
  const forAll = here.filter(({ entities }) => entities === undefined);
  const byId = new Map<string, Asked[]>();
  for (const each of here)
    for (const id of idsOn(connection, each.entities) ?? []) byId.set(id, [...(byId.get(id) ?? []), each]);
  const known = new Map<string, readonly Asked[]>();
  const around = (id: string): readonly Asked[] => {
    const found = known.get(id) ?? allAbove(datacenter, id).flatMap((each) => byId.get(each) ?? []);
    known.set(id, found);
    return found;
  };
  return {
    isOpen: () => here.some(({ left }) => left > 0),
    about: (event: EventRecord): readonly Asked[] => {
      const all = new Set([
        ...forAll,
        ...entitiesOf(event).flatMap(({ id }) => around(id)),
        ...placesOf(event).flatMap(({ id }) => byId.get(id) ?? []),
      ]);
      return [...all].filter(({ left }) => left > 0);
    },
  };
}
