import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { existingLocations } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

export default defineCmdlet({
  name: 'Unblock-File',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Takes the mark of a download from files, which only Windows puts on them.',
  parameters: { Path: PATH_PARAMETERS.Path, LiteralPath: PATH_PARAMETERS.LiteralPath },
  defaultParameterSet: 'Path',
  output: [],
  impact: 'medium',
  examples: [{ title: 'A folder that was downloaded', code: 'Unblock-File .' }],
  process: (args, invocation) => void existingLocations(invocation, args),
});
