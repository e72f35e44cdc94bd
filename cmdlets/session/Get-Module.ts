import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyText } from '../../src/format/object-properties.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-Module',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['gmo'],
  synopsis: 'Gets the modules that are loaded, or that could be.',
  parameters: {
    Name: { type: 'string', array: true, position: 0, pipeline: 'value', wildcard: true, help: 'Names.' },
    ListAvailable: { type: 'switch', help: 'Modules that can be imported by name.' },
    All: { type: 'switch', help: 'Nested modules too.' },
    FullyQualifiedName: { type: 'object', array: true, hidden: true, help: 'Names with versions.' },
    Refresh: { type: 'switch', hidden: true, help: 'Looks again.' },
  },
  output: ['System.Management.Automation.PSModuleInfo'],
  impact: 'none',
  examples: [{ title: 'What is loaded', code: 'Get-Module' }],
  process(args, invocation) {
    const { modules } = invocation.session;
    for (const module of args.ListAvailable ? modules.available() : modules.list()) {
      const name = propertyText(module, 'Name');
      if (!args.Name || args.Name.some((pattern) => matchesWildcard(name, pattern))) invocation.write(module);
    }
  },
});
