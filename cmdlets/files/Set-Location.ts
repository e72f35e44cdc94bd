import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { pathInfoType, placeInfo } from '../../src/cmdlet/path-info.ts';
import { existingLocations, pathNotFound } from './location.ts';
import { moveInHistory, moveTo, placeOf } from './path-info.ts';

export default defineCmdlet({
  name: 'Set-Location',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['cd', 'sl', 'chdir'],
  synopsis: 'Goes to another folder.',
  description:
    'A single - goes back to the folder before, + forward again; without a path it goes to the home folder.',
  parameters: {
    Path: {
      type: 'string',
      position: 0,
      pipeline: 'both',
      sets: ['Path'],
      wildcard: true,
      help: 'The folder.',
    },
    LiteralPath: {
      type: 'string',
      mandatory: ['LiteralPath'],
      pipeline: { LiteralPath: 'name' },
      sets: ['LiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The folder, its name taken as it is.',
    },
    PassThru: { type: 'switch', help: 'Returns the folder.' },
    StackName: { type: 'string', sets: ['Stack'], help: 'Taken for scripts that give it.' },
  },
  defaultParameterSet: 'Path',
  output: [pathInfoType],
  impact: 'none',
  examples: [{ title: 'There and back', code: 'Set-Location /\nSet-Location -' }],
  process(args, invocation) {
    const { session } = invocation;
    if (args.Path === '-' || args.Path === '+') {
      if (!moveInHistory(session, args.Path)) {
        invocation.throwTerminating({
          message: `There is no location history left to navigate ${args.Path === '-' ? 'backwards' : 'forwards'}.`,
          id: 'System.InvalidOperationException',
          category: 'InvalidOperation',
          target: args.Path,
          exceptionType: 'System.InvalidOperationException',
        });
      }
    } else {
      const wanted = args.LiteralPath ?? args.Path ?? session.host.files.homeFolder;
      const [found, ...more] = existingLocations(
        invocation,
        args.LiteralPath === undefined ? { Path: [wanted] } : { LiteralPath: [wanted] },
      );
      if (!found) return;
      if (more.length > 0) {
        invocation.writeError({
          message: `The path '${wanted}' means more than one folder.`,
          id: 'Argument',
          category: 'InvalidArgument',
          target: wanted,
          exceptionType: 'System.Management.Automation.PSArgumentException',
        });
        return;
      }
      const place = placeOf(session, wanted, found);
      if (place === undefined) {
        invocation.writeError(pathNotFound(found.kind === 'file' ? found.path : wanted));
        return;
      }
      moveTo(session, place);
    }
    if (args.PassThru) invocation.write(placeInfo(session, session.place()));
  },
});
