import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { moveEach } from '../../src/inventory/container-change.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { destinationParameter } from '../../src/inventory/location.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Move-Folder',
  synopsis: 'Moves folders to another place.',
  parameters: {
    Folder: {
      type: folderObjectType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The folders.',
    },
    Destination: destinationParameter,
    Server: serverParameter,
  },
  output: [folderObjectType],
  impact: 'medium',
  privileges: ['Folder.Move'],
  examples: [
    {
      title: 'Somewhere else',
      before: '$null = New-Folder example -Location vm; $null = New-Folder other -Location vm',
      code: 'Move-Folder example -Destination other',
    },
  ],
  process(args, invocation) {
    moveEach(invocation, 'folders', args.Folder, args.Destination);
  },
});
