import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { existingLocations, factsOf, pathNotFound } from './location.ts';
import { locationStack, moveTo, pathInfo, pathInfoType } from './path-info.ts';

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
    const from = session.location();
    const wanted = args.LiteralPath ?? args.Path;
    if (wanted !== undefined) {
      const [found] = existingLocations(
        invocation,
        args.LiteralPath === undefined ? { Path: [wanted] } : { LiteralPath: [wanted] },
      );
      if (!found) return;
      if (found.kind !== 'file' || factsOf(session, found.path)?.folder !== true) {
        invocation.writeError(pathNotFound(found.kind === 'file' ? found.path : wanted));
        return;
      }
      moveTo(session, found.path);
    }
    locationStack(session, args.StackName ?? '').push(from);
    if (args.PassThru) invocation.write(pathInfo(session.location()));
  },
});
