import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { objectAt } from './item-objects.ts';
import { existingLocations } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

export default defineCmdlet({
  name: 'Get-ItemPropertyValue',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['gpv'],
  synopsis: 'Gets what a property of an item holds.',
  parameters: {
    ...PATH_PARAMETERS,
    Path: { ...PATH_PARAMETERS.Path, mandatory: false },
    Name: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 1,
      aliases: ['PSProperty'],
      help: 'The properties.',
    },
  },
  defaultParameterSet: 'Path',
  output: ['System.Object'],
  impact: 'none',
  examples: [{ title: 'When a folder was made', code: 'Get-ItemPropertyValue . -Name CreationTime' }],
  process(args, invocation) {
    const { Include: include, Exclude: exclude, Filter: filter } = args;
    const paths = args.LiteralPath === undefined && args.Path === undefined ? { Path: ['.'] } : args;
    for (const location of existingLocations(invocation, paths, { include, exclude, filter })) {
      if (location.kind === 'item') {
        invocation.writeError({
          message: `The items of the drive '${location.drive.name}' have no properties that can be read: Get-Item returns the value.`,
          id: 'NotSupported',
          category: 'NotImplemented',
          target: location.given,
          advice: `Get-Item ${location.given}`,
          exceptionType: 'System.Management.Automation.PSNotSupportedException',
        });
        continue;
      }
      const item = objectAt(invocation.session, location);
      for (const name of args.Name) {
        const value = item === undefined ? undefined : propertyValue(item, name);
        if (value !== undefined) {
          invocation.write(value);
          continue;
        }
        invocation.writeError({
          message: `Property ${name} does not exist at path ${location.given}.`,
          id: 'System.Management.Automation.PSArgumentException',
          category: 'InvalidArgument',
          target: name,
          exceptionType: 'System.Management.Automation.PSArgumentException',
        });
      }
    }
  },
});
