import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import { propertyText } from '../../src/format/object-properties.ts';
import {
  admits,
  type ModuleLimits,
  ModuleSpecification,
  moduleSpecification,
} from '../../src/values/net/module-specification.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { moduleParameters } from './module-parameters.ts';

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
      mandatory: ['Name'],
      position: { Name: 0 },
      pipeline: { Name: 'value' },
      sets: ['Name'],
      help: 'Names, or paths of .psm1 or .psd1 files or of the folders they are in.',
    },
    ...moduleParameters,
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
    MinimumVersion: { type: 'string', sets: ['Name'], aliases: ['Version'], help: 'The lowest version.' },
    MaximumVersion: { type: 'string', sets: ['Name'], help: 'The highest version.' },
    RequiredVersion: { type: 'string', sets: ['Name'], help: 'The version.' },
    SkipEditionCheck: { type: 'switch', hidden: true, help: 'Taken for scripts that give it.' },
  },
  defaultParameterSet: 'Name',
  output: ['System.Management.Automation.PSModuleInfo'],
  impact: 'none',
  examples: [{ title: 'The modules of PowerCLI', code: 'Import-Module VMware.PowerCLI' }],
  process(args, invocation) {
    const limits: ModuleLimits = {
      minimum: args.MinimumVersion,
      maximum: args.MaximumVersion,
      required: args.RequiredVersion,
    };
    if (isImpossible(limits)) invocation.throwTerminating(impossible(limits));
    const wanted = [
      ...(args.Name ?? []).map((item) => new ModuleSpecification(moduleName(item), limits)),
      ...(args.FullyQualifiedName ?? []).map((item) => moduleSpecification(item)),
      ...(args.ModuleInfo ?? []).map((item) => new ModuleSpecification(moduleName(item))),
    ];
    for (const { name, limits } of wanted) {
      const loaded = invocation.session.modules.import(name, {
        limits,
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

function isImpossible({ minimum, maximum }: ModuleLimits): boolean {
  return minimum !== undefined && maximum !== undefined && !admits({ maximum }, minimum, undefined);
}

function impossible({ minimum = '', maximum = '' }: ModuleLimits): CmdletError {
  return {
    message: `The minimum version '${minimum}' is higher than the maximum version '${maximum}'.`,
    id: 'ArgumentOutOfRange',
    category: 'InvalidArgument',
    target: minimum,
    exceptionType: 'System.Management.Automation.PSArgumentOutOfRangeException',
  };
}

/** A name or path as it is; of a module or file object the path, else the name. */
function moduleName(item: Value): string {
  if (typeof item === 'string') return item;
  for (const property of ['Path', 'FullName', 'Name']) {
    const text = propertyText(item, property);
    if (text !== '') return text;
  }
  return toText(item);
}
