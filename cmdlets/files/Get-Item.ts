import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { directoryInfoType, fileInfoType } from './file-info.ts';
import { itemsOn, objectAt } from './item-objects.ts';
import { existingLocations } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

export default defineCmdlet({
  name: 'Get-Item',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['gi'],
  synopsis: 'Gets what is at a path: a file, a folder, a variable, a function.',
  parameters: { ...PATH_PARAMETERS, Force: { type: 'switch', help: 'Hidden ones too.' } },
  defaultParameterSet: 'Path',
  output: [fileInfoType, directoryInfoType],
  impact: 'none',
  examples: [{ title: 'The current folder', code: 'Get-Item .' }],
  process(args, invocation) {
    const { session } = invocation;
    const query = { include: args.Include, exclude: args.Exclude, filter: args.Filter };
    for (const location of existingLocations(invocation, args, query)) {
      if (location.kind === 'item' && location.name === '') {
        invocation.writeAll(itemsOn(session, location.drive));
        continue;
      }
      const object = objectAt(session, location);
      if (object !== undefined) invocation.write(object);
    }
  },
});
