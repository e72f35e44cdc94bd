import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import { propertyText } from '../../src/format/object-properties.ts';
import { ModuleSpecification } from '../../src/values/net/module-specification.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { hasWildcard } from '../../src/values/wildcard.ts';
import { moduleParameters } from './module-parameters.ts';
import { isNamed, specifications } from './module-query.ts';

export default defineCmdlet({
  name: 'Remove-Module',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['rmo'],
  synopsis: 'Takes the commands of a module away.',
  description: "The cmdlets of VMware's and PowerShell's own modules are part of the shell and stay.",
  parameters: {
    Name: {
      type: 'object',
      array: true,
      mandatory: ['Name'],
      position: { Name: 0 },
      pipeline: { Name: 'value' },
      sets: ['Name'],
      wildcard: true,
      help: 'Names or modules.',
    },
    ...moduleParameters,
    Force: { type: 'switch', help: 'Removes a module that is read-only, too.' },
  },
  defaultParameterSet: 'Name',
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
    const given = [...(args.Name ?? []), ...(args.ModuleInfo ?? [])];
    const objects = given.filter((item) => typeof item !== 'string');
    const wanted = [
      ...given.flatMap((item) => (typeof item === 'string' ? [new ModuleSpecification(item)] : [])),
      ...specifications(args.FullyQualifiedName),
    ];
    const found = modules
      .list()
      .filter((module) => wanted.some((specification) => isNamed(specification, module)));
    if (found.length === 0 && objects.length === 0 && !wanted.some(({ name }) => hasWildcard(name))) {
      invocation.writeError(noneRemoved(wanted.map((specification) => toText(specification)).join(', ')));
    }
    for (const module of new Set([...found, ...objects])) {
      const refusal = refused(module, args.Force);
      if (refusal !== undefined) invocation.writeError(refusal);
      else if (invocation.shouldProcess(propertyText(module, 'Name'))) modules.remove(module);
    }
  },
});

function noneRemoved(wanted: string): CmdletError {
  return {
    message:
      'No modules were removed. Verify that the specification of modules to remove is correct and those modules exist in the runspace.',
    id: 'Modules_NoModulesRemoved',
    category: 'ResourceUnavailable',
    target: wanted,
    advice: 'Get-Module',
  };
}

function refused(module: Value, force: boolean): CmdletError | undefined {
  const mode = propertyText(module, 'AccessMode');
  const name = propertyText(module, 'Name');
  if (mode === 'Constant') {
    return {
      message: `The module '${name}' cannot be removed because it is constant.`,
      id: 'Modules_ModuleIsConstant',
      category: 'PermissionDenied',
      target: name,
    };
  }
  if (mode !== 'ReadOnly' || force) return undefined;
  return {
    message: `The module '${name}' cannot be removed because it is read-only.`,
    id: 'Modules_ModuleIsReadOnly',
    category: 'PermissionDenied',
    target: name,
    advice: `Remove-Module ${name} -Force`,
  };
}
