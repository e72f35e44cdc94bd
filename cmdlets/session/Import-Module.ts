import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyText } from '../../src/format/object-properties.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Import-Module',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['ipmo'],
  synopsis: 'Loads a module: its functions, variables and aliases become known.',
  description:
    "VMware's own module names are taken without doing anything: their cmdlets are part of the shell.",
  parameters: {
    Name: {
      type: 'object',
      array: true,
      mandatory: true,
      position: 0,
      pipeline: 'value',
      help: 'Names, paths of .psm1 or .psd1 files, or modules.',
    },
    Function: { type: 'string', array: true, wildcard: true, help: 'Only these functions.' },
    Cmdlet: { type: 'string', array: true, wildcard: true, help: 'Only these cmdlets.' },
    Variable: { type: 'string', array: true, wildcard: true, help: 'Only these variables.' },
    Alias: { type: 'string', array: true, wildcard: true, help: 'Only these aliases.' },
    Prefix: { type: 'string', help: 'Stands before the nouns of the imported commands.' },
    Global: { type: 'switch', help: 'For the whole session, not just the importing module.' },
    Scope: { type: 'string', validateSet: ['Local', 'Global'], help: 'Local or Global.' },
    Force: { type: 'switch', help: 'Loads it again.' },
    PassThru: { type: 'switch', help: 'Returns the modules.' },
    AsCustomObject: { type: 'switch', help: 'Returns an object whose methods are the functions.' },
    ArgumentList: {
      type: 'object',
      array: true,
      aliases: ['Args'],
      help: 'What the module gets in its parameters.',
    },
    DisableNameChecking: { type: 'switch', help: 'Says nothing about unusual verbs.' },
    NoClobber: { type: 'switch', help: 'Replaces no commands.' },
    MinimumVersion: { type: 'string', aliases: ['Version'], help: 'The lowest version.' },
    MaximumVersion: { type: 'string', help: 'The highest version.' },
    RequiredVersion: { type: 'string', help: 'The version.' },
    SkipEditionCheck: { type: 'switch', hidden: true, help: 'Taken for scripts that give it.' },
  },
  output: ['System.Management.Automation.PSModuleInfo'],
  impact: 'none',
  examples: [{ title: 'The modules of PowerCLI', code: 'Import-Module VMware.PowerCLI' }],
  process(args, invocation) {
    for (const item of args.Name) {
      const loaded = invocation.session.modules.import(moduleName(item), {
        global: args.Global || args.Scope === 'Global',
        force: args.Force,
        asCustomObject: args.AsCustomObject,
        ...(args.Prefix !== undefined && { prefix: args.Prefix }),
        ...(args.Function && { functions: args.Function }),
        ...(args.Variable && { variables: args.Variable }),
        ...(args.Alias && { aliases: args.Alias }),
        ...(args.ArgumentList && { arguments: args.ArgumentList }),
      });
      if (args.PassThru || args.AsCustomObject) invocation.writeAll(loaded);
    }
  },
});

/** A name or path as it is; of a module or file object the path, else the name. */
function moduleName(item: Value): string {
  if (typeof item === 'string') return item;
  for (const property of ['Path', 'FullName', 'Name']) {
    const text = propertyText(item, property);
    if (text !== '') return text;
  }
  return toText(item);
}
