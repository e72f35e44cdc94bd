import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { entityValue, INVENTORY_TABLES } from '../../src/inventory/entity.ts';
import { locationParameter, placedIn } from '../../src/inventory/location.ts';
import { visibleItems } from '../../src/inventory/lookup.ts';
import { idParameter, nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { idOfMoRef, viObject } from '../../src/inventory/vi-object.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-Inventory',
  synopsis: 'Gets objects of the inventory of every kind.',
  parameters: {
    Name: { ...nameParameter, sets: ['Default'] },
    Id: { ...idParameter, sets: ['ById'], mandatory: ['ById'] },
    Location: { ...locationParameter, sets: ['Default'] },
    NoRecursion: { type: 'switch', sets: ['Default'], help: 'Only what lies in the location itself.' },
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [viObject],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'What a cluster holds', code: 'Get-Cluster | Get-Inventory' }],
  process(args, invocation) {
    const isPlaced = placedIn(args.Location, args.NoRecursion);
    const ids = args.Id?.map(idOfMoRef);
    const missing = new Set(args.Id ?? args.Name?.filter((name) => !/[*?[]/.test(name)));
    for (const connection of serversOf(invocation.session, args.Server, args.Location)) {
      for (const { row } of INVENTORY_TABLES.flatMap((table) => visibleItems(connection, table))) {
        const name = args.Name?.find((pattern) => matchesWildcard(row.name, pattern));
        if (args.Name !== undefined && name === undefined) continue;
        if (ids !== undefined && !ids.includes(row.id)) continue;
        if (!isPlaced({ connection, row })) continue;
        missing.delete(name ?? '');
        for (const id of args.Id ?? []) if (idOfMoRef(id) === row.id) missing.delete(id);
        const value = entityValue(connection, row.id);
        if (value !== null) invocation.write(value);
      }
    }
    for (const name of missing) reportNotFound(invocation, 'Inventory', name);
  },
});
