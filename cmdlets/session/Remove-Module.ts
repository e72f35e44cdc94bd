import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyText } from '../../src/format/object-properties.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Remove-Module',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['rmo'],
  synopsis: 'Takes the commands of a module away.',
  parameters: {
    Name: {
      type: 'object',
      array: true,
      mandatory: true,
      position: 0,
      pipeline: 'value',
      wildcard: true,
      help: 'Names or modules.',
    },
    Force: { type: 'switch', help: 'Removes a module that others need.' },
  },
  output: [],
  impact: 'low',
  examples: [
    {
      title: 'Load and remove',
      code: 'Import-Module VMware.PowerCLI\nRemove-Module VMware.PowerCLI -ErrorAction SilentlyContinue',
    },
  ],
  process(args, invocation) {
    const { modules } = invocation.session;
    for (const item of args.Name) {
      const wanted = typeof item === 'string' ? item : propertyText(item, 'Name');
      const found = modules.list().filter((module) => matchesWildcard(propertyText(module, 'Name'), wanted));
      if (found.length === 0 && !hasWildcard(wanted)) {
        invocation.writeError({
          message: `No modules were removed. Verify that the specification of modules to remove is correct and those modules exist in the runspace.`,
          id: 'Modules_NoModulesRemoved',
          category: 'ResourceUnavailable',
          target: wanted,
          advice: 'Get-Module',
        });
      }
      for (const module of found) {
        if (invocation.shouldProcess(propertyText(module, 'Name'))) modules.remove(module);
      }
    }
  },
});
