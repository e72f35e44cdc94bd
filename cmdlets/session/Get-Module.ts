import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { SessionModules } from '../../src/cmdlet/session.ts';
import { propertyText, propertyValue } from '../../src/format/object-properties.ts';
import { enumerate } from '../../src/values/enumerate.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { isNamed, specifications } from './module-query.ts';

export default defineCmdlet({
  name: 'Get-Module',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['gmo'],
  synopsis: 'Gets the modules that are loaded, or that could be.',
  description:
    'The modules of VMware and of PowerShell are part of the shell: they are always available. Others are looked for in the folders of $env:PSModulePath.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: 0,
      pipeline: 'value',
      wildcard: true,
      help: 'Names; with -ListAvailable paths, too.',
    },
    FullyQualifiedName: {
      type: 'object',
      array: true,
      help: "Names with versions: @{ ModuleName = 'Foo'; ModuleVersion = '1.1' }.",
    },
    ListAvailable: { type: 'switch', help: 'Modules that can be imported.' },
    All: { type: 'switch', help: 'Every file that holds a module, those inside of others too.' },
    PSEdition: { type: 'string', help: 'Only modules whose manifest names this edition.' },
    Refresh: { type: 'switch', help: 'Looks again, which is what it always does.' },
  },
  output: ['System.Management.Automation.PSModuleInfo'],
  impact: 'none',
  examples: [
    { title: "What of VMware's is loaded", code: 'Get-Module VMware.*' },
    {
      title: 'What can be imported',
      code: "Get-Module -ListAvailable -FullyQualifiedName @{ ModuleName = 'VMware.VimAutomation.Core'; ModuleVersion = '0.1' }",
    },
  ],
  process(args, invocation) {
    const { modules } = invocation.session;
    const wanted = specifications(args.FullyQualifiedName);
    const names = args.Name ?? (wanted.length > 0 ? wanted.map(({ name }) => name) : undefined);
    const found = args.ListAvailable
      ? modules.available({ names, all: args.All })
      : loaded(modules, args.Name);
    for (const module of found) {
      if (wanted.length > 0 && !wanted.some((specification) => isNamed(specification, module))) continue;
      if (args.PSEdition === undefined || editions(module).includes(args.PSEdition.toLowerCase()))
        invocation.write(module);
    }
  },
});

function loaded(modules: SessionModules, names: readonly string[] | undefined): readonly Value[] {
  return modules
    .list()
    .filter(
      (module) =>
        names === undefined ||
        names.some((pattern) => matchesWildcard(propertyText(module, 'Name'), pattern)),
    );
}

function editions(module: Value): string[] {
  const given = propertyValue(module, 'CompatiblePSEditions') ?? null;
  return Array.from(enumerate(given), (edition) => toText(edition).toLowerCase());
}
