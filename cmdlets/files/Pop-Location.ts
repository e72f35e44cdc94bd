import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { pathInfoType, placeInfo } from '../../src/cmdlet/path-info.ts';
import { locationStack, moveTo } from './path-info.ts';

export default defineCmdlet({
  name: 'Pop-Location',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['popd'],
  synopsis: 'Goes back to the folder that Push-Location remembered.',
  parameters: {
    PassThru: { type: 'switch', help: 'Returns the folder.' },
    StackName: { type: 'string', pipeline: 'name', help: 'The stack that remembers.' },
  },
  output: [pathInfoType],
  impact: 'none',
  examples: [{ title: 'There and back', code: 'Push-Location /\nPop-Location' }],
  process(args, invocation) {
    const { session } = invocation;
    const place = locationStack(session, args.StackName ?? '').pop();
    if (place !== undefined) moveTo(session, place);
    if (args.PassThru) invocation.write(placeInfo(session, session.place()));
  },
});
