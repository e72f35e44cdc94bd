import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { objectAt } from './item-objects.ts';
import { existingLocations } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

export default defineCmdlet({
  name: 'Get-ItemProperty',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['gp'],
  synopsis: 'Gets an item, or some of its properties.',
  parameters: {
    ...PATH_PARAMETERS,
    Name: {
      type: 'string',
      array: true,
      position: 1,
      wildcard: true,
      aliases: ['PSProperty'],
      help: 'The properties.',
    },
  },
  defaultParameterSet: 'Path',
  output: ['System.IO.FileInfo', 'System.Management.Automation.PSCustomObject'],
  impact: 'none',
  examples: [{ title: 'When a folder was made', code: 'Get-ItemProperty . -Name CreationTime' }],
  process(args, invocation) {
    const { Include: include, Exclude: exclude, Filter: filter } = args;
    for (const location of existingLocations(invocation, args, { include, exclude, filter })) {
      const item = objectAt(invocation.session, location);
      if (item === undefined) continue;
      if (!args.Name || args.Name.includes('*')) {
        invocation.write(item);
        continue;
      }
      const names = propertyNames(item);
      const selected = new PSCustomObject();
      for (const pattern of args.Name) {
        const found = names.filter((name) => matchesWildcard(name, pattern));
        if (found.length === 0) {
          invocation.writeError({
            message: `Property ${pattern} does not exist at path ${location.given}.`,
            id: 'System.Management.Automation.PSArgumentException',
            category: 'InvalidArgument',
            target: pattern,
            advice: `Get-Item '${location.given}' | Get-Member -MemberType Properties`,
            exceptionType: 'System.Management.Automation.PSArgumentException',
          });
        }
        for (const name of found) selected.set(name, propertyValue(item, name) ?? null);
      }
      if (selected.properties.size === 0) continue;
      for (const name of ['PSPath', 'PSParentPath', 'PSChildName', 'PSProvider']) {
        const value = propertyValue(item, name);
        if (value !== undefined) selected.set(name, value);
      }
      invocation.write(selected);
    }
  },
});
