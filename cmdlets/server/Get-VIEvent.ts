import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { isWithin } from '../../src/datacenter/access/authorization.ts';

import { type EventRecord, entitiesOf } from '../../src/datacenter/events.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { entitiesGiven, entityParameter, idsOn, serversOfEntities } from '../../src/inventory/entity.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { eventType, eventValue } from '../../src/inventory/vi-event.ts';
import { toUtc, unixMs } from '../../src/values/date-time.ts';
import { defineEnum } from '../../src/values/enum-type.ts';
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
  process(args, invocation) {
    const entities = args.Entity && entitiesGiven(invocation, args.Entity, args.Server);
    const startMs = args.Start && unixMs(toUtc(args.Start));
    const finishMs = args.Finish && unixMs(toUtc(args.Finish));
    const isWanted = (
      { datacenter }: Connection,
      event: EventRecord,
      ids: readonly string[] | undefined,
    ): boolean =>
      (finishMs === undefined || event.atMs <= finishMs) &&
      (args.Username === undefined || matchesWildcard(event.user, args.Username)) &&
      (args.Types?.some((type) => type.toLowerCase() === event.severity) ?? true) &&
      (args.EventTypeId?.some((pattern) => matchesWildcard(event.eventTypeId, pattern)) ?? true) &&
      (ids?.some((id) => entitiesOf(event).some((entity) => isWithin(datacenter, entity.id, id))) ?? true);

    let left = args.MaxSamples ?? 100;
    for (const connection of serversOfEntities(invocation.session, args.Server, entities)) {
      const ids = idsOn(connection, entities);
      for (const { key, entry } of connection.datacenter.readLog()) {
        if (left === 0 || (startMs !== undefined && entry.type === 'event' && entry.atMs < startMs)) break;
        if (entry.type !== 'event' || !isWanted(connection, entry, ids)) continue;
        invocation.write(eventValue({ key, event: entry }));
        left--;
      }
    }
  },
});
