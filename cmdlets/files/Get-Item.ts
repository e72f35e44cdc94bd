import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import { directoryInfoType, fileInfoType } from '../../src/cmdlet/file-info.ts';
import { hasWildcard } from '../../src/values/wildcard.ts';
import { itemsOn, objectAt } from './item-objects.ts';
import { existingLocations, locate } from './location.ts';
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
    const paths = args.LiteralPath ?? (args.Path ?? []).filter((path) => !hasWildcard(path));
    const named = new Set(
      paths.map((path) => locate(session, path)).flatMap((at) => (at.kind === 'file' ? [at.path] : [])),
    );
    for (const location of existingLocations(invocation, args, query)) {
      if (location.kind === 'item' && location.name === '') {
        invocation.writeAll(itemsOn(session, location.drive));
        continue;
      }
      if (location.kind === 'file' && isHidden(location.path) && !args.Force) {
        // A pattern passes hidden names over; one that was named is said to need -Force.
        if (named.has(location.path)) invocation.writeError(hidden(location.path));
        continue;
      }
      const object = objectAt(session, location);
      if (object !== undefined) invocation.write(object);
    }
  },
});

function isHidden(path: string): boolean {
  return /(?:^|\/)\.[^/]+$/.test(path) && !path.endsWith('/..');
}

function hidden(path: string): CmdletError {
  return {
    message: `Could not find item ${path}.`,
    id: 'ItemNotFound',
    category: 'ObjectNotFound',
    target: path,
    why: 'Its name begins with a point, so it is hidden.',
    advice: `Get-Item '${path}' -Force`,
    exceptionType: 'System.IO.IOException',
  };
}
