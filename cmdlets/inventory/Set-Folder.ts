import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { renameEach } from '../../src/inventory/container-change.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Set-Folder',
  synopsis: 'Renames folders.',
  parameters: {
    Folder: {
      type: folderObjectType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The folders.',
    },
    Name: { type: 'string', mandatory: true, help: 'The new name.' },
    Server: serverParameter,
  },
  output: [folderObjectType],
  impact: 'medium',
  privileges: ['Folder.Rename'],
  examples: [
    {
      title: 'Another name',
      before: 'New-Folder example -Location vm',
      code: 'Set-Folder example -Name renamed',
    },
  ],
  process(args, invocation) {
    renameEach(invocation, 'folders', args.Folder, args.Name);
  },
});
