import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeEach } from '../../src/inventory/container-change.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Remove-Folder',
  synopsis: 'Removes folders that hold nothing any more.',
  parameters: {
    Folder: {
      type: folderObjectType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The folders.',
    },
    DeletePermanently: { type: 'switch', help: 'Accepted: an empty folder has no files.' },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Folder.Delete'],
  examples: [
    {
      title: 'Remove an empty one',
      before: 'New-Folder example -Location vm',
      code: 'Remove-Folder example -Confirm:$false',
    },
  ],
  process(args, invocation) {
    removeEach(invocation, 'folders', args.Folder);
  },
});
