import { posix } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { directoryInfoType, fileInfoType } from '../../src/cmdlet/file-info.ts';
import { notSupported } from './item-change.ts';
import { objectAt } from './item-objects.ts';
import { existingLocations, factsOf, fileError, locate } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

export default defineCmdlet({
  name: 'Move-Item',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['mi', 'move', 'mv'],
  synopsis: 'Moves files and folders.',
  parameters: {
    ...PATH_PARAMETERS,
    Destination: {
      type: 'string',
      position: 1,
      pipeline: 'name',
      help: 'Where to: a folder, or the new name.',
    },
    Force: { type: 'switch', help: 'Replaces a file of that name.' },
    PassThru: { type: 'switch', help: 'Returns what was moved.' },
  },
  defaultParameterSet: 'Path',
  output: [fileInfoType, directoryInfoType],
  impact: 'medium',
  examples: [{ title: 'What would be moved', code: 'Move-Item /tmp /elsewhere -WhatIf' }],
  process(args, invocation) {
    const { session, host } = invocation;
    const query = { include: args.Include, exclude: args.Exclude, filter: args.Filter };
    for (const from of existingLocations(invocation, args, query)) {
      const to = locate(session, args.Destination ?? '.');
      if (from.kind === 'item') throw notSupported(from.drive, 'Moving');
      if (to.kind === 'item') throw notSupported(to.drive, 'Moving');
      const target =
        factsOf(session, to.path)?.folder === true ? posix.join(to.path, posix.basename(from.path)) : to.path;
      const kind = factsOf(session, from.path)?.folder === true ? 'Directory' : 'File';
      if (!invocation.shouldProcess(`Item: ${from.path} Destination: ${target}`, `Move ${kind}`)) continue;
      const failure = kind === 'File' ? 'MoveFileInfoItemIOError' : 'MoveDirectoryItemIOError';
      if (factsOf(session, target) && !args.Force) {
        invocation.writeError(fileError({ kind: 'Exists', path: target }, failure));
        continue;
      }
      const moved = host.files.move(from.path, target);
      if (!moved.ok) invocation.writeError(fileError(moved.fault, failure));
      const object =
        args.PassThru && moved.ok
          ? objectAt(session, { kind: 'file', path: target, given: target })
          : undefined;
      if (object !== undefined) invocation.write(object);
    }
  },
});
