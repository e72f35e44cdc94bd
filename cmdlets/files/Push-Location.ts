import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { pathInfoType, placeInfo } from '../../src/cmdlet/path-info.ts';
import { existingLocations, pathNotFound } from './location.ts';
import { locationStack, moveTo, placeOf } from './path-info.ts';

export default defineCmdlet({
  name: 'Push-Location',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['pushd'],
  synopsis: 'Remembers the current folder and goes to another.',
  parameters: {
    Path: {
      type: 'string',
      position: 0,
      pipeline: 'both',
      sets: ['Path'],
      wildcard: true,
      help: 'The folder to go to.',
    },
    LiteralPath: {
      type: 'string',
      pipeline: { LiteralPath: 'name' },
      sets: ['LiteralPath'],
      mandatory: ['LiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The folder, its name taken as it is.',
    },
    PassThru: { type: 'switch', help: 'Returns the folder.' },
    StackName: { type: 'string', pipeline: 'name', help: 'The stack that remembers.' },
  },
  defaultParameterSet: 'Path',
  output: [pathInfoType],
  impact: 'none',
  examples: [{ title: 'There and back', code: 'Push-Location /\nPop-Location' }],
  process(args, invocation) {
    const { session } = invocation;
    const from = session.place();
    const wanted = args.LiteralPath ?? args.Path;
    if (wanted !== undefined) {
      const [found] = existingLocations(
        invocation,
        args.LiteralPath === undefined ? { Path: [wanted] } : { LiteralPath: [wanted] },
      );
      if (!found) return;
      const place = placeOf(session, wanted, found);
      if (place === undefined) {
        invocation.writeError(pathNotFound(found.kind === 'file' ? found.path : wanted));
        return;
      }
      moveTo(session, place);
    }
    locationStack(session, args.StackName ?? '').push(from);
    if (args.PassThru) invocation.write(placeInfo(session, session.place()));
  },
});
