import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { stringType } from '../../src/values/string-type.ts';
import { existingLocations } from './location.ts';

export default defineCmdlet({
  name: 'Convert-Path',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['cvpa'],
  synopsis: 'Gives a path as the operating system knows it.',
  parameters: {
    Path: {
      type: 'string',
      array: true,
      mandatory: ['Path'],
      position: { Path: 0 },
      pipeline: { Path: 'both' },
      sets: ['Path'],
      wildcard: true,
      help: 'The paths.',
    },
    LiteralPath: {
      type: 'string',
      array: true,
      mandatory: ['LiteralPath'],
      pipeline: { LiteralPath: 'name' },
      sets: ['LiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The paths, taken as they are.',
    },
  },
  defaultParameterSet: 'Path',
  output: [stringType],
  impact: 'none',
  examples: [{ title: 'The home folder', code: 'Convert-Path ~' }],
  process(args, invocation) {
    for (const location of existingLocations(invocation, args)) {
      invocation.write(location.kind === 'file' ? location.path : location.name);
    }
  },
});
