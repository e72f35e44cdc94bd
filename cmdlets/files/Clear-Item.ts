import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { notSupported, removeItem, setItem } from './item-change.ts';
import { existingLocations, fileError } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

export default defineCmdlet({
  name: 'Clear-Item',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['cli'],
  synopsis: 'Empties a variable or an environment variable by its path.',
  parameters: { ...PATH_PARAMETERS, Force: { type: 'switch', help: 'Read-only ones too.' } },
  defaultParameterSet: 'Path',
  output: [],
  impact: 'medium',
  examples: [{ title: 'A variable', code: '$found = 3\nClear-Item Variable:found' }],
  process(args, invocation) {
    const query = { include: args.Include, exclude: args.Exclude, filter: args.Filter };
    for (const location of existingLocations(invocation, args, query)) {
      if (location.kind === 'file') {
        invocation.writeError(fileError({ kind: 'IsFolder', path: location.path }, 'NotSupported'));
        continue;
      }
      if (!invocation.shouldProcess(`Item: ${location.given}`, 'Clear Item')) continue;
      const { provider } = location.drive;
      if (provider === 'Variable')
        setItem(invocation.session, location.drive, location.name, null, args.Force);
      else if (provider === 'Environment')
        removeItem(invocation.session, location.drive, location.name, args.Force);
      else throw notSupported(location.drive, 'Clearing');
    }
  },
});
