import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyText } from '../../src/format/object-properties.ts';
import { currentTimeZone, findTimeZone, knownTimeZones } from '../../src/values/net/time-zone.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-TimeZone',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['gtz'],
  synopsis: 'The time zone of this machine, or zones by name.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: { Name: 0 },
      pipeline: { Name: 'both' },
      sets: ['Name'],
      wildcard: true,
      help: 'Names such as Europe/Berlin.',
    },
    Id: {
      type: 'string',
      array: true,
      mandatory: ['Id'],
      pipeline: { Id: 'name' },
      sets: ['Id'],
      help: 'Ids.',
    },
    ListAvailable: { type: 'switch', sets: ['ListAvailable'], help: 'Every zone.' },
  },
  defaultParameterSet: 'Name',
  output: ['System.TimeZoneInfo'],
  impact: 'none',
  examples: [{ title: 'Which one', code: '(Get-TimeZone).BaseUtcOffset' }],
  process(args, invocation) {
    if (args.ListAvailable) {
      invocation.writeAll(knownTimeZones());
      return;
    }
    for (const id of args.Id ?? []) {
      const zone = findTimeZone(id);
      if (zone) invocation.write(zone);
      else invocation.writeError(noZone(id));
    }
    for (const name of args.Name ?? []) {
      const found = knownTimeZones().filter((zone) =>
        matchesWildcard(propertyText(zone, 'StandardName'), name),
      );
      if (found.length === 0) invocation.writeError(noZone(name));
      invocation.writeAll(found);
    }
    if (args.Id === undefined && args.Name === undefined) invocation.write(currentTimeZone());
  },
});

function noZone(name: string) {
  return {
    message: `The time zone '${name}' was not found on the local computer.`,
    id: 'TimeZoneNotFound',
    category: 'ObjectNotFound',
    target: name,
    advice: 'Get-TimeZone -ListAvailable',
    exceptionType: 'System.TimeZoneNotFoundException',
  } as const;
}
