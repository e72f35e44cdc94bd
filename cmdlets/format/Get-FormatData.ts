import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { loadedViews } from '../../src/format/loaded-views.ts';
import { systemViews } from '../../src/format/system-views.ts';
import type { View } from '../../src/format/view.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import type { Value } from '../../src/values/value.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-FormatData',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Lists the types of .NET and PowerShell that have a view of their own.',
  description:
    'The views of the objects of the datacenter belong to their types: Format-List * shows what a view leaves out.',
  parameters: {
    TypeName: { type: 'string', array: true, position: 0, wildcard: true, help: 'Names of types.' },
    PowerShellVersion: { type: 'object', hidden: true, help: 'Taken for scripts that give it.' },
  },
  output: ['System.Management.Automation.ExtendedTypeDefinition'],
  impact: 'none',
  examples: [{ title: 'How time spans are shown', code: 'Get-FormatData System.TimeSpan' }],
  process(args, invocation) {
    const loaded = loadedViews().map(({ typeName, view, name }) => [typeName, view, name] as const);
    const own = [...systemViews()].map(([typeName, view]) => [typeName, view, typeName] as const);
    for (const [typeName, view, name] of [...loaded, ...own]) {
      if (args.TypeName && !args.TypeName.some((pattern) => matchesWildcard(typeName, pattern))) continue;
      invocation.write(
        customObject(
          [
            ['TypeNames', [typeName]],
            ['TypeName', typeName],
            ['FormatViewDefinition', [viewDefinition(name, view)]],
          ],
          'System.Management.Automation.ExtendedTypeDefinition',
        ),
      );
    }
  },
});

function viewDefinition(name: string, view: View): Value {
  const kind = view.table
    ? 'TableControl'
    : view.list
      ? 'ListControl'
      : view.wide
        ? 'WideControl'
        : 'CustomControl';
  const columns = (view.table ?? view.list ?? []).map(({ label }) => label);
  return customObject(
    [
      ['Name', name],
      ['Control', kind],
      ['Columns', columns],
    ],
    'System.Management.Automation.FormatViewDefinition',
  );
}
